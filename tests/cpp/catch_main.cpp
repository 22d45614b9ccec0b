// The program around the tests; version 3 of Catch2 brings its own.

#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

// Catch2, version 2 or 3.

#ifndef AGENT_EVENT_BUS_TESTS_CATCH_H_
#define AGENT_EVENT_BUS_TESTS_CATCH_H_

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#endif  // AGENT_EVENT_BUS_TESTS_CATCH_H_

# What the builds need: from the system where that has it, else from the network.

include(FetchContent)

# Unpacked files get the time of unpacking, so that a new version is always built.
if(POLICY CMP0135)
  cmake_policy(SET CMP0135 NEW)
endif()

# With their digests, so that what is downloaded is what was tested.
FetchContent_Declare(nlohmann_json
  URL https://github.com/nlohmann/json/releases/download/v3.11.3/json.tar.xz
  URL_HASH SHA256=d6c65aca6b1ed68e7a182f4757257b107ae403032760ed6ef121c9d55e81757d)
FetchContent_Declare(Catch2
  URL https://github.com/catchorg/Catch2/archive/refs/tags/v3.7.1.tar.gz
  URL_HASH SHA256=c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c)
FetchContent_Declare(benchmark
  URL https://github.com/google/benchmark/archive/refs/tags/v1.9.1.tar.gz
  URL_HASH SHA256=32131c08ee31eeff2c8968d7e874f3cb648034377dfc32a4c377fa8796d84981)

# Our warnings are no rule for the code of others.
macro(make_available_without_werror name)
  get_property(compile_options DIRECTORY PROPERTY COMPILE_OPTIONS)
  set(their_options ${compile_options})
  list(REMOVE_ITEM their_options -Werror)
  set_property(DIRECTORY PROPERTY COMPILE_OPTIONS ${their_options})
  FetchContent_MakeAvailable(${name})
  set_property(DIRECTORY PROPERTY COMPILE_OPTIONS ${compile_options})
endmacro()

macro(find_json)
  find_package(nlohmann_json 3.9 QUIET)
  if(NOT nlohmann_json_FOUND)
    # Installed with us, as our headers need it.
    set(JSON_Install ${AGENT_EVENT_BUS_INSTALL} CACHE INTERNAL "")
    make_available_without_werror(nlohmann_json)
  endif()
endmacro()

# Sets json_include_dir to a folder with nothing but nlohmann/json, for a compiler that must not see
# what else the system has in its own: those of the host are not those of WebAssembly.
macro(find_json_headers)
  find_path(json_root nlohmann/json.hpp
    PATHS /usr /usr/local /opt/homebrew
    PATH_SUFFIXES include
    NO_CMAKE_FIND_ROOT_PATH)
  if(NOT json_root)
    make_available_without_werror(nlohmann_json)
    set(json_root "${nlohmann_json_SOURCE_DIR}/include")
  endif()
  set(json_include_dir "${PROJECT_BINARY_DIR}/json")
  file(MAKE_DIRECTORY "${json_include_dir}")
  file(CREATE_LINK "${json_root}/nlohmann" "${json_include_dir}/nlohmann" SYMBOLIC)
endmacro()

# Defines catch_discover_tests(), and Catch2::Catch2WithMain if it is version 3.
macro(find_catch)
  find_package(Catch2 3 QUIET)
  if(NOT Catch2_FOUND)
    find_package(Catch2 2 QUIET)
  endif()
  if(NOT Catch2_FOUND)
    make_available_without_werror(Catch2)
    list(APPEND CMAKE_MODULE_PATH "${catch2_SOURCE_DIR}/extras")
  endif()
  include(Catch)
endmacro()

# Defines benchmark::benchmark.
macro(find_benchmark)
  find_package(benchmark 1.5 QUIET)
  if(NOT benchmark_FOUND)
    set(BENCHMARK_ENABLE_TESTING OFF CACHE INTERNAL "")
    set(BENCHMARK_ENABLE_INSTALL OFF CACHE INTERNAL "")
    make_available_without_werror(benchmark)
  endif()
endmacro()

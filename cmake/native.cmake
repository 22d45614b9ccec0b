# The native library, its tests, and its installation.
#
#   find_package(agent_event_bus REQUIRED)
#   target_link_libraries(agent PRIVATE agent_event_bus::agent_event_bus)

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)
include(cmake/dependencies.cmake)

option(AGENT_EVENT_BUS_INSTALL "Generate the install target" ${PROJECT_IS_TOP_LEVEL})

find_json()
find_package(Threads REQUIRED)

# All of them stand side by side in <agent_event_bus/...>, so they include each other by bare name.
set(public_headers
  ${core_headers}
  src/bus/errors.h
  src/bus/event_bus.h
  src/bus/subscription.h
  ${toolkit_headers})

add_library(agent_event_bus STATIC
  ${core_sources}
  ${toolkit_sources}
  src/bus/errors.cpp
  src/bus/event_bus.cpp
  src/bus/registry.cpp
  src/bus/subscription.cpp
  src/bus/worker.cpp)
add_library(agent_event_bus::agent_event_bus ALIAS agent_event_bus)
target_compile_features(agent_event_bus PUBLIC cxx_std_20)
set_target_properties(agent_event_bus PROPERTIES POSITION_INDEPENDENT_CODE ON)
# Else GCC may not inline within a file what it compiles for use in a shared library.
target_compile_options(agent_event_bus PRIVATE
  $<$<CXX_COMPILER_ID:GNU>:-fno-semantic-interposition>)
target_link_libraries(agent_event_bus PUBLIC nlohmann_json::nlohmann_json Threads::Threads)
target_include_directories(agent_event_bus
  PUBLIC
    $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
  PRIVATE src/core)

file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/include/agent_event_bus")
foreach(header IN LISTS public_headers)
  get_filename_component(name ${header} NAME)
  file(CREATE_LINK "${PROJECT_SOURCE_DIR}/${header}"
    "${PROJECT_BINARY_DIR}/include/agent_event_bus/${name}" COPY_ON_ERROR SYMBOLIC)
endforeach()

if(AGENT_EVENT_BUS_INSTALL)
  set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/agent_event_bus)
  install(TARGETS agent_event_bus EXPORT agent_event_bus)
  install(FILES ${public_headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/agent_event_bus)
  install(EXPORT agent_event_bus
    FILE agent_event_bus-targets.cmake
    NAMESPACE agent_event_bus::
    DESTINATION ${package_dir})
  # Before 1.0 a minor version may break its users.
  write_basic_package_version_file(agent_event_bus-config-version.cmake
    COMPATIBILITY SameMinorVersion)
  configure_package_config_file(cmake/agent_event_bus-config.cmake.in
    agent_event_bus-config.cmake
    INSTALL_DESTINATION ${package_dir}
    NO_SET_AND_CHECK_MACRO)
  install(FILES
    "${CMAKE_CURRENT_BINARY_DIR}/agent_event_bus-config.cmake"
    "${CMAKE_CURRENT_BINARY_DIR}/agent_event_bus-config-version.cmake"
    DESTINATION ${package_dir})
endif()

if(AGENT_EVENT_BUS_BUILD_TESTS)
  enable_testing()
  add_subdirectory(tests/cpp)
endif()
if(AGENT_EVENT_BUS_BUILD_BENCHMARKS)
  add_subdirectory(bench/native)
endif()
if(AGENT_EVENT_BUS_BUILD_FUZZERS)
  add_subdirectory(tests/fuzz)
endif()

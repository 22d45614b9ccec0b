# The core, and the engine of the toolkit, as WebAssembly, bound by embind: core.mjs (glue) and
# core.wasm in the build folder, toolkit.mjs and toolkit.wasm. scripts/build.mjs puts each pair into one
# JavaScript file.
#
# Every byte here is downloaded by every browser page, so Release is linked for size. Not compiled for
# it, though: at -Oz the core is hardly smaller, and matches six times slower.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

set(unused_types ${CMAKE_CURRENT_SOURCE_DIR}/src/bindings/unused_types.js)

# What all modules have in common.
add_library(wasm_module INTERFACE)
target_include_directories(wasm_module INTERFACE src)
# The bindings, unlike the core, keep run-time types: embind names its types by them, and without
# them by printf, which costs more.
target_compile_options(wasm_module INTERFACE -fno-exceptions $<$<CONFIG:Release>:-flto>)
target_link_options(wasm_module INTERFACE
  --bind
  --no-entry
  $<$<CONFIG:Release>:-Oz -flto>
  # Not ASSERTIONS as well: with them the glue for the web refuses to run in Node.
  $<$<CONFIG:Debug>:-sASSERTIONS=0 -sSAFE_HEAP=1 -sSTACK_OVERFLOW_CHECK=2>
  -sMODULARIZE=1
  -sEXPORT_ES6=1
  # The glue for Node of older Emscriptens uses require() and installs process hooks. With the bytes
  # handed in, the one for the web runs everywhere.
  -sENVIRONMENT=web
  # The factory returns the module itself, not a promise of it.
  -sWASM_ASYNC_COMPILATION=0
  # js/core.js instantiates, so the glue need not look for a file. These are all options it gives.
  -sINCOMING_MODULE_JS_API=instantiateWasm,printErr
  -sUSE_ES6_IMPORT_META=0
  # No `new Function`, which a Content-Security-Policy forbids.
  -sDYNAMIC_EXECUTION=0
  -sFILESYSTEM=0
  # TextDecoder is there, in every engine that can run the package.
  -sTEXTDECODER=2
  -sALLOW_MEMORY_GROWTH=1)

add_executable(core ${core_sources} src/bindings/bindings.cpp)
set_target_properties(core PROPERTIES SUFFIX .mjs LINK_DEPENDS ${unused_types})
set_property(SOURCE src/bindings/bindings.cpp PROPERTY COMPILE_OPTIONS $<$<CONFIG:Release>:-Oz>)
target_link_libraries(core PRIVATE wasm_module)
target_link_options(core PRIVATE
  --js-library ${unused_types}
  # A third of the default allocator's size. The core allocates when it grows, not when it matches.
  -sMALLOC=emmalloc
  -sINITIAL_MEMORY=262144
  # The core is iterative; its deepest frame is a few KiB. Newer Emscriptens call it STACK_SIZE.
  -sTOTAL_STACK=65536)

include(cmake/dependencies.cmake)
find_json_headers()
add_executable(toolkit ${core_sources} ${toolkit_sources} ${toolkit_bindings})
set_target_properties(toolkit PROPERTIES SUFFIX .mjs)
# What does not run for each event may be slower.
set_property(
  SOURCE ${toolkit_bindings}
    src/toolkit/number_text.cpp src/toolkit/prices.cpp src/toolkit/snapshot_diff.cpp
  APPEND PROPERTY COMPILE_OPTIONS $<$<CONFIG:Release>:-Oz>)
target_include_directories(toolkit PRIVATE src/core SYSTEM PRIVATE ${json_include_dir})
target_link_libraries(toolkit PRIVATE wasm_module)
target_link_options(toolkit PRIVATE
  -sINITIAL_MEMORY=2097152
  # JSON is read without recursion, but written with it.
  -sTOTAL_STACK=524288)

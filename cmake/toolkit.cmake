# The engine of the agent toolkit: the work on JSON behind agent-event-bus/toolkit. A part of the
# native library, and a WebAssembly module of its own. It throws nothing.
set(toolkit_headers
  src/toolkit/event_log.h
  src/toolkit/json_check.h
  src/toolkit/jsonl_reader.h)
set(toolkit_sources
  src/toolkit/event_log.cpp
  src/toolkit/json_check.cpp
  src/toolkit/jsonl_reader.cpp)
set(toolkit_bindings
  src/bindings/toolkit_bindings.cpp
  src/bindings/toolkit_log_bindings.cpp)
set_source_files_properties(${toolkit_sources} PROPERTIES COMPILE_OPTIONS -fno-exceptions)

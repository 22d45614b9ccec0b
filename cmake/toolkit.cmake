# The engine of the agent toolkit: the work on JSON behind agent-event-bus/toolkit. A part of the
# native library, and a WebAssembly module of its own. It throws nothing.
set(toolkit_headers
  src/toolkit/agent_calls.h
  src/toolkit/budget.h
  src/toolkit/budget_pool.h
  src/toolkit/event_log.h
  src/toolkit/json_slice.h
  src/toolkit/money.h
  src/toolkit/number_text.h
  src/toolkit/prices.h
  src/toolkit/sha256.h
  src/toolkit/snapshot_diff.h
  src/toolkit/snapshots.h
  src/toolkit/step_lines.h
  src/toolkit/trace.h
  src/toolkit/usage.h)
set(toolkit_sources
  src/toolkit/agent_calls.cpp
  src/toolkit/budget.cpp
  src/toolkit/budget_pool.cpp
  src/toolkit/event_log.cpp
  src/toolkit/json_slice.cpp
  src/toolkit/money.cpp
  src/toolkit/number_text.cpp
  src/toolkit/prices.cpp
  src/toolkit/sha256.cpp
  src/toolkit/snapshot_diff.cpp
  src/toolkit/snapshots.cpp
  src/toolkit/step_lines.cpp
  src/toolkit/trace.cpp
  src/toolkit/usage.cpp)
set(toolkit_bindings
  src/bindings/toolkit_accounts_bindings.cpp
  src/bindings/toolkit_bindings.cpp
  src/bindings/toolkit_log_bindings.cpp)
set_source_files_properties(${toolkit_sources} PROPERTIES COMPILE_OPTIONS -fno-exceptions)

# Installs the library to a fresh prefix, then builds and runs a program that finds it there.

function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE result OUTPUT_VARIABLE output
    ECHO_OUTPUT_VARIABLE)
  if(NOT result EQUAL 0)
    list(JOIN ARGV " " command)
    message(FATAL_ERROR "${command}: ${result}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE "${work_dir}")
run(${CMAKE_COMMAND} --install ${build_dir} --config ${config} --prefix ${work_dir}/prefix)
run(${CMAKE_COMMAND}
  -S ${consumer_dir}
  -B ${work_dir}/build
  -G ${generator}
  -D CMAKE_BUILD_TYPE=${config}
  -D CMAKE_CXX_COMPILER=${compiler}
  "-DCMAKE_CXX_FLAGS=${flags}"
  -D CMAKE_PREFIX_PATH=${work_dir}/prefix
  -D CMAKE_RUNTIME_OUTPUT_DIRECTORY=${work_dir}/bin
  -D CMAKE_RUNTIME_OUTPUT_DIRECTORY_DEBUG=${work_dir}/bin
  -D CMAKE_RUNTIME_OUTPUT_DIRECTORY_RELEASE=${work_dir}/bin)
run(${CMAKE_COMMAND} --build ${work_dir}/build --config ${config})
run(${work_dir}/bin/agent)
if(NOT output MATCHES "first failure: tool.failed.*stopped: over budget")
  message(FATAL_ERROR "The agent said something else:\n${output}")
endif()

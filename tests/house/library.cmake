# Installs this project and builds and runs the example of docs/library.md on what was installed, as the page says:
# both files of the example are taken from the page, and so is what it must print. Then configures the example with
# the sources of this project inside it.
# cmake -DSOURCE=... -DBUILD=... -DFOLDER=... -DGENERATOR=... -DCOMPILER=... -DFLAGS=... -P library.cmake
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

# fenced(language result): the first block of that language on the page.
function(fenced language result)
  file(READ ${SOURCE}/docs/library.md page)
  string(FIND "${page}" "```${language}\n" begin)
  if(begin EQUAL -1)
    message(FATAL_ERROR "docs/library.md has no block of ${language}")
  endif()
  string(LENGTH "```${language}\n" fence)
  math(EXPR begin "${begin} + ${fence}")
  string(SUBSTRING "${page}" ${begin} -1 page)
  string(FIND "${page}" "```" end)
  string(SUBSTRING "${page}" 0 ${end} page)
  set(${result} "${page}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${FOLDER})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${FOLDER}/elsewhere)
file(RENAME ${FOLDER}/elsewhere ${FOLDER}/prefix)  # the tree may be moved
run(${FOLDER}/prefix/bin/repetend --version)
foreach(file IN ITEMS share/doc/repetend/LICENSE share/doc/repetend/docs/library.md share/repetend/scenarios/gpt-4.yaml)
  if(NOT EXISTS ${FOLDER}/prefix/${file})
    message(FATAL_ERROR "not installed: ${file}")
  endif()
endforeach()

fenced(cmake lists)
fenced(cpp program)
fenced(text expected)
file(WRITE ${FOLDER}/example/CMakeLists.txt "${lists}")
file(WRITE ${FOLDER}/example/planner.cpp "${program}")
set(configure ${CMAKE_COMMAND} -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${COMPILER} "-DCMAKE_CXX_FLAGS=${FLAGS}")
run(${configure} -DCMAKE_PREFIX_PATH=${FOLDER}/prefix -S ${FOLDER}/example -B ${FOLDER}/example/build)
run(${CMAKE_COMMAND} --build ${FOLDER}/example/build)
run(${FOLDER}/example/build/planner)
if(NOT output STREQUAL expected)
  message(FATAL_ERROR "docs/library.md says that it prints\n${expected}but it prints\n${output}")
endif()

string(REGEX REPLACE "find_package[^\n]*" "add_subdirectory(${SOURCE} repetend)\nif(CMAKE_BUILD_TYPE OR TARGET repetend OR TARGET test_sim)\n  message(FATAL_ERROR \"more than the libraries\")\nendif()" lists "${lists}")
file(WRITE ${FOLDER}/inside/CMakeLists.txt "${lists}")
file(WRITE ${FOLDER}/inside/planner.cpp "${program}")
run(${configure} -S ${FOLDER}/inside -B ${FOLDER}/inside/build)
run(${CMAKE_COMMAND} --build ${FOLDER}/inside/build --target repetend_search_headers)

# Warnings and sanitizers, in private interface targets that every target of ours
# links; nothing of them leaks to whoever links our libraries.
add_library(repetend_warnings INTERFACE)
target_compile_options(repetend_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual
  # g++ 12 gives these falsely for std::string once it optimises (GCC bugs 105651, 105329).
  "$<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-stringop-overflow;-Wno-array-bounds>"
  $<$<BOOL:${REPETEND_WERROR}>:-Werror>)
add_library(repetend_options INTERFACE)
target_include_directories(repetend_options INTERFACE ${PROJECT_SOURCE_DIR})
target_link_libraries(repetend_options INTERFACE repetend_warnings)
set(repetend_plain $<$<CONFIG:Release>:-O1>)
if(REPETEND_SANITIZE)
  set(repetend_plain -O0)
  target_compile_options(repetend_options INTERFACE
    -fsanitize=${REPETEND_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    -fno-sanitize=null,alignment,object-size,pointer-overflow  # a third of the time to compile, for what addresses show as well
    -Wno-maybe-uninitialized)  # instrumented code of the standard library (std::regex) gives it falsely
  target_link_options(repetend_options INTERFACE -fsanitize=${REPETEND_SANITIZE})
endif()

# repetend_library(name [PLAIN] [header...]): one library a folder, of every source below it, so that a new file
# needs no line here. A PLAIN one reads, writes and shows: optimising it takes longer to compile than it ever
# saves, and under sanitizers it takes twice as long. Its precompiled header is that of the first library
# compiled like it, or its own where it names headers of its own.
function(repetend_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "PLAIN" "" "")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(${name} STATIC ${sources})
  target_compile_features(${name} PUBLIC cxx_std_20)
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${REPETEND_PUBLIC_INCLUDE}> $<INSTALL_INTERFACE:include>)
  target_link_libraries(${name} PRIVATE $<BUILD_INTERFACE:repetend_options>)
  set(first repetend_sim)
  if(arg_PLAIN)
    set(first repetend_data)
    target_compile_options(${name} PRIVATE ${repetend_plain})
  endif()
  if(name STREQUAL first OR arg_UNPARSED_ARGUMENTS)
    # What almost every file includes; files still include what they use.
    target_precompile_headers(${name} PRIVATE <algorithm> <array> <map> <optional> <ranges> <string> <vector>
                              <fmt/format.h> ${arg_UNPARSED_ARGUMENTS})
  else()
    target_precompile_headers(${name} REUSE_FROM ${first})
  endif()
endfunction()

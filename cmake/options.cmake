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
if(REPETEND_SANITIZE)
  target_compile_options(repetend_options INTERFACE
    -fsanitize=${REPETEND_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    -fno-sanitize=null,alignment,object-size,pointer-overflow  # a third of the time to compile, for what addresses show as well
    -Wno-maybe-uninitialized)  # instrumented code of the standard library (std::regex) gives it falsely
  target_link_options(repetend_options INTERFACE -fsanitize=${REPETEND_SANITIZE})
endif()

# repetend_library(name header...): one library a folder, of every source below it, so that a new file needs no
# line here. Its precompiled header is that of repetend_sim, or its own where it names headers of its own.
function(repetend_library name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(${name} STATIC ${sources})
  target_compile_features(${name} PUBLIC cxx_std_20)
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${REPETEND_PUBLIC_INCLUDE}> $<INSTALL_INTERFACE:include>)
  target_link_libraries(${name} PRIVATE $<BUILD_INTERFACE:repetend_options>)
  if(name STREQUAL repetend_sim OR ARGN)
    # What almost every file includes; files still include what they use.
    target_precompile_headers(${name} PRIVATE <algorithm> <array> <map> <optional> <ranges> <string> <vector>
                              <fmt/format.h> ${ARGN})
  else()
    target_precompile_headers(${name} REUSE_FROM repetend_sim)
  endif()
endfunction()

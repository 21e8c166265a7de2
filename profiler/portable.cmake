# repetend-profile runs alone on a GPU node: everything but libc and CUDA is in it. The static libraries come
# first and whole, so that nothing is left for the shared ones to resolve, and those are then left out.
set(shared_suffixes ${CMAKE_FIND_LIBRARY_SUFFIXES})
set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
foreach(library sqlite3 boost_program_options yaml-cpp fmt)
  find_library(REPETEND_STATIC_${library} ${library})
  mark_as_advanced(REPETEND_STATIC_${library})
  if(REPETEND_STATIC_${library})
    target_link_libraries(repetend-profile PRIVATE
                          $<LINK_LIBRARY:WHOLE_ARCHIVE,${REPETEND_STATIC_${library}}>)
  endif()
endforeach()
set(CMAKE_FIND_LIBRARY_SUFFIXES ${shared_suffixes})

# Debian's fmt has no static library: its header compiled with every function kept, none inlined, makes one.
if(NOT REPETEND_STATIC_fmt)
  add_library(repetend_static_fmt OBJECT program/static_fmt.cxx)
  target_compile_definitions(repetend_static_fmt PRIVATE FMT_HEADER_ONLY)
  target_compile_options(repetend_static_fmt PRIVATE -fkeep-inline-functions -O0)
  target_sources(repetend-profile PRIVATE $<TARGET_OBJECTS:repetend_static_fmt>)
endif()
target_link_options(repetend-profile PRIVATE -Wl,--as-needed -static-libstdc++ -static-libgcc)

# The public face: what others link (Repetend::sim, Repetend::search, ...) and include (<repetend/search/search.hpp>),
# whether they install this project and find_package(Repetend) or add its sources to their build. docs/library.md.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# Within our sources headers are "sim/plan/plan.hpp"; for others they are "repetend/sim/plan/plan.hpp", so that no
# name of theirs can stand in the way. They are copied here with their includes rewritten.
set(REPETEND_PUBLIC_INCLUDE ${PROJECT_BINARY_DIR}/include)
configure_file(${PROJECT_SOURCE_DIR}/cmake/version.hpp.in ${REPETEND_PUBLIC_INCLUDE}/repetend/version.hpp @ONLY)

# repetend_publish(target header...): makes a library and these headers of its folder public. Every header that a
# public one includes must be public too, which a test sees to.
function(repetend_publish target)
  string(REPLACE repetend_ "" name ${target})
  add_library(Repetend::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})

  set(headers ${ARGN})
  foreach(header IN LISTS headers)
    set_property(GLOBAL APPEND PROPERTY REPETEND_PUBLIC_HEADERS ${name}/${header})
  endforeach()
  set(stamp ${CMAKE_CURRENT_BINARY_DIR}/public_headers.stamp)
  set(sources ${headers})
  list(TRANSFORM sources PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  add_custom_command(OUTPUT ${stamp}
    COMMAND ${CMAKE_COMMAND} "-DHEADERS=${headers}" -DFROM=${CMAKE_CURRENT_SOURCE_DIR}
            -DTO=${REPETEND_PUBLIC_INCLUDE}/repetend/${name} -P ${PROJECT_SOURCE_DIR}/cmake/public_headers.cmake
    COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
    DEPENDS ${sources} ${PROJECT_SOURCE_DIR}/cmake/public_headers.cmake
    COMMENT "Public headers of ${name}" VERBATIM)
  add_custom_target(${target}_headers ALL DEPENDS ${stamp})
  add_dependencies(${target} ${target}_headers)

  if(REPETEND_INSTALL)
    install(TARGETS ${target} EXPORT RepetendTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
    install(DIRECTORY ${REPETEND_PUBLIC_INCLUDE}/repetend/${name} DESTINATION include/repetend)
  endif()
endfunction()

# repetend_install_package(): after every library is published.
function(repetend_install_package)
  set(package ${CMAKE_INSTALL_LIBDIR}/cmake/Repetend)
  configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/RepetendConfig.cmake.in
    ${PROJECT_BINARY_DIR}/RepetendConfig.cmake INSTALL_DESTINATION ${package})
  set(compatible SameMajorVersion)
  if(PROJECT_VERSION_MAJOR EQUAL 0)
    set(compatible SameMinorVersion)
  endif()
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/RepetendConfigVersion.cmake COMPATIBILITY ${compatible})
  install(EXPORT RepetendTargets NAMESPACE Repetend:: DESTINATION ${package})
  install(FILES ${PROJECT_BINARY_DIR}/RepetendConfig.cmake ${PROJECT_BINARY_DIR}/RepetendConfigVersion.cmake
          DESTINATION ${package})
  install(FILES ${REPETEND_PUBLIC_INCLUDE}/repetend/version.hpp DESTINATION include/repetend)
  install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
  install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
  install(DIRECTORY scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/repetend PATTERN rejected EXCLUDE)
endfunction()

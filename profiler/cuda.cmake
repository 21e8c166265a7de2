# repetend-profile and the library that it injects into other programs.
if(NOT CMAKE_CUDA_COMPILER)
  set(CMAKE_CUDA_COMPILER ${CUDAToolkit_NVCC_EXECUTABLE})
endif()
if(NOT CMAKE_CUDA_ARCHITECTURES)
  set(CMAKE_CUDA_ARCHITECTURES 80 90-real)  # Ampere, the first with bf16, as PTX for every other one too
endif()
enable_language(CUDA)

if(NOT CMAKE_CUDA20_STANDARD_COMPILE_OPTION)  # CMake 3.25 does not know that nvcc speaks C++20
  set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)
endif()
set(CMAKE_CUDA_STANDARD 20)
set(CMAKE_CUDA_EXTENSIONS OFF)

file(GLOB kernel_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/gpu/*.cu)
add_library(repetend_kernels STATIC ${kernel_sources})
target_compile_options(repetend_kernels PRIVATE -Xcompiler=-Wall,-Wextra $<$<BOOL:${REPETEND_WERROR}>:-Werror=all-warnings>)
target_include_directories(repetend_kernels PRIVATE ${PROJECT_SOURCE_DIR} ${CUDAToolkit_INCLUDE_DIRS})

# Fused attention through cuDNN, whose frontend is headers only and whose library is looked up at run time.
find_path(REPETEND_CUDNN_FRONTEND cudnn_frontend.h
          PATHS ${PROJECT_SOURCE_DIR}/build/cudnn-frontend/include ${CUDAToolkit_INCLUDE_DIRS}
          DOC "Folder of cuDNN's frontend (optional; nvidia-cudnn-frontend on PyPI)")
find_path(REPETEND_CUDNN cudnn_graph.h PATHS ${CUDAToolkit_INCLUDE_DIRS} DOC "Folder of cuDNN 9's headers (optional)")
mark_as_advanced(REPETEND_CUDNN_FRONTEND REPETEND_CUDNN)
set(REPETEND_FUSED_ATTENTION FALSE CACHE INTERNAL "")  # for the tests
if(EXISTS "${REPETEND_CUDNN_FRONTEND}/cudnn_frontend_version.h" AND REPETEND_CUDNN)  # of 1.x, from what was tried on
  file(STRINGS "${REPETEND_CUDNN_FRONTEND}/cudnn_frontend_version.h" version REGEX "define .*(MAJOR|MINOR)_VERSION +[0-9]")
  if(version MATCHES "MAJOR_VERSION +1;.*MINOR_VERSION +([0-9]+)" AND CMAKE_MATCH_1 GREATER_EQUAL 32)
    set(REPETEND_FUSED_ATTENTION TRUE CACHE INTERNAL "")
  endif()
endif()
if(REPETEND_FUSED_ATTENTION)
  add_library(repetend_attention_graph STATIC gpu/attention_graph.cpp)
  target_compile_definitions(repetend_attention_graph PRIVATE NV_CUDNN_FRONTEND_USE_DYNAMIC_LOADING
                             CUDNN_FRONTEND_SKIP_JSON_LIB)
  target_include_directories(repetend_attention_graph SYSTEM PRIVATE ${REPETEND_CUDNN_FRONTEND} ${REPETEND_CUDNN})
else()
  message(STATUS "cuDNN 9 or its frontend (1.32 or newer) not found: repetend-profile measures attention as products and softmax")
  add_library(repetend_attention_graph STATIC gpu/no_attention_graph.cpp)
endif()
target_include_directories(repetend_attention_graph PRIVATE ${PROJECT_SOURCE_DIR})
target_include_directories(repetend_attention_graph SYSTEM PRIVATE ${CUDAToolkit_INCLUDE_DIRS})
# Makes a graph once a run; optimising or instrumenting cuDNN's templates takes over a minute.
target_link_libraries(repetend_attention_graph PRIVATE repetend_warnings)
target_compile_options(repetend_attention_graph PRIVATE -O0)

# Runs inside other people's programs: its own copy of the C++ library, no symbol but the two that CUDA and
# NVTX look for, no sanitizer that the program would have to bring.
file(GLOB inject_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/inject/*.cpp)
file(GLOB cupti_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/cupti/*.cpp)
add_library(repetend_inject MODULE ${inject_sources} ${cupti_sources} records/record_file.cpp)
set_target_properties(repetend_inject PROPERTIES CXX_VISIBILITY_PRESET hidden OUTPUT_NAME repetend-inject
                      LIBRARY_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
set(inject_library ${CMAKE_CURRENT_BINARY_DIR}/librepetend-inject.so)
target_include_directories(repetend_inject PRIVATE ${PROJECT_SOURCE_DIR} ${CUDAToolkit_INCLUDE_DIRS})
target_link_libraries(repetend_inject PRIVATE repetend_warnings ${CMAKE_DL_LIBS})
target_link_options(repetend_inject PRIVATE -static-libstdc++ -static-libgcc -Wl,--no-undefined
                    -Wl,--version-script=${CMAKE_CURRENT_SOURCE_DIR}/inject/exports.map)
set_target_properties(repetend_inject PROPERTIES LINK_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/inject/exports.map)

file(GLOB program_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/program/*.cpp
     ${CMAKE_CURRENT_SOURCE_DIR}/gpu/*.cpp)
list(FILTER program_sources EXCLUDE REGEX "attention_graph")
add_executable(repetend-profile ${program_sources} ${cupti_sources})
include(portable.cmake)  # first on the link line
target_link_libraries(repetend-profile PRIVATE repetend_profiler repetend_kernels repetend_attention_graph
                      CUDA::cudart_static repetend_options Boost::program_options ${CMAKE_DL_LIBS})
target_compile_definitions(repetend-profile PRIVATE REPETEND_INJECT_LIBRARY="${inject_library}")
install(TARGETS repetend-profile)
add_dependencies(repetend-profile repetend_inject)
# In a unity build its private types would be of an included file.
set_source_files_properties(gpu/matmul.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
set_source_files_properties(program/attach.cpp PROPERTIES OBJECT_DEPENDS
                            ${inject_library})

#include "profiler/gpu/cublas.hpp"

#include "profiler/cupti/library.hpp"
#include "sim/core/error.hpp"

namespace repetend::profiler {
namespace {

CublasLtFunctions load_cublas() {
  const auto major = std::to_string(CUBLAS_VER_MAJOR);
  const Library library("cuBLASLt " + major, {"libcublasLt.so." + major});
  CublasLtFunctions functions;
#define REPETEND_LOAD(name) library.find(#name, functions.name);
  REPETEND_CUBLASLT_FUNCTIONS(REPETEND_LOAD)
#undef REPETEND_LOAD
  functions.check(functions.cublasLtCreate(&functions.handle), "cannot start cuBLASLt");
  return functions;
}

}  // namespace

const CublasLtFunctions& cublas_lt() {
  static const CublasLtFunctions functions = load_cublas();
  return functions;
}

void CublasLtFunctions::check(cublasStatus_t status, const std::string& doing) const {
  if (status != CUBLAS_STATUS_SUCCESS)
    throw RequestError(doing + ": cuBLASLt says " + cublasLtGetStatusString(status));
}

}  // namespace repetend::profiler

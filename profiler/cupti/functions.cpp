#include "profiler/cupti/functions.hpp"

#include <cuda.h>

#include "profiler/cupti/library.hpp"
#include "sim/core/error.hpp"

namespace repetend::profiler {
namespace {

CuptiFunctions load() {
  const auto major = std::to_string(CUDA_VERSION / 1000);  // the layout of the records is this version's
  const Library library("CUPTI " + major, {"libcupti.so." + major});
  CuptiFunctions functions;
#define REPETEND_LOAD(name) library.find(#name, functions.name);
  REPETEND_CUPTI_FUNCTIONS(REPETEND_LOAD)
#undef REPETEND_LOAD
  return functions;
}

}  // namespace

const CuptiFunctions& cupti() {
  static const CuptiFunctions functions = load();
  return functions;
}

void CuptiFunctions::check(CUptiResult result, const std::string& doing) const {
  if (result == CUPTI_SUCCESS) return;
  const char* words = nullptr;
  if (cuptiGetErrorMessage(result, &words) != CUPTI_SUCCESS || !words) words = "no more is known";
  auto message = doing + ": CUPTI error " + std::to_string(static_cast<int>(result)) + ", " + words;
  // CUPTI has no name for what it meets without a GPU.
  if (result == CUPTI_ERROR_UNKNOWN) message += "; is there a CUDA device and a driver for this CUDA?";
  throw RequestError(message);
}

}  // namespace repetend::profiler

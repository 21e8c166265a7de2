// CUPTI's functions, from its shared library.
#pragma once

#include <cupti.h>

#include <string>

namespace repetend::profiler {

// clang-format off
#define REPETEND_CUPTI_FUNCTIONS(F)                                                    \
  F(cuptiActivityEnable) F(cuptiActivityDisable) F(cuptiActivityFlushAll)              \
  F(cuptiActivityFlushPeriod) F(cuptiActivityGetNextRecord)                            \
  F(cuptiActivityGetNumDroppedRecords) F(cuptiActivityRegisterCallbacks)               \
  F(cuptiGetErrorMessage) F(cuptiGetTimestamp) F(cuptiSetThreadIdType)
// clang-format on

struct CuptiFunctions {
#define REPETEND_MEMBER(name) decltype(&::name) name = nullptr;
  REPETEND_CUPTI_FUNCTIONS(REPETEND_MEMBER)
#undef REPETEND_MEMBER

  // Throws RequestError with CUPTI's own words unless the result is a success. `doing`: "cannot record
  // kernels".
  void check(CUptiResult, const std::string& doing) const;
};

// Loaded on first use; throws RequestError where there is no CUPTI.
const CuptiFunctions& cupti();

}  // namespace repetend::profiler

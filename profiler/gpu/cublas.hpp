// cuBLASLt's functions, from its shared library, and its handles as objects.
#pragma once

#include <cublasLt.h>

#include <string>

namespace repetend::profiler {

// clang-format off
#define REPETEND_CUBLASLT_FUNCTIONS(F)                                                           \
  F(cublasLtCreate) F(cublasLtGetVersion) F(cublasLtGetStatusString) F(cublasLtMatmul)           \
  F(cublasLtMatmulAlgoGetHeuristic)                                                              \
  F(cublasLtMatmulDescCreate) F(cublasLtMatmulDescSetAttribute) F(cublasLtMatmulDescDestroy)     \
  F(cublasLtMatrixLayoutCreate) F(cublasLtMatrixLayoutSetAttribute)                              \
  F(cublasLtMatrixLayoutDestroy) F(cublasLtMatmulPreferenceCreate)                               \
  F(cublasLtMatmulPreferenceSetAttribute) F(cublasLtMatmulPreferenceDestroy)
// clang-format on

struct CublasLtFunctions {
#define REPETEND_MEMBER(name) decltype(&::name) name = nullptr;
  REPETEND_CUBLASLT_FUNCTIONS(REPETEND_MEMBER)
#undef REPETEND_MEMBER
  cublasLtHandle_t handle = nullptr;  // for the process

  // Throws RequestError with cuBLASLt's own words unless it is a success.
  void check(cublasStatus_t, const std::string& doing) const;
};

// Loaded on first use; throws RequestError where there is none or it cannot start.
const CublasLtFunctions& cublas_lt();

}  // namespace repetend::profiler

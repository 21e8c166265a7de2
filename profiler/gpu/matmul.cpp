#include "profiler/gpu/matmul.hpp"

#include <cublasLt.h>

#include <array>
#include <string>
#include <vector>

#include "profiler/cupti/library.hpp"
#include "profiler/gpu/event_timer.hpp"
#include "sim/core/error.hpp"

namespace repetend::profiler {
namespace {

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

// Loaded on first use; throws RequestError where there is none or it cannot start.
const CublasLtFunctions& cublas_lt() {
  static const CublasLtFunctions functions = load_cublas();
  return functions;
}

void CublasLtFunctions::check(cublasStatus_t status, const std::string& doing) const {
  if (status != CUBLAS_STATUS_SUCCESS)
    throw RequestError(doing + ": cuBLASLt says " + cublasLtGetStatusString(status));
}

cudaDataType_t data_type(data::Precision precision) {
  if (precision == data::Precision::fp32) return CUDA_R_32F;
  return precision == data::Precision::fp16 ? CUDA_R_16F : CUDA_R_16BF;
}

// A handle of cuBLASLt's, destroyed by the function that its type names.
template <class Handle, auto destroy>
struct Handled {
  struct Destroy {
    void operator()(Handle handle) const { (cublas_lt().*destroy)(handle); }
  };
  using pointer = std::unique_ptr<std::remove_pointer_t<Handle>, Destroy>;
};
using Description = Handled<cublasLtMatmulDesc_t, &CublasLtFunctions::cublasLtMatmulDescDestroy>::pointer;
using Layout = Handled<cublasLtMatrixLayout_t, &CublasLtFunctions::cublasLtMatrixLayoutDestroy>::pointer;
using Preference =
    Handled<cublasLtMatmulPreference_t, &CublasLtFunctions::cublasLtMatmulPreferenceDestroy>::pointer;

Description describe(const Product& product) {
  const auto& lt = cublas_lt();
  cublasLtMatmulDesc_t made = nullptr;
  lt.check(lt.cublasLtMatmulDescCreate(&made, CUBLAS_COMPUTE_32F, CUDA_R_32F),
           "cannot describe a matrix product");
  Description description(made);
  const cublasOperation_t a = product.transpose_a ? CUBLAS_OP_T : CUBLAS_OP_N;
  const cublasOperation_t b = product.transpose_b ? CUBLAS_OP_T : CUBLAS_OP_N;
  lt.check(lt.cublasLtMatmulDescSetAttribute(made, CUBLASLT_MATMUL_DESC_TRANSA, &a, sizeof a),
           "cannot transpose A");
  lt.check(lt.cublasLtMatmulDescSetAttribute(made, CUBLASLT_MATMUL_DESC_TRANSB, &b, sizeof b),
           "cannot transpose B");
  return description;
}

// A matrix as it lies in memory, densely, and the batch's one after the other.
Layout lay_out(std::int64_t rows, std::int64_t columns, const Product& product) {
  const auto& lt = cublas_lt();
  cublasLtMatrixLayout_t made = nullptr;
  lt.check(
      lt.cublasLtMatrixLayoutCreate(&made, data_type(product.precision), static_cast<std::uint64_t>(rows),
                                    static_cast<std::uint64_t>(columns), rows),
      "cannot describe a matrix");
  Layout layout(made);
  const auto batch = static_cast<std::int32_t>(product.batch);
  const std::int64_t stride = rows * columns;
  lt.check(
      lt.cublasLtMatrixLayoutSetAttribute(made, CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT, &batch, sizeof batch),
      "cannot describe a batch");
  lt.check(lt.cublasLtMatrixLayoutSetAttribute(made, CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET, &stride,
                                               sizeof stride),
           "cannot describe a batch");
  return layout;
}

Layout lay_out_operand(std::int64_t rows, std::int64_t columns, bool transposed, const Product& product) {
  return transposed ? lay_out(columns, rows, product) : lay_out(rows, columns, product);
}

}  // namespace

struct Matmul::Plan {
  explicit Plan(const Product& p, Buffer& work)
      : description(describe(p)),
        a(lay_out_operand(p.rows, p.depth, p.transpose_a, p)),
        b(lay_out_operand(p.depth, p.columns, p.transpose_b, p)),
        c(lay_out(p.rows, p.columns, p)),
        workspace(work) {}

  std::vector<cublasLtMatmulHeuristicResult_t> candidates() const {
    const auto& lt = cublas_lt();
    cublasLtMatmulPreference_t made = nullptr;
    lt.check(lt.cublasLtMatmulPreferenceCreate(&made), "cannot ask for algorithms");
    const Preference preference(made);
    const auto bytes = static_cast<std::uint64_t>(workspace.bytes());
    lt.check(lt.cublasLtMatmulPreferenceSetAttribute(made, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &bytes,
                                                     sizeof bytes),
             "cannot limit the workspace");
    std::array<cublasLtMatmulHeuristicResult_t, 8> found{};
    int count = 0;
    lt.check(
        lt.cublasLtMatmulAlgoGetHeuristic(lt.handle, description.get(), a.get(), b.get(), c.get(), c.get(),
                                          made, static_cast<int>(found.size()), found.data(), &count),
        "cannot find an algorithm for a matrix product");
    if (count == 0) throw RequestError("cuBLASLt has no algorithm for a matrix product of this shape");
    return {found.begin(), found.begin() + count};
  }

  cublasStatus_t run(const cublasLtMatmulAlgo_t& with, const void* from_a, const void* from_b, void* to,
                     cudaStream_t stream, float scale = 1) const {
    const float zero = 0;
    return cublas_lt().cublasLtMatmul(cublas_lt().handle, description.get(), &scale, from_a, a.get(), from_b,
                                      b.get(), &zero, to, c.get(), to, c.get(), &with, workspace.as<void>(),
                                      static_cast<std::size_t>(workspace.bytes()), stream);
  }

  Description description;
  Layout a, b, c;
  Buffer& workspace;
  cublasLtMatmulAlgo_t algorithm{};
};

Matmul::Matmul(const Product& product, const void* a, const void* b, void* c, Buffer& workspace,
               cudaStream_t stream)
    : plan_(std::make_unique<Plan>(product, workspace)) {
  float fastest = -1;
  for (const auto& candidate : plan_->candidates()) {
    const auto once = [&] { return plan_->run(candidate.algo, a, b, c, stream); };
    if (candidate.state != CUBLAS_STATUS_SUCCESS || once() != CUBLAS_STATUS_SUCCESS) continue;
    const float time = least_of(5, stream, once);
    if (fastest < 0 || time < fastest) fastest = time, plan_->algorithm = candidate.algo;
  }
  if (fastest < 0) throw RequestError("none of cuBLASLt's algorithms for this matrix product runs here");
}
Matmul::~Matmul() = default;
Matmul::Matmul(Matmul&&) noexcept = default;

void Matmul::launch(const void* a, const void* b, void* c, cudaStream_t stream, float scale) const {
  cublas_lt().check(plan_->run(plan_->algorithm, a, b, c, stream, scale), "cannot run a matrix product");
}

}  // namespace repetend::profiler

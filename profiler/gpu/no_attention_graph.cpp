// In the place of attention_graph.cpp where cuDNN's frontend was not found when this was built.
#include "profiler/gpu/attention_graph.hpp"
#include "sim/core/error.hpp"

namespace repetend::profiler {
namespace {

[[noreturn]] void absent() {
  throw RequestError("this program was built without cuDNN's frontend (cudnn_frontend.h)");
}

}  // namespace

struct AttentionGraph::Graph {};
AttentionGraph::AttentionGraph(const data::Operator&, int) { absent(); }
AttentionGraph::AttentionGraph(const data::Operator&, int, const std::string&) { absent(); }
AttentionGraph::~AttentionGraph() = default;
AttentionGraph::AttentionGraph(AttentionGraph&&) noexcept = default;
Bytes AttentionGraph::workspace() const { return 0; }
void AttentionGraph::launch(const Tensors&, void*, cudaStream_t) const { absent(); }
std::string AttentionGraph::library() { absent(); }

}  // namespace repetend::profiler

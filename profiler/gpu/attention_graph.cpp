#include "profiler/gpu/attention_graph.hpp"

#include <cudnn_frontend.h>

#include <cmath>

#include "profiler/cupti/library.hpp"
#include "sim/core/error.hpp"

namespace cudnn_frontend {
void* cudnn_dlhandle = nullptr;  // where the frontend looks cuDNN's functions up
}

namespace repetend::profiler {
namespace {

namespace fe = cudnn_frontend;
using data::Operator;
using data::Phase;
using data::Precision;
using Tensor = std::shared_ptr<fe::graph::Tensor_attributes>;

// By which a launch hands tensors over.
enum Name : std::int64_t { q = 1, k, v, output, statistics, output_gradient, dq, dk, dv };

void load_cudnn() {
  static const bool loaded = [] {
    // The frontend clears parts of the workspace through the shared runtime, which it looks up by itself.
    const Library runtime("CUDA's runtime library", {"libcudart.so.13"});
    ::setenv("CUDNN_FRONTEND_CUDART_LIB_NAME", "libcudart.so.13", 0);
    fe::cudnn_dlhandle = Library("cuDNN 9", {"libcudnn.so.9"}).handle();
    return true;
  }();
  static_cast<void>(loaded);
}

// Only the first line of cuDNN's words: a list of what every engine lacks follows.
void expect(fe::error_t result, const std::string& doing) {
  if (result.is_good()) return;
  const std::string words = result.get_message();
  throw RequestError(doing + ": cuDNN says " + words.substr(0, words.find('\n')));
}
void expect(cudnnStatus_t status, const std::string& doing) {
  if (status != CUDNN_STATUS_SUCCESS) throw RequestError(doing + ": cuDNN says " + fe::to_string(status));
}

cudnnHandle_t handle() {
  static const cudnnHandle_t made = [] {
    cudnnHandle_t handle = nullptr;
    expect(fe::detail::create_handle(&handle), "cannot start cuDNN");
    return handle;
  }();
  return made;
}

fe::DataType_t data_type(Precision precision) {
  if (precision == Precision::fp32) throw RequestError("cuDNN has no fused attention in fp32");
  return precision == Precision::fp16 ? fe::DataType_t::HALF : fe::DataType_t::BFLOAT16;
}

std::int64_t elements(const Operator& op) { return op.shape[0] * op.shape[1] * op.shape[2] * op.shape[3]; }

// Dense, batch x heads x sequence x width.
void lay_out(fe::graph::Tensor_attributes& tensor, Name name, const Operator& op, std::int64_t width) {
  const std::int64_t heads = op.shape[1], sequence = op.shape[2];
  tensor.set_uid(name)
      .set_dim({op.shape[0], heads, sequence, width})
      .set_stride({heads * sequence * width, sequence * width, width, 1});
  tensor.set_data_type(name == statistics ? fe::DataType_t::FLOAT : data_type(op.precision));
}
std::int64_t width(Name name, const Operator& op) { return name == statistics ? 1 : op.shape[3]; }

Tensor input(fe::graph::Graph& graph, Name name, const Operator& op) {
  fe::graph::Tensor_attributes tensor;
  lay_out(tensor, name, op, width(name, op));
  return graph.tensor(tensor);
}
void keep(const Tensor& tensor, Name name, const Operator& op) {
  lay_out(*tensor, name, op, width(name, op));
  tensor->set_output(true);
}

template <class Attributes>
Attributes causal(const Operator& op) {
  Attributes attributes;
  attributes.set_name("attention")
      .set_attn_scale(static_cast<float>(1 / std::sqrt(static_cast<double>(op.shape[3]))))
      .set_diagonal_alignment(fe::DiagonalAlignment_t::TOP_LEFT)
      .set_diagonal_band_right_bound(0);
  return attributes;
}

void add_forward(fe::graph::Graph& graph, const Operator& op) {
  const auto [y, kept] = graph.sdpa(input(graph, q, op), input(graph, k, op), input(graph, v, op),
                                    causal<fe::graph::SDPA_attributes>(op).set_generate_stats(true));
  keep(y, output, op);
  keep(kept, statistics, op);
}

void add_backward(fe::graph::Graph& graph, const Operator& op) {
  const auto [to_q, to_k, to_v] =
      graph.sdpa_backward(input(graph, q, op), input(graph, k, op), input(graph, v, op),
                          input(graph, output, op), input(graph, output_gradient, op),
                          input(graph, statistics, op), causal<fe::graph::SDPA_backward_attributes>(op));
  keep(to_q, dq, op);
  keep(to_k, dk, op);
  keep(to_v, dv, op);
}

const std::string planning = "cannot plan fused attention";
const std::vector<fe::HeurMode_t> heuristics{fe::HeurMode_t::A, fe::HeurMode_t::FALLBACK};

}  // namespace

struct AttentionGraph::Graph {
  Graph(const Operator& planned, int capability)
      : third(2 * static_cast<std::size_t>(elements(planned))), graph(std::make_unique<fe::graph::Graph>()) {
    load_cudnn();
    graph->set_io_data_type(data_type(planned.precision))
        .set_intermediate_data_type(fe::DataType_t::FLOAT)
        .set_compute_data_type(fe::DataType_t::FLOAT)
        .set_sm_version(capability);
    planned.phase == Phase::forward ? add_forward(*graph, planned) : add_backward(*graph, planned);
    expect(graph->validate(), planning);
  }

  void choose_engines() const {
    expect(graph->create_execution_plans(heuristics), planning);
    expect(graph->check_support(), planning);
  }

  std::size_t third;  // bytes of Q, of K and of V
  std::unique_ptr<fe::graph::Graph> graph;
};

AttentionGraph::AttentionGraph(const Operator& op, int capability)
    : graph_(std::make_unique<Graph>(op, capability)) {
  expect(graph_->graph->build_operation_graph(handle()), planning);
  graph_->choose_engines();
  expect(graph_->graph->build_plans(), planning);
}

AttentionGraph::AttentionGraph(const Operator& op, int capability, const std::string& device)
    : graph_(std::make_unique<Graph>(op, capability)) {
  const auto described = std::make_shared<fe::DeviceProperties>();
  expect(described->deserialize({device.begin(), device.end()}), "cannot describe a device to cuDNN");
  graph_->graph->set_device_properties(described);
  expect(graph_->graph->build_operation_graph(), planning);
  graph_->choose_engines();
}

AttentionGraph::~AttentionGraph() = default;
AttentionGraph::AttentionGraph(AttentionGraph&&) noexcept = default;

Bytes AttentionGraph::workspace() const {
  std::int64_t bytes = 0;
  expect(graph_->graph->get_workspace_size(bytes), planning);
  return bytes;
}

void AttentionGraph::launch(const Tensors& t, void* workspace, cudaStream_t stream) const {
  const auto part = [&](void* all, std::size_t i) {
    return all ? static_cast<char*>(all) + i * graph_->third : nullptr;
  };
  std::unordered_map<std::int64_t, void*> tensors{
      {q, part(t.x, 0)},   {k, part(t.x, 1)},          {v, part(t.x, 2)},
      {output, t.y},       {statistics, t.statistics}, {output_gradient, t.dy},
      {dq, part(t.dx, 0)}, {dk, part(t.dx, 1)},        {dv, part(t.dx, 2)}};
  expect(fe::detail::set_stream(handle(), stream), "cannot use a stream");
  expect(graph_->graph->execute(handle(), tensors, workspace), "cannot run fused attention");
}

std::string AttentionGraph::library() {
  load_cudnn();
  return "cuDNN " + fe::detail::convert_version_to_str(fe::detail::get_backend_version());
}

}  // namespace repetend::profiler

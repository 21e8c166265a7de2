#include "profiler/program/command.hpp"

#include "data/costs/cost_database.hpp"
#include "data/costs/text.hpp"
#include "repetend/version.hpp"
#include "sim/core/file.hpp"

namespace repetend::profiler {
namespace {

std::optional<std::string> file(const po::variables_map& values, const char* option) {
  return values.count(option) ? std::optional(values[option].as<std::string>()) : std::nullopt;
}

constexpr std::int64_t most =
    1 << 24;  // of any size: products of four of them stay below 2^63 where they fit a GPU

// A size, or `otherwise` where the option is not given.
std::int64_t size(const po::variables_map& values, const std::string& option, std::int64_t otherwise) {
  if (!values.count(option)) return otherwise;
  const auto given = values[option].as<std::int64_t>();
  if (given < 1 || given > most)
    throw UsageError(fmt::format("--{} is from 1 to {}, not {}", option, most, given));
  return given;
}

void expect_multiple(const char* what, std::int64_t value, const char* of, std::int64_t divisor) {
  if (value % divisor != 0)
    throw UsageError(fmt::format("{} ({}) must be a multiple of {} ({})", what, value, of, divisor));
}

data::Family family(const std::string& name) {
  if (name == "gpt") return data::Family::gpt;
  if (name == "llama") return data::Family::llama;
  throw UsageError(fmt::format("--family is 'gpt' or 'llama', not '{}'", name));
}

void expect_consistent(const data::Model& m) {
  expect_multiple("--hidden", m.hidden, "--heads", m.heads);
  expect_multiple("--heads", m.heads, "--kv-heads", m.kv_heads);
  expect_multiple("--heads", m.heads, "--tensor-parallel", m.tensor_parallel);
}

}  // namespace

void add_result_options(po::options_description& options) {
  options.add_options()("db", value("FILE"), "store the costs in this database");
  options.add_options()("text", value("FILE"),
                        "write the costs as text, for 'repetend costs import' elsewhere");
}

Store::Store(const po::variables_map& values, bool by_default)
    : database_(file(values, "db")), text_(file(values, "text")) {
  if (nowhere() && by_default) database_ = data::CostDatabase::default_file().string();
  if (database_) data::CostDatabase::open_or_create(*database_);
}

void Store::add(const data::Run& run) const {
  if (text_) {
    write_file(*text_, data::write_costs(std::span(&run, 1)));
    fmt::print(stderr, "repetend-profile: written to {}\n", *text_);
  }
  if (!database_) return;
  const auto id = data::CostDatabase::open_or_create(*database_).store(run);
  fmt::print(stderr, "repetend-profile: stored in {} as run {}\n", *database_, id);
}

data::Run begin_run(const std::vector<std::string>& command) {
  data::Run run;
  run.date = data::date_now();
  run.tool = "repetend-profile " REPETEND_VERSION;
  run.command = fmt::format("{}", fmt::join(command, " "));
  return run;
}

void add_model_options(po::options_description& options) {
  const auto number = [](const char* name) { return value<std::int64_t>(name); };
  options.add_options()("family", value("gpt|llama")->default_value("gpt"),
                        "llama: SwiGLU, no biases, no dropout");
  options.add_options()("hidden", number("H"), "hidden size, 4096 unless given");
  options.add_options()("heads", number("A"), "attention heads, 32 unless given");
  options.add_options()("kv-heads", number("K"), "heads of keys and values, as many unless given");
  options.add_options()("ffn", number("F"), "width inside the MLP, 4 H unless given");
  options.add_options()("sequence", number("S"), "tokens of a sequence, 2048 unless given");
  options.add_options()("vocabulary", number("V"), "words; without it, no embedding and no head");
  options.add_options()("micro-batch", number("B"), "sequences, 1 unless given");
  options.add_options()("tensor-parallel", number("T"),
                        "devices that share a layer: one of them is measured");
  options.add_options()("sequence-parallel", "they share normalisation and residuals too");
  options.add_options()("precision", value("bf16|fp16|fp32")->default_value("bf16"),
                        "of weights and activations");
  options.add_options()("inference", "the forward pass alone");
}

data::Model model_from(const po::variables_map& values) {
  data::Model m;
  m.family = family(values["family"].as<std::string>());
  m.layers = 1;
  m.hidden = size(values, "hidden", 4096);
  m.heads = size(values, "heads", 32);
  m.kv_heads = size(values, "kv-heads", m.heads);
  m.ffn = size(values, "ffn", 4 * m.hidden);
  m.sequence = size(values, "sequence", 2048);
  m.vocabulary = size(values, "vocabulary", 0);
  m.head = m.vocabulary > 0;
  m.micro_batch = size(values, "micro-batch", 1);
  m.tensor_parallel = size(values, "tensor-parallel", 1);
  m.sequence_parallel = values.count("sequence-parallel") > 0;
  m.training = values.count("inference") == 0;
  const auto precision = values["precision"].as<std::string>();
  const auto known = data::precision_from(precision);
  if (!known) throw UsageError(fmt::format("--precision is 'bf16', 'fp16' or 'fp32', not '{}'", precision));
  m.precision = *known;
  expect_consistent(m);
  return m;
}

}  // namespace repetend::profiler

#include <fmt/format.h>

#include "data/costs/text.hpp"

namespace repetend::data {
namespace {

// In double quotes, as YAML 1.2 section 5.7 escapes what does not print.
std::string double_quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      result += {'\\', c};
    else if ((c >= 0 && c < 0x20) || c == 0x7F)
      result += fmt::format("\\x{:02x}", static_cast<int>(c));
    else
      result += c;
  }
  return result + '"';
}

class Writer {
 public:
  std::string write(std::span<const Run> runs) {
    add("# Measured costs, made by `repetend costs export`.\nrepetend_costs: {}\nruns:{}\n", text_version,
        runs.empty() ? " []" : "");
    for (const Run& run : runs) write(canonical(run));
    return std::move(text_);
  }

 private:
  template <class... Values>
  void add(fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Values>(values)...);
  }

  void line(std::string_view key, const std::string& text) {
    if (!text.empty()) add("    {}: {}\n", key, double_quoted(text));
  }
  template <class Number>
  void line(std::string_view key, const std::optional<Number>& number) {
    if (number) add("    {}: {}\n", key, *number);
  }

  void write(const Run& run) {
    add("  - gpu: {{name: {}, memory: {}, compute_units: {}, clock_limit: {}, memory_clock_limit: {}}}\n",
        double_quoted(run.gpu.name), run.gpu.memory, run.gpu.compute_units, run.gpu.clock_limit,
        run.gpu.memory_clock_limit);
    line("provenance", std::string(to_string(run.provenance)));
    line("date", run.date);
    line("driver", run.driver);
    line("cuda", run.cuda);
    line("tool", run.tool);
    line("command", run.command);
    write(run.conditions);
    add("    dropped: {}\n", run.dropped);
    list("notes", run.notes, [&](const std::string& note) { add("{}\n", double_quoted(note)); });
    list("operators", run.operators, [&](const OperatorSamples& samples) { write(samples); });
    list("blocks", run.blocks, [&](const BlockSamples& samples) { write(samples); });
  }

  void write(const Conditions& conditions) {
    line("clock", conditions.clock);
    line("memory_clock", conditions.memory_clock);
    line("temperature", conditions.temperature);
    line("throttling", conditions.throttling);
    line("overhead", conditions.overhead);
  }

  template <class Item, class Write>
  void list(std::string_view key, const std::vector<Item>& items, Write write_item) {
    if (!items.empty()) add("    {}:\n", key);
    for (const Item& item : items) {
      add("      - ");
      write_item(item);
    }
  }

  void write(const OperatorSamples& samples) {
    const Operator& op = samples.op;
    add("{{kind: {}, phase: {}, precision: {}, shape: {}, times: {}}}\n", to_string(op.kind),
        to_string(op.phase), to_string(op.precision), shape_text(op.shape), fmt::join(samples.times, " "));
  }

  void write(const BlockSamples& block) {
    add("{{name: {}, kind: {}, kernels: {}", double_quoted(block.name), to_string(block.kind), block.kernels);
    if (block.peak) add(", peak: {}", *block.peak);
    if (block.kept) add(", kept: {}", *block.kept);
    add(", times: {}}}\n", fmt::join(block.times, " "));
  }

  std::string text_;
};

}  // namespace

std::string write_costs(std::span<const Run> runs) { return Writer().write(runs); }

}  // namespace repetend::data

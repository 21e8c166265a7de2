#include "data/costs/text.hpp"

#include <fmt/format.h>

#include <charconv>

#include "sim/core/file.hpp"
#include "sim/formats/scenario/node.hpp"
#include "sim/formats/scenario/units.hpp"

namespace repetend::data {
namespace {

constexpr std::int64_t largest_number = sum_limit - 1;

std::int64_t integer(const Node& node, std::int64_t least, std::int64_t most) {
  try {
    return parse_integer(node.text("a whole number"), least, most);
  } catch (const QuantityError& error) {
    node.fail(error.what());
  }
}
std::int64_t whole(const Node& node) { return integer(node, 0, largest_number); }
std::int32_t small(const Node& node) {
  return static_cast<std::int32_t>(integer(node, 0, std::numeric_limits<std::int32_t>::max()));
}

template <class Read>
auto maybe(const Node& map, std::string_view key, Read read) {
  const auto node = map.find(key);
  return node ? std::optional(read(*node)) : std::nullopt;
}

std::string text_at(const Node& map, std::string_view key) {
  const auto node = map.find(key);
  return node ? node->text("a text") : "";
}

double real(const Node& node) {
  const auto value = number_from<double>(node.text("a number"));
  if (!value) node.fail_expecting("a number such as 0.02");
  return *value;
}

// One of the words of an enum of so many.
template <class Enum>
Enum word(const Node& node, int count) {
  std::vector<std::string_view> words;
  for (int i = 0; i < count; ++i) words.push_back(to_string(static_cast<Enum>(i)));
  return static_cast<Enum>(node.word(words));
}

std::vector<Time> read_times(const Node& node) {
  const std::string& text = node.text("times in ns, separated by blanks");
  std::vector<Time> times;
  for (const char *at = text.data(), *const end = at + text.size(); at != end;) {
    const auto [next, error] = std::from_chars(at, end, times.emplace_back());
    if (error != std::errc() || (next != end && (*next != ' ' || next + 1 == end)))
      node.fail(fmt::format("'{}' is no time, expected whole numbers of ns, separated by a blank",
                            std::string_view(at, std::find(at, end, ' '))));
    at = next == end ? end : next + 1;
  }
  return times;
}

// check() with the place of what it judges.
template <class Samples>
Samples checked(Samples samples, const Node& node) {
  try {
    check(samples);
  } catch (const RequestError& error) {
    node.fail(error.what());
  }
  return samples;
}

MeasuredGpu read_measured_gpu(const Node& node) {
  node.expect_keys("the GPU", {"name", "memory", "compute_units", "clock_limit", "memory_clock_limit"});
  return {.name = node.at("name", "the GPU").text("the name of the GPU"),
          .memory = whole(node.at("memory", "the GPU")),
          .compute_units = small(node.at("compute_units", "the GPU")),
          .clock_limit = small(node.at("clock_limit", "the GPU")),
          .memory_clock_limit = small(node.at("memory_clock_limit", "the GPU"))};
}

OperatorSamples read_operator(const Node& node) {
  const auto what = "an operator";
  node.expect_keys(what, {"kind", "phase", "precision", "shape", "times"});
  const Node shape_node = node.at("shape", what);
  const auto shape = shape_from(shape_node.text("a shape"));
  if (!shape) shape_node.fail_expecting("a shape such as 2048x4096x4096x1");
  return checked(
      OperatorSamples{{word<OperatorKind>(node.at("kind", what), 8), word<Phase>(node.at("phase", what), 3),
                       word<Precision>(node.at("precision", what), 3), *shape},
                      read_times(node.at("times", what))},
      node);
}

BlockSamples read_block(const Node& node) {
  const auto what = "a block";
  node.expect_keys(what, {"name", "kind", "kernels", "peak", "kept", "times"});
  return checked(
      BlockSamples{.name = node.at("name", what).text("the block's name"),
                   .kind = word<BlockKind>(node.at("kind", what), all_kinds.size()),
                   .times = read_times(node.at("times", what)),
                   .kernels = whole(node.at("kernels", what)),
                   .peak = maybe(node, "peak", whole),
                   .kept = maybe(node, "kept",
                                 [](const Node& n) { return integer(n, -largest_number, largest_number); })},
      node);
}

template <class Read>
auto read_list(const Node& map, std::string_view key, Read read) {
  std::vector<decltype(read(map))> result;
  if (const auto list = map.find(key))
    for (const Node& item : list->items(fmt::format("a list of {}", key))) result.push_back(read(item));
  return result;
}

Run read_run(const Node& node) {
  const auto what = "a run";
  node.expect_keys(what,
                   {"gpu", "provenance", "date", "driver", "cuda", "tool", "command", "clock", "memory_clock",
                    "temperature", "throttling", "overhead", "dropped", "notes", "operators", "blocks"});
  Run run;
  run.gpu = read_measured_gpu(node.at("gpu", what));
  run.provenance = static_cast<Provenance>(
      node.at("provenance", what).word({to_string(Provenance::measured), to_string(Provenance::imported)}));
  run.date = node.at("date", what).text("a date");
  run.driver = text_at(node, "driver");
  run.cuda = text_at(node, "cuda");
  run.tool = node.at("tool", what).text("the tool's name");
  run.command = text_at(node, "command");
  run.conditions = {maybe(node, "clock", small), maybe(node, "memory_clock", small),
                    maybe(node, "temperature", small), text_at(node, "throttling"),
                    maybe(node, "overhead", real)};
  run.dropped = maybe(node, "dropped", whole).value_or(0);
  run.notes = read_list(node, "notes", [](const Node& note) { return note.text("a sentence"); });
  run.operators = read_list(node, "operators", read_operator);
  run.blocks = read_list(node, "blocks", read_block);
  return checked(std::move(run), node);
}

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

  void line(std::string_view key, std::string_view text) {
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
    line("provenance", to_string(run.provenance));
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

std::vector<Run> parse_costs(const std::string& text, const std::string& file) {
  const Document document = parse_yaml(text, file, "measured costs");
  const Source source{file};
  const Node root(document, source);
  root.expect_keys("measured costs", {"repetend_costs", "runs"});
  const Node version = root.at("repetend_costs", "measured costs");
  if (const auto number = integer(version, 1, largest_number); number > text_version)
    version.fail(fmt::format("version {} is newer than this program, expected at most {}: update repetend",
                             number, text_version));
  root.at("runs", "measured costs");
  return read_list(root, "runs", read_run);
}

std::vector<Run> read_costs(const std::string& file) { return parse_costs(read_file(file), file); }

}  // namespace repetend::data

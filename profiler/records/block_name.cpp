#include "profiler/records/block_name.hpp"

#include <charconv>

namespace repetend::profiler {
namespace {

// The whole text as a number; empty when it is none or too large.
template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool skip(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace

std::optional<BlockName> block_name(std::string_view range) {
  const auto at = range.rfind('@');
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  const auto block = range.substr(0, at);
  const auto micro_batch = number<std::int32_t>(range.substr(at + 1));
  if (!micro_batch || *micro_batch < 0 || block.find_first_of(" \t\n\r") != std::string_view::npos)
    return std::nullopt;
  return BlockName{block, *micro_batch};
}

std::optional<ReportedMemory> reported_memory(std::string_view mark) {
  if (!skip(mark, "repetend.memory peak=")) return std::nullopt;
  const auto blank = mark.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const auto peak = number<Bytes>(mark.substr(0, blank));
  mark.remove_prefix(blank + 1);
  if (!skip(mark, "kept=")) return std::nullopt;
  const auto kept = number<Bytes>(mark);
  if (!peak || !kept) return std::nullopt;
  return ReportedMemory{*peak, *kept};
}

}  // namespace repetend::profiler

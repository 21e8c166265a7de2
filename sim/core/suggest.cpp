#include "sim/core/suggest.hpp"

#include <algorithm>
#include <boost/algorithm/string.hpp>

namespace repetend {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The optimal string alignment distance (Damerau 1964; Wagner and Fischer 1974), blind to case.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  const auto same = [&](std::size_t i, std::size_t j) { return lower(a[i - 1]) == lower(b[j - 1]); };
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j) {
      std::size_t& best = table[i][j];
      if (i == 0 || j == 0) {
        best = i + j;
        continue;
      }
      const std::size_t replaced = table[i - 1][j - 1] + (same(i, j) ? 0 : 1);
      best = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j)) best = std::min(best, table[i - 2][j - 2] + 1);
    }
  return table[a.size()][b.size()];
}

// The candidate with the fewest edits; empty where even that one is too far off.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view best;
  std::pair<std::size_t, bool> least;  // edits, whether the first letter differs
  for (const std::string_view candidate : candidates) {
    const std::size_t distance = edits(word, candidate);
    const bool near = distance * 3 <= std::max(word.size(), candidate.size());
    const std::pair value(distance, lower(candidate.front()) != lower(word.front()));
    if (near && (best.empty() || value < least)) {
      best = candidate;
      least = value;
    }
  }
  return best;
}

// What a word may have meant, blind to case. Those that begin with it, if at most three do: "h100" means
// h100-sxm or h100-pcie, and not v100; else the longest that it begins with; else the only one that it is a
// part of; else the candidate with the fewest edits (insert, delete, replace, swap of neighbours) among those
// that differ in at most a third of their letters: of equals one with the same first letter, the earliest.
std::vector<std::string_view> meant_by(std::string_view word, std::span<const std::string_view> candidates) {
  constexpr std::size_t longest = 64;  // nobody misspells more, and the table of edits is quadratic
  constexpr std::size_t telling = 3;   // letters: fewer are the start or a part of too much
  std::vector<std::string_view> known;
  for (const std::string_view candidate : candidates)
    if (!candidate.empty() && candidate.size() <= longest) known.push_back(candidate);
  if (word.empty() || word.size() > longest) return {};
  if (word.size() >= telling) {
    const auto those = [&](auto&& wanted) {
      std::vector<std::string_view> found;
      std::ranges::copy_if(known, std::back_inserter(found), wanted);
      return found;
    };
    const auto longer = those([&](std::string_view c) { return boost::istarts_with(c, word); });
    if (!longer.empty() && longer.size() <= 3) return longer;
    const auto shorter =
        those([&](std::string_view c) { return c.size() >= telling && boost::istarts_with(word, c); });
    if (!shorter.empty()) return {std::ranges::max(shorter, {}, &std::string_view::size)};
    const auto whole = those([&](std::string_view c) { return boost::icontains(c, word); });
    if (whole.size() == 1) return whole;
  }
  const std::string_view best = nearest(word, known);
  return best.empty() ? std::vector<std::string_view>{} : std::vector{best};
}

}  // namespace

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  std::string text;
  for (const std::string_view meant : meant_by(word, candidates))
    text += (text.empty() ? "; did you mean '" : "' or '") + std::string(meant);
  return text.empty() ? text : text + "'?";
}

}  // namespace repetend

// Choices: what a problem is with one option of each (docs/semantics.md, "Problem").
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "sim/problem/problem.hpp"

namespace repetend {

// Of Problem::choices and of the options there.
struct OptionIndex {
  std::size_t choice = 0, option = 0;
  bool operator==(const OptionIndex&) const = default;
};

// The choice and its option of those names; throws RequestError where there is none.
OptionIndex find_option(const Problem&, std::string_view choice, std::string_view option);

// The problem with one option for each choice, in their order: no choices are left, and `chosen` says what
// they were. Blocks of options that were not taken are gone, and those left are numbered anew. An edge
// through one that is gone leads on to what follows, with the largest bytes and the sum of the distances on
// the way; of several such edges that are alike but for their bytes one is left, with the most. Pairs with a
// block that is gone are gone. The choices must be sound on their own, as check() judges them; whether the
// result is sound check() says.
Problem with_choices(const Problem&, std::span<const std::size_t> options);

// The same with one choice made; the others stay open.
Problem with_option(const Problem&, OptionIndex);

// The options that can be taken together, one for each choice, in lexicographic order: all first options
// first, and at most `limit` of them. Without choices there is one way, which is empty.
std::vector<std::vector<std::size_t>> selections(const Problem&, std::size_t limit);

// The block with what the choice's option changes in it: a field that `set` has otherwise than `base`, the
// block of the problem, is that of `set`.
Block with_changes(Block, const Block& base, const Block& set);

}  // namespace repetend

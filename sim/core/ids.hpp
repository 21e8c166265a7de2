// Strong ids: an index into one of a Problem's arrays that cannot be mistaken for another.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <ranges>

namespace repetend {

template <class Tag>
struct Id {
  std::int32_t value = -1;

  constexpr Id() = default;
  constexpr explicit Id(std::int32_t v) : value(v) {}
  constexpr explicit Id(std::size_t v) : value(static_cast<std::int32_t>(v)) {}

  constexpr std::size_t index() const { return static_cast<std::size_t>(value); }
  constexpr auto operator<=>(const Id&) const = default;
};

using DeviceId = Id<struct DeviceTag>;
using MachineId = Id<struct MachineTag>;
using PoolId = Id<struct PoolTag>;
using BlockId = Id<struct BlockTag>;
using EdgeId = Id<struct EdgeTag>;
using PairId = Id<struct PairTag>;
using ChoiceId = Id<struct ChoiceTag>;
using InterferenceId = Id<struct InterferenceTag>;

// ids<BlockId>(count): the ids 0 .. count-1, for range-based loops.
template <class AnyId>
constexpr auto ids(std::size_t count) {
  return std::views::iota(std::size_t{0}, count) |
         std::views::transform([](std::size_t i) { return AnyId{i}; });
}

}  // namespace repetend

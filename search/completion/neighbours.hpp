// What shares a machine with what: lists that many have in common, which are kept once, as their lengths add
// up to the square of the blocks.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

#include "sim/core/id_vector.hpp"

namespace repetend::search {

// By id: others in rising order.
template <class AnyId>
using SharedLists = IdVector<AnyId, std::shared_ptr<const std::vector<AnyId>>>;

// For each set of machines, given by id, the ids that are on any of them.
template <class AnyId>
SharedLists<AnyId> neighbours(const IdVector<AnyId, std::vector<MachineId>>& machines,
                              const IdVector<MachineId, std::vector<AnyId>>& on_machine) {
  std::map<std::vector<MachineId>, std::shared_ptr<const std::vector<AnyId>>> known;
  SharedLists<AnyId> result;
  for (const std::vector<MachineId>& mine : machines) {
    auto& list = known[mine];
    if (!list) {
      std::vector<AnyId> all;
      for (MachineId m : mine) std::ranges::copy(on_machine[m], std::back_inserter(all));
      std::ranges::sort(all);
      all.erase(std::ranges::unique(all).begin(), all.end());
      list = std::make_shared<const std::vector<AnyId>>(std::move(all));
    }
    result.push_back(list);
  }
  return result;
}

}  // namespace repetend::search

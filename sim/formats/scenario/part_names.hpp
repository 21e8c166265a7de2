// What the names in a scenario mean: which lane, machine, pool or block. Made once for all blocks, so that a
// name is found in the same time however many there are. Internal to sim/formats/scenario.
#pragma once

#include <map>
#include <string>

#include "sim/formats/scenario/reader.hpp"

namespace repetend {

class PartNames {
 public:
  // Of a problem that has its devices, machines and pools.
  explicit PartNames(const Problem&);

  // The functions throw where nothing has the name, saying what there is.
  MachineId lane(const Node&, DeviceId) const;  // a lane of the device, by the lane's own name
  MachineId machine(const Node&) const;         // a machine that belongs to no device
  // The memory of a device, by its name or index, or another pool by its name.
  PoolId pool(const Node&) const;

 private:
  const Problem& problem_;
  std::map<std::string, MachineId, std::less<>> machines_;  // by machine_name()
  std::map<std::string, PoolId, std::less<>> pools_;        // those that are no memory of a device
};

using BlockNames = std::map<std::string, BlockId, std::less<>>;
BlockNames block_names(const Problem&);
BlockId find_block(const Node&, const BlockNames&);

}  // namespace repetend

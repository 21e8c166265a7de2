// How the GPU is doing, from NVML. Only read: this program never changes a clock or a limit.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "data/costs/records.hpp"

namespace repetend::profiler {

class Sensors {
 public:
  // Of the device at this PCI bus id. Where there is no NVML everything stays unknown.
  explicit Sensors(const std::string& pci_bus);

  void look();  // notes clocks, temperature and throttling of this moment
  data::Conditions conditions() const;
  const std::string& driver() const { return driver_; }    // its version; empty: unknown
  const std::string& trouble() const { return trouble_; }  // why there is no NVML; empty: there is

 private:
  void* device_ = nullptr;  // NVML's handle
  std::string driver_, trouble_;
  std::vector<std::int64_t> clocks_, memory_clocks_;
  std::int32_t temperature_ = 0;
  std::uint64_t throttling_ = 0;  // all reasons seen
};

}  // namespace repetend::profiler

// Lanes that slow each other down: while the lanes of an Interference are both busy on a device, each
// advances at 1 / factor. Rates change when something starts or ends; ends are rounded up to whole ns.
#pragma once

#include <vector>

#include "sim/problem/machines.hpp"

namespace repetend {

class SlowLanes {
 public:
  // Without interference in the problem, or where it is not to be played, nothing is ever slowed down.
  SlowLanes(const Problem&, bool played);

  bool active() const { return !partners_.empty(); }

  // Something runs from now on, on those machines, and would take so long alone. `key` is any number that no
  // other has.
  void start(std::size_t key, const std::vector<MachineId>&, Time now, Time duration);
  void end(std::size_t key);

  // The ends of what runs that are other than when they were asked for last.
  struct End {
    std::size_t key;
    Time at;
  };
  std::vector<End> moved_ends(Time now);
  // Whether it ends at this time: an end that was told before it moved does not count.
  bool ends(std::size_t key, Time at) const;

 private:
  __extension__ using Work = __int128;  // in 1e-9 ns, at full speed
  struct Running {
    std::size_t key;
    std::vector<MachineId> machines;
    Work left;
    Time since;      // `left` is as of then
    Speed slowdown;  // from then on, in 1e-9
    Time told;       // the end that was told last; -1: none
  };
  struct Partner {
    MachineId machine;
    Speed factor;
  };
  Speed slowdown_of(const Running&) const;
  static void advance(Running&, Time now);
  static Time end_of(const Running&);

  IdVector<MachineId, std::vector<Partner>> partners_;  // by machine; empty where nothing interferes
  IdVector<MachineId, char> busy_;
  std::vector<Running> running_;
};

}  // namespace repetend

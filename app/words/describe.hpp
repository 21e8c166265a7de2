// What happens in a simulated plan, in a learner's words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/simulated.hpp"

namespace repetend::app {

// "B3 of micro-batch 5".
std::string name_of(const Problem&, Instance);
// "gpu0, gpu1", of lanes "gpu0.comm": where a block runs; of many the first and last.
std::string device_list(const Problem&, BlockId);
// "B3 of micro-batch 5 (backward, stage 3) on gpu3: 34.3 ms, from 120 ms to 154 ms".
std::string describe(const SimulatedPlan&, Instance);
// "gpu1 waits 1.2 ms for B3 of micro-batch 5 (running on gpu3)", as of `now`; nothing: as the waiting begins.
std::string describe(const SimulatedPlan&, DeviceId, const IdleInterval&, std::optional<Time> now = {});
// Whether memory is waited for by a wait of the plan, for an instance that comes first and makes room. Else
// something later could run, but would not fit.
bool waits_for_room(const SimulatedPlan&, const IdleInterval&);
// "gpu0 sends 16.0 MiB of F0 of micro-batch 5 to gpu1: 0.34 ms".
std::string describe(const SimulatedPlan&, const TransferRun&);
// Why a plan cannot run: "deadlock: ...", "out of memory: ..."; empty when it can.
std::string reason_text(const SimulatedPlan&);
// What a heading says beside the title: "makespan 41.2 ms", "bubble 3.1 %"; or what went wrong.
std::vector<std::string> headline(const SimulatedPlan&);

// What an idle cause is called: "waiting for a block".
std::string cause_name(IdleCause);

}  // namespace repetend::app

// The figures of an answer and how good they are, for people; times and bytes are in sim/core/human.hpp.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "search/search.hpp"

namespace repetend::app {

std::string percent_text(double);     // 0.031 -> "3.1 %"
std::string rate_text(double per_s);  // "388/s"
std::string ratio_text(double);       // "1.34x"

// "31.4 GiB of 32 GiB"; "31.4 GiB" where there is no limit.
std::string memory_text(Bytes peak, Bytes limit);

// How close a value is to the bound that nothing can go below: "optimal (proved)", "within 1.3 % of the
// bound"; "no bound known" where the bound is 0.
std::string proof_text(Time value, Time bound);
// The same of a value that may be proved in another way than by meeting this bound.
std::string proof_text(Time value, Time bound, bool optimal);

// The mean time at which the micro-batches of a timed plan have completed, rounded up.
Time mean_completion(const Plan&);

// Of a result with a plan.
std::string makespan_proof(const search::Result&);
// "467 ms a micro-batch, optimal (proved)", "6 us a micro-batch, 3 us for each of the model's 2 in it, ...",
// or "none, the plan does not repeat: ...".
std::string period_text(const search::Result&);
// What an answer for the latency or the memory comes to, and how good that is: a name and the words, such as
// "completion" and "12 ms on average, optimal (proved)". None for other objectives: their number is one that
// every answer shows.
std::optional<std::pair<std::string, std::string>> objective_text(const search::Result&);

}  // namespace repetend::app

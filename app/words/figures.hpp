// The figures of an answer and how good they are, for people; times and bytes are in sim/core/human.hpp.
#pragma once

#include <string>

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

// Of a result with a plan.
std::string makespan_proof(const search::Result&);
// "467 ms a micro-batch, optimal (proved)", or "none, the plan does not repeat: ...".
std::string period_text(const search::Result&);

}  // namespace repetend::app

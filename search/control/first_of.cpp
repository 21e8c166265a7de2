#include "search/control/first_of.hpp"

#include <atomic>

namespace repetend::search {

Tries first_of(std::size_t count, Budget& budget, Left known,
               const std::function<bool(std::size_t, Budget&)>& find) {
  struct Try {
    Budget budget;
    std::uint64_t states = 0;
    bool found = false;
  };
  std::vector<Try> tries(count, Try{budget.share(budget.left())});
  std::atomic<std::uint64_t> left = budget.left();
  Tries result;
  const auto keep = [&](Try& mine, std::size_t k) {
    if (mine.budget.used() >= budget.left() && mine.states > budget.left()) {
      mine.budget = budget.share(budget.left());
      mine.found = find(k, mine.budget);
    }
    budget.spend(mine.budget);
    if (known == Left::now) left = budget.left();
    result.found = mine.found;
    result.failed += !mine.found;
    return mine.found || budget.out();
  };
  std::vector<Attempt> attempts;
  for (std::size_t k = 0; k < count; ++k)
    attempts.push_back({[&find, &left, &mine = tries[k], k](const Stop& needless) {
                          mine.states = left;
                          mine.budget = mine.budget.share(mine.states, needless);
                          mine.found = find(k, mine.budget);
                        },
                        [&keep, &mine = tries[k], k] { return keep(mine, k); }});
  budget.workers().run_in_order(attempts);
  return result;
}

}  // namespace repetend::search

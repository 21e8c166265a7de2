#include "search/control/first_of.hpp"

namespace repetend::search {

Tries first_of(std::size_t count, Budget& budget, const std::function<bool(std::size_t, Budget&)>& find) {
  struct Try {
    Budget budget;
    bool found = false;
  };
  std::vector<Try> tries(count, Try{budget.share(budget.left())});
  Tries result;
  std::vector<Attempt> attempts;
  for (std::size_t k = 0; k < count; ++k)
    attempts.push_back({[&find, &mine = tries[k], k](const Stop& needless) {
                          mine.budget = mine.budget.share(mine.budget.left(), needless);
                          mine.found = find(k, mine.budget);
                        },
                        [&, &mine = tries[k], k] {
                          if (k > 0 && mine.budget.used() >= budget.left()) {
                            mine.budget = budget.share(budget.left());
                            mine.found = find(k, mine.budget);
                          }
                          budget.spend(mine.budget);
                          result.found = mine.found;
                          result.failed += !mine.found;
                          return mine.found || budget.out();
                        }});
  budget.workers().run_in_order(attempts);
  return result;
}

}  // namespace repetend::search

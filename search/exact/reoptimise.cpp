#include "search/exact/reoptimise.hpp"

#include <algorithm>
#include <array>
#include <random>

#include "search/completion/play.hpp"
#include "search/control/effort.hpp"
#include "search/exact/order_branching.hpp"

namespace repetend::search {
namespace {

// Chooses which instances are free.
class Neighbourhoods {
 public:
  enum Kind : std::size_t { in_time, in_micro_batches, on_a_machine, kinds };

  Neighbourhoods(const DraftModel& model, std::uint64_t seed) : model_(model), random_(seed) {
    sizes_.fill(std::min<double>(effort.reoptimise.free, static_cast<double>(model.problem->instances())));
  }

  // The nearest ones to an instance, and that one.
  std::vector<bool> draw(const std::vector<Time>& start) {
    kind_ = static_cast<Kind>(random_() % kinds);
    const std::size_t centre = random_() % start.size();
    std::vector<std::pair<Far, std::size_t>> nearest;
    for (std::size_t i = 0; i < start.size(); ++i) nearest.emplace_back(far(start, centre, i), i);
    const auto size = static_cast<std::ptrdiff_t>(sizes_[kind_]);
    std::ranges::nth_element(nearest, nearest.begin() + size - 1);
    std::vector<bool> free(start.size());
    for (std::ptrdiff_t k = 0; k < size; ++k) free[nearest[static_cast<std::size_t>(k)].second] = true;
    return free;
  }

  void was_searched(bool completely) {
    const auto& [grow, shrink, least] = effort.reoptimise.sizes;
    const auto all = static_cast<double>(model_.problem->instances());
    double& size = sizes_[kind_];
    size = completely ? std::min(size * grow, all) : std::max(size * shrink, std::min(least, all));
  }

 private:
  using Far = std::pair<std::int64_t, Time>;

  Far far(const std::vector<Time>& start, std::size_t centre, std::size_t i) const {
    const Instance a = instance_at(*model_.problem, centre), b = instance_at(*model_.problem, i);
    const Time apart = std::abs(start[centre] - start[i]);
    if (kind_ == in_micro_batches) return {std::abs(a.micro_batch - b.micro_batch), apart};
    if (kind_ == on_a_machine) return {share_a_machine(a.block, b.block) ? 0 : 1, apart};
    return {0, apart};
  }

  bool share_a_machine(BlockId a, BlockId b) const {
    const auto& machines = model_.semantics.machines(b);
    return std::ranges::any_of(model_.semantics.machines(a),
                               [&](MachineId m) { return std::ranges::find(machines, m) != machines.end(); });
  }

  const DraftModel& model_;
  std::mt19937_64 random_;
  std::array<double, kinds> sizes_{};
  Kind kind_ = in_time;
};

}  // namespace

std::optional<Draft> reoptimise(const DraftModel& model, const std::vector<Time>& start,
                                const ReoptimiseSettings& settings, Budget& budget) {
  if (budget.out()) return std::nullopt;
  const std::uint64_t a_state = effort.reoptimise.steps * model.problem->instances(),
                      all = budget.left() * a_state;
  WorkLimit work(budget.stop(), all);
  OrderBranching branching(model, settings.measure);
  Neighbourhoods neighbourhoods(model, settings.seed);
  Time value = measured(settings.measure, completed(model.semantics, start));
  std::optional<Draft> best;
  while (!work.out() && !budget.out() && value > settings.enough) {
    const std::vector<Time>& current = best ? best->starts() : start;
    const std::vector<bool> free = neighbourhoods.draw(current);
    auto found = branching.search(value, current, free, effort.reoptimise.nodes, work);
    neighbourhoods.was_searched(found.complete);
    if (found.best) {
      value = found.value;
      best = std::move(found.best);
    }
    while ((all - work.left()) / a_state > budget.used() && !budget.out()) budget.spend();
    budget.spend();
  }
  return best;
}

}  // namespace repetend::search

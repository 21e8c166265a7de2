#include "search/completion/rearrange.hpp"

#include <algorithm>
#include <numeric>
#include <random>

#include "search/completion/play.hpp"

namespace repetend::search {
namespace {

struct Trial {
  Time makespan;
  // The measure, then the sum of the machines' ends, so that there is a way across plans of the same measure.
  std::pair<Time, Wide> value;
};

Trial judge(const Semantics& semantics, const std::vector<Time>& start, Measure measure) {
  IdVector<MachineId, Time> end(semantics.machines());
  for (std::size_t i = 0; i < start.size(); ++i) {
    const Instance instance = instance_at(semantics.problem(), i);
    const Time ends = start[i] + semantics.duration(instance);
    for (MachineId m : semantics.machines(instance.block)) end[m] = std::max(end[m], ends);
  }
  return {std::ranges::max(end),
          {measured(measure, completed(semantics, start)), std::accumulate(end.begin(), end.end(), Wide{0})}};
}

class Disturbance {
 public:
  Disturbance(const DraftModel& model, std::uint64_t seed) : model_(model), random_(seed) {
    const auto instances = static_cast<Time>(model.problem->instances());
    Wide all = 0;
    for (Time i = 0; i < instances; ++i)
      all += model.semantics.duration(instance_at(*model.problem, static_cast<std::size_t>(i)));
    mean_ = std::max(Time{1}, static_cast<Time>(all / instances));
  }

  // Not std::uniform_int_distribution: its numbers differ between libraries.
  Time below(Time limit) { return static_cast<Time>(random_() % static_cast<std::uint64_t>(limit)); }

  // Moves instances of a window, or those of one block in it together, to and fro by up to a few blocks'
  // time.
  void disturb(std::vector<Time>& keys, Time length) {
    const Time width = std::max(Time{1}, length >> below(5)), begin = below(2 * length) - length / 2;
    const Time reach = mean_ << below(4);
    const bool together = below(3) == 0;
    const auto blocks = std::ssize(model_.problem->blocks);
    const BlockId only{static_cast<std::size_t>(below(blocks))};
    const Time move = below(2 * reach + 1) - reach;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (keys[i] < begin || keys[i] >= begin + width) continue;
      if (!together) keys[i] += below(2 * reach + 1) - reach;
      if (together && instance_at(*model_.problem, i).block == only) keys[i] += move;
    }
  }

 private:
  const DraftModel& model_;
  std::mt19937_64 random_;
  Time mean_;
};

}  // namespace

std::optional<Draft> rearrange(const DraftModel& model, const std::vector<Segments>& segmentations,
                               const std::vector<Time>& start, const RearrangeSettings& settings,
                               Budget& budget) {
  if (budget.out() || segmentations.empty()) return std::nullopt;
  constexpr Pick picks[] = {Pick::soonest, Pick::active, Pick::any};
  Disturbance random(model, settings.seed);
  std::vector<Time> current = start;
  Trial kept = judge(model.semantics, current, settings.measure);
  const Time given = kept.value.first;
  std::optional<Draft> best;
  for (std::uint64_t idle = 0;
       !budget.out() && idle <= settings.patience && kept.value.first > settings.enough; ++idle) {
    budget.spend();
    Priority priority{
        .base = {}, .pick = picks[random.below(std::ssize(picks))], .keys = current, .safe = settings.safe};
    random.disturb(priority.keys, kept.makespan);
    const Segments& taken = segmentations[static_cast<std::size_t>(random.below(std::ssize(segmentations)))];
    auto made = list_schedule(model, taken, priority, budget);
    if (!made) continue;
    const Trial tried = judge(model.semantics, made->starts(), settings.measure);
    if (tried.value > kept.value) continue;
    if (tried.value.first < kept.value.first) idle = 0;
    kept = tried;
    current = made->starts();
    best = std::move(made);
  }
  return kept.value.first < given ? std::move(best) : std::nullopt;
}

}  // namespace repetend::search

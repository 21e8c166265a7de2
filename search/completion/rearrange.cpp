#include "search/completion/rearrange.hpp"

#include <algorithm>
#include <numeric>
#include <random>

#include "search/completion/play.hpp"
#include "search/control/effort.hpp"

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
  Disturbance(const DraftModel& model, std::uint64_t seed) : model_(&model), random_(seed) {
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
    const auto blocks = std::ssize(model_->problem->blocks);
    const BlockId only{static_cast<std::size_t>(below(blocks))};
    const Time move = below(2 * reach + 1) - reach;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (keys[i] < begin || keys[i] >= begin + width) continue;
      if (!together) keys[i] += below(2 * reach + 1) - reach;
      if (together && instance_at(*model_->problem, i).block == only) keys[i] += move;
    }
  }

 private:
  const DraftModel* model_;
  std::mt19937_64 random_;
  Time mean_;
};

// A list to try, drawn from the plan that was kept last, and the random numbers after it.
struct Draw {
  Priority priority;
  const Segments* segments;
  Disturbance after;
  std::optional<Draft> made = {};
  Trial tried = {};
};

class Rearranging {
 public:
  Rearranging(const DraftModel& model, const std::vector<Segments>& segmentations,
              const std::vector<Time>& start, const RearrangeSettings& settings, Budget& budget)
      : model_(model),
        segmentations_(segmentations),
        settings_(settings),
        budget_(budget),
        random_(model, settings.seed),
        current_(start),
        kept_(judge(model.semantics, start, settings.measure)) {}

  // As long as no list is kept the next ones are known, and are made side by side: two at first, and more the
  // longer that has been so.
  std::optional<Draft> run() {
    const Time given = kept_.value.first;
    for (std::uint64_t at_once = 2;
         !budget_.out() && idle_ <= settings_.patience && kept_.value.first > settings_.enough;) {
      const std::uint64_t most = std::min(at_once, budget_.left());
      const bool kept = try_some(1 + std::min(most - 1, settings_.patience - idle_));
      at_once = kept ? 1 : std::min(2 * at_once, effort.rearrange.at_once);
    }
    return kept_.value.first < given ? std::move(best_) : std::nullopt;
  }

 private:
  bool try_some(std::uint64_t count) {
    std::vector<Draw> draws;
    draws.reserve(count);
    for (Disturbance random = random_; draws.size() < count; random = draws.back().after)
      draws.push_back(draw(random));
    bool kept = false;
    const Budget end = budget_.share(0);  // asked for that alone, while the other is spent
    std::vector<Attempt> attempts;
    for (Draw& d : draws)
      attempts.push_back(
          {[&](const Stop& needless) { make(d, end.share(0, needless)); }, [&] { return kept = keep(d); }});
    budget_.workers().run_in_order(attempts);
    return kept;
  }

  Draw draw(Disturbance random) const {
    constexpr Pick picks[] = {Pick::soonest, Pick::active, Pick::any};
    Priority priority{
        .base = {}, .pick = picks[random.below(std::ssize(picks))], .keys = current_, .safe = settings_.safe};
    random.disturb(priority.keys, kept_.makespan);
    const auto taken = static_cast<std::size_t>(random.below(std::ssize(segmentations_)));
    return {std::move(priority), &segmentations_[taken], std::move(random)};
  }

  void make(Draw& draw, const Budget& end) const {
    draw.made = list_schedule(model_, *draw.segments, draw.priority, end);
    if (draw.made) draw.tried = judge(model_.semantics, draw.made->starts(), settings_.measure);
  }

  // True: it is the plan that the next ones are drawn from.
  bool keep(Draw& draw) {
    budget_.spend();
    ++idle_;
    random_ = std::move(draw.after);
    if (!draw.made || draw.tried.value > kept_.value) {
      draw.made.reset();
      return false;
    }
    if (draw.tried.value.first < kept_.value.first) idle_ = 1;
    kept_ = draw.tried;
    current_ = draw.made->starts();
    best_ = std::move(draw.made);
    return true;
  }

  const DraftModel& model_;
  const std::vector<Segments>& segmentations_;
  const RearrangeSettings& settings_;
  Budget& budget_;
  Disturbance random_;
  std::vector<Time> current_;
  Trial kept_;
  std::uint64_t idle_ = 0;  // trials since the last better one
  std::optional<Draft> best_;
};

}  // namespace

std::optional<Draft> rearrange(const DraftModel& model, const std::vector<Segments>& segmentations,
                               const std::vector<Time>& start, const RearrangeSettings& settings,
                               Budget& budget) {
  if (budget.out() || segmentations.empty()) return std::nullopt;
  return Rearranging(model, segmentations, start, settings, budget).run();
}

}  // namespace repetend::search

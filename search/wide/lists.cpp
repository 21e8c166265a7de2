#include "search/wide/lists.hpp"

#include <algorithm>
#include <tuple>

#include "search/control/effort.hpp"

namespace repetend::search {
namespace {

class WideList {
 public:
  WideList(const WideModel& model, ListRule rule, int in_flight)
      : model_(model),
        rule_(rule),
        in_flight_(in_flight),
        timer_(model),
        waits_for_(model.size()),
        taken_(model.size()),
        position_(model.feed().size()),
        left_(model.feed().size()),
        pairs_of_(model.problem().blocks.size()) {
    for (std::size_t k = 0; k < position_.size(); ++k)
      position_[static_cast<std::size_t>(model.feed()[k])] = static_cast<int>(k);
    for (const Pair& pair : model.problem().pairs) {
      pairs_of_[pair.first.front()].push_back(&pair);
      pairs_of_[pair.second.front()].push_back(&pair);
    }
    for (const InstanceIndex i : model.instances()) {
      waits_for_[i] = model.before(i).size();
      if (each(i)) ++left_[static_cast<std::size_t>(position(i))];
      if (waits_for_[i] == 0) ready_.push_back(i);
    }
  }

  std::optional<TimedSequence> run(const Stop& stop) {
    while (!ready_.empty()) {
      if (result_.units.size() % effort.lists.segments_a_look == 0 && stop()) return std::nullopt;
      if (!take_next()) return std::nullopt;
    }
    result_.end = timer_.end();
    return std::move(result_);
  }

 private:
  struct Choice {
    Unit unit;
    Time start;
    Time end() const { return start + unit.duration; }
  };

  const Block& block_of(InstanceIndex i) const { return model_.problem().block(model_.block(i)); }
  bool each(InstanceIndex i) const { return block_of(i).repeat == Repeat::each; }
  int position(InstanceIndex i) const {
    return position_[static_cast<std::size_t>(instance_at(model_.problem(), i).micro_batch)];
  }
  bool may_begin(InstanceIndex i) const { return !each(i) || position(i) < completed_ + in_flight_; }

  bool gives_back(InstanceIndex i) const {
    return std::ranges::any_of(model_.pool_uses(i),
                               [](const PoolUse& use) { return use.release > use.acquire; });
  }
  // The lower, the sooner.
  auto rank(const Choice& c) const {
    const InstanceIndex i = c.unit.instances.front();
    const int first = rule_ == ListRule::releases_first ? (gives_back(i) ? 0 : 1)
                      : rule_ == ListRule::oldest_first ? position(i)
                                                        : 0;
    return std::tuple(first, -model_.tail(i), c.start, i);
  }

  std::vector<Choice> choices() const {
    std::vector<Choice> result;
    for (const InstanceIndex i : ready_) {
      if (!may_begin(i)) continue;
      Unit alone = model_.unit(i);
      if (const auto start = timer_.earliest(alone)) result.push_back({std::move(alone), *start});
    }
    return result;
  }

  // Whether the block's instance can run once those before it of its side do.
  bool side_ready(const std::vector<BlockId>& side, std::int32_t n) const {
    return std::ranges::all_of(side, [&](BlockId b) {
      const InstanceIndex i = instance_index(model_.problem(), {b, n});
      return !taken_[i] && may_begin(i) && std::ranges::all_of(model_.before(i), [&](const WideArc& arc) {
        const Instance producer = instance_at(model_.problem(), arc.instance);
        return taken_[arc.instance] ||
               (producer.micro_batch == n && std::ranges::count(side, producer.block) > 0);
      });
    });
  }

  // With an instance that is ready on the other side, where that ends no later than both would alone.
  Choice with_partner(Choice alone) const {
    const Instance mine = instance_at(model_.problem(), alone.unit.instances.front());
    for (const Pair* pair : pairs_of_[mine.block]) {
      const bool first = pair->first.front() == mine.block;
      const BlockId other = first ? pair->second.front() : pair->first.front();
      if (!side_ready(first ? pair->first : pair->second, mine.micro_batch)) continue;
      for (const InstanceIndex i : ready_) {
        const Instance partner = instance_at(model_.problem(), i);
        if (partner.block != other || !side_ready(first ? pair->second : pair->first, partner.micro_batch))
          continue;
        Unit unit = first ? model_.fused(*pair, mine.micro_batch, partner.micro_batch)
                          : model_.fused(*pair, partner.micro_batch, mine.micro_batch);
        Time apart = 0;
        for (const InstanceIndex k : unit.instances) apart += model_.duration(k);
        const auto start = timer_.earliest(unit);
        if (start && *start + unit.duration <= alone.start + apart) return {std::move(unit), *start};
      }
    }
    return alone;
  }

  bool take_next() {
    std::vector<Choice> all = choices();
    if (all.empty()) return false;
    const Choice& first = *std::ranges::min_element(
        all, {}, [](const Choice& c) { return std::pair(c.end(), c.unit.instances); });
    const auto& machines = model_.machines(first.unit.instances.front());
    const Time end = first.end();
    const Choice* best = nullptr;
    for (const Choice& c : all) {
      const auto& others = model_.machines(c.unit.instances.front());
      const bool competes =
          &c == &first || (c.start < end && std::ranges::find_first_of(machines, others) != machines.end());
      if (competes && (!best || rank(c) < rank(*best))) best = &c;
    }
    take(with_partner(*best));
    return true;
  }

  void take(Choice choice) {
    timer_.append(choice.unit, choice.start);
    for (const InstanceIndex i : choice.unit.instances) {
      taken_[i] = true;
      std::erase(ready_, i);
      if (each(i)) --left_[static_cast<std::size_t>(position(i))];
    }
    for (const InstanceIndex i : choice.unit.instances)
      for (const WideArc& arc : model_.after(i))
        if (--waits_for_[arc.instance] == 0 && !taken_[arc.instance]) ready_.push_back(arc.instance);
    while (static_cast<std::size_t>(completed_) < left_.size() &&
           left_[static_cast<std::size_t>(completed_)] == 0)
      ++completed_;
    result_.units.push_back(std::move(choice.unit));
    result_.start.push_back(choice.start);
  }

  const WideModel& model_;
  const ListRule rule_;
  const int in_flight_;
  SequenceTimer timer_;
  std::vector<std::size_t> waits_for_;
  std::vector<bool> taken_;
  std::vector<int> position_;                             // of a micro-batch in the feed
  std::vector<std::size_t> left_;                         // by position: instances that are to come
  int completed_ = 0;                                     // micro-batches
  IdVector<BlockId, std::vector<const Pair*>> pairs_of_;  // that begin a side with it
  std::vector<InstanceIndex> ready_;
  TimedSequence result_;
};

}  // namespace

std::optional<TimedSequence> list_sequence(const WideModel& model, ListRule rule, int in_flight,
                                           const Stop& stop) {
  return WideList(model, rule, in_flight).run(stop);
}

std::optional<TimedSequence> best_list(const WideModel& model, const Stop& stop) {
  std::optional<TimedSequence> best;
  for (const ListRule rule : all_list_rules)
    for (int in_flight = model.problem().micro_batches; in_flight > 0 && !stop(); in_flight /= 2) {
      auto list = list_sequence(model, rule, in_flight, stop);
      if (!list) continue;
      if (!best || list->end < best->end) best = std::move(list);
      break;
    }
  return best;
}

}  // namespace repetend::search

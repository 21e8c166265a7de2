// Plain simulated annealing of a plan's orders: how much a program that knows nothing of pipelines takes off
// an answer of the search in a given time. It swaps neighbours in the orders of devices, times the whole plan
// anew by code of its own and keeps by Metropolis' rule what the memory has room for. The engine and verify
// judge what it ends with. Usage: repetend_anneal PLAN SECONDS [SEED [OUTPUT]]; prints one line of JSON.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/core/file.hpp"
#include "sim/engine/engine.hpp"
#include "sim/formats/plan/plan_file.hpp"
#include "sim/plan/memory_level.hpp"
#include "sim/verify/verify.hpp"

namespace repetend::yardstick {
namespace {

using Row = std::vector<std::size_t>;  // instances, by instance_index(), in the order of one device

// The problem by instance, as plain arrays.
class Times {
 public:
  explicit Times(const Plan& plan)
      : problem_(*plan.problem),
        micro_batches_(static_cast<std::size_t>(problem_.micro_batches)),
        devices_(problem_.devices.size()) {
    const Simulation played = simulate(problem_, plan.orders);
    for (std::size_t i = 0; i < problem_.instances(); i += micro_batches_)
      duration_.push_back(played.end[i] - played.start[i]);
    places_.resize(problem_.blocks.size());
    for (std::size_t b = 0; b < problem_.blocks.size(); ++b)
      for (const DeviceUse& use : problem_.block(BlockId{b}).uses) places_[b].push_back(use.device.index());
    collect_messages();
    tail_ = tails();
  }

  // The end of the last instance; nothing where the orders never end, or not by the limit.
  std::optional<Time> run(const std::vector<Row>& rows, Time limit) {
    waits_ = all_waits_;
    ready_.assign(waits_.size(), 0);
    cause_.assign(waits_.size(), nobody);
    next_.assign(devices_, 0);
    free_.assign(devices_, 0);
    link_free_.assign(devices_ * devices_, 0);
    start_.resize(waits_.size());
    makespan_ = 0, ended_ = 0;
    work_.clear();
    for (std::size_t d = 0; d < devices_; ++d) work_.push_back(d);
    while (!work_.empty()) {
      const std::size_t d = work_.back();
      work_.pop_back();
      while (next_[d] < rows[d].size() && may_start(rows, rows[d][next_[d]]))
        if (!start(rows[d][next_[d]], limit)) return std::nullopt;
    }
    return ended_ == waits_.size() ? std::optional(makespan_) : std::nullopt;
  }

  const std::vector<std::size_t>& places(std::size_t instance) const { return places_[block(instance)]; }
  std::size_t block(std::size_t instance) const { return instance / micro_batches_; }
  Time duration_of(std::size_t instance) const { return duration_[block(instance)]; }
  Time start_of(std::size_t instance) const { return start_[instance]; }
  std::size_t cause(std::size_t instance) const {
    return cause_[instance];
  }  // the producer it last waited for
  static constexpr std::size_t nobody = static_cast<std::size_t>(-1);

 private:
  struct Message {
    std::size_t to;
    std::size_t distance;
    std::size_t link;  // nobody: none
    Time occupancy, latency;
  };

  void collect_messages() {
    messages_.resize(problem_.blocks.size());
    const auto sent = transfers(problem_);
    for (std::size_t e = 0; e < problem_.edges.size(); ++e) {
      const Edge& edge = problem_.edge(EdgeId{e});
      auto& from = messages_[edge.from.index()];
      const auto distance = static_cast<std::size_t>(edge.distance);
      from.push_back({edge.to.index(), distance, nobody, 0, 0});
      for (const Transfer& t : sent)
        if (t.edge.index() == e)
          from.push_back(
              {edge.to.index(), distance, t.from.index() * devices_ + t.to.index(), t.occupancy, t.latency});
    }
    all_waits_.assign(problem_.instances(), 0);
    for (const auto& from : messages_)
      for (const Message& m : from)
        for (std::size_t n = m.distance; n < micro_batches_; ++n) ++all_waits_[m.to * micro_batches_ + n];
  }

  // By block: the longest way from its end to that of all that depends on it in its micro-batch.
  std::vector<Time> tails() const {
    std::vector<Time> tail(messages_.size(), 0);
    for (bool changed = true; std::exchange(changed, false);)
      for (std::size_t b = 0; b < messages_.size(); ++b)
        for (const Message& m : messages_[b]) {
          if (m.distance > 0) continue;
          const Time way = m.occupancy + m.latency + duration_[m.to] + tail[m.to];
          if (way > tail[b]) tail[b] = way, changed = true;
        }
    return tail;
  }

  bool may_start(const std::vector<Row>& rows, std::size_t instance) const {
    if (waits_[instance] > 0) return false;
    return std::ranges::all_of(places(instance), [&](std::size_t d) {
      return next_[d] < rows[d].size() && rows[d][next_[d]] == instance;
    });
  }

  bool start(std::size_t instance, Time limit) {
    const std::size_t b = block(instance);
    Time at = ready_[instance];
    for (std::size_t d : places_[b])
      if (free_[d] > at) at = free_[d], cause_[instance] = nobody;
    const Time end = at + duration_[b];
    if (end + tail_[b] > limit) return false;
    start_[instance] = at;
    for (std::size_t d : places_[b]) {
      free_[d] = end, ++next_[d];
      work_.push_back(d);
    }
    makespan_ = std::max(makespan_, end);
    ++ended_;
    for (const Message& m : messages_[b]) send(m, instance, end);
    return true;
  }

  void send(const Message& m, std::size_t producer, Time end) {
    const std::size_t n = producer % micro_batches_ + m.distance;
    if (n >= micro_batches_) return;
    const std::size_t consumer = m.to * micro_batches_ + n;
    Time delivered = end;
    if (m.link != nobody) {
      const Time begin = std::max(end, link_free_[m.link]);
      link_free_[m.link] = begin + m.occupancy;
      delivered = begin + m.occupancy + m.latency;
    }
    if (delivered >= ready_[consumer]) ready_[consumer] = delivered, cause_[consumer] = producer;
    if (--waits_[consumer] == 0)
      for (std::size_t d : places_[m.to]) work_.push_back(d);
  }

  const Problem& problem_;
  std::size_t micro_batches_, devices_;
  std::vector<Time> duration_, tail_;             // by block
  std::vector<std::vector<std::size_t>> places_;  // devices by block
  std::vector<std::vector<Message>> messages_;    // by producing block, in edge order
  std::vector<int> all_waits_, waits_;            // messages that an instance waits for
  std::vector<Time> ready_, start_;               // by instance
  std::vector<std::size_t> cause_;                // by instance
  std::vector<std::size_t> next_;                 // by device: how far it has come
  std::vector<Time> free_, link_free_;            // by device, by link
  std::vector<std::size_t> work_;                 // devices whose next instance may start
  Time makespan_ = 0;
  std::size_t ended_ = 0;
};

class Annealing {
 public:
  Annealing(const Plan& plan, std::uint64_t seed) : problem_(*plan.problem), times_(plan), random_(seed) {
    for (const auto& order : plan.orders) {
      Row& row = rows_.emplace_back();
      for (const Instance& i : order) row.push_back(instance_index(problem_, i));
    }
    before_ = current_ = times_.run(rows_, forever).value();
    best_ = rows_, best_makespan_ = current_;
    find_critical();
  }

  void run(double seconds) {
    const std::clock_t begin = std::clock();  // of the processor, whatever else runs
    Time work = 0;
    for (const Row& row : rows_)
      for (std::size_t i : row) work += times_.duration_of(i);
    const double hot = 0.2 * static_cast<double>(work) / static_cast<double>(problem_.instances());
    double elapsed = 0;
    for (evaluations = 0; elapsed < seconds; ++evaluations) {
      if (evaluations % 16 == 0) elapsed = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
      step(hot * std::pow(1e-3, elapsed / seconds), elapsed);
    }
  }

  Time before() const { return before_; }
  Time best_makespan() const { return best_makespan_; }
  std::uint64_t evaluations = 0;
  double best_at = 0;  // seconds

  Plan plan(Plan plan) const {
    plan.schedule = "annealing";
    plan.repetend.reset();
    auto row = best_.begin();
    for (auto& order : plan.orders) {
      for (std::size_t k = 0; k < order.size(); ++k) order[k] = instance_at(problem_, (*row)[k]);
      ++row;
    }
    return time_plan(std::move(plan));
  }

 private:
  static constexpr Time forever = Time{1} << 60;
  struct Place {
    std::size_t device, position;
  };

  double draw() { return std::uniform_real_distribution<double>(0, 1)(random_); }
  std::size_t draw(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }

  void step(double temperature, double elapsed) {
    const Place place = !critical_.empty() && draw() < 0.5 ? critical_[draw(critical_.size())] : anywhere();
    if (place.position + 1 >= rows_[place.device].size()) return;
    if (!swap(place)) return;
    const auto allowed = current_ + static_cast<Time>(-temperature * std::log(std::max(1e-12, draw())));
    const auto reached = fits(place) ? times_.run(rows_, allowed) : std::nullopt;
    if (!reached) {
      swap(place);
      return;
    }
    current_ = *reached;
    find_critical();
    if (current_ < best_makespan_) best_makespan_ = current_, best_ = rows_, best_at = elapsed;
  }

  Place anywhere() {
    const std::size_t d = draw(rows_.size());
    return {d, rows_[d].empty() ? 0 : draw(rows_[d].size())};
  }

  // Neighbours of one device change places on every device that they share; false where they are no
  // neighbours there, or micro-batches of one block, whose order is theirs.
  bool swap(Place place) {
    const std::size_t a = rows_[place.device][place.position], b = rows_[place.device][place.position + 1];
    if (times_.block(a) == times_.block(b)) return false;
    std::vector<Place> shared;
    for (std::size_t d : times_.places(a)) {
      if (std::ranges::find(times_.places(b), d) == times_.places(b).end()) continue;
      const auto at = static_cast<std::size_t>(std::ranges::find(rows_[d], a) - rows_[d].begin());
      if (at + 1 >= rows_[d].size() || rows_[d][at + 1] != b) return false;
      shared.push_back({d, at});
    }
    for (const Place& p : shared) std::swap(rows_[p.device][p.position], rows_[p.device][p.position + 1]);
    return true;
  }

  bool fits(Place place) const {
    const auto& places = times_.places(rows_[place.device][place.position]);
    return std::ranges::all_of(places, [&](std::size_t d) { return fits(DeviceId{d}); });
  }
  bool fits(DeviceId d) const {
    const Device& device = problem_.device(d);
    if (device.memory == unlimited) return true;
    MemoryLevel level(device.static_memory, problem_.memory_release);
    for (std::size_t i : rows_[d.index()]) {
      const DeviceUse& use = *find_use(problem_.block(BlockId{times_.block(i)}), d);
      if (level.start(use) > device.memory) return false;
      level.end(use);
    }
    return true;
  }

  // Where an instance of a longest path follows its neighbour without a gap.
  void find_critical() {
    critical_.clear();
    Place at{0, 0};
    for (std::size_t d = 0; d < rows_.size(); ++d)
      if (!rows_[d].empty() && end_of(rows_[d].back()) == current_) at = {d, rows_[d].size() - 1};
    for (std::size_t i = rows_[at.device][at.position]; times_.start_of(i) > 0;) {
      if (times_.cause(i) != Times::nobody) {
        i = times_.cause(i);
        continue;
      }
      std::size_t before = Times::nobody;
      for (std::size_t d : times_.places(i)) {
        const auto k = static_cast<std::size_t>(std::ranges::find(rows_[d], i) - rows_[d].begin());
        if (k == 0 || end_of(rows_[d][k - 1]) != times_.start_of(i)) continue;
        critical_.push_back({d, k - 1});
        before = rows_[d][k - 1];
      }
      i = before;
    }
  }
  Time end_of(std::size_t i) const { return times_.start_of(i) + times_.duration_of(i); }

  const Problem& problem_;
  Times times_;
  std::mt19937_64 random_;
  std::vector<Row> rows_, best_;
  std::vector<Place> critical_;
  Time before_ = 0, current_ = 0, best_makespan_ = 0;
};

int anneal(int count, char** arguments) {
  const Plan given = read_plan(arguments[1]);
  if (given.problem->transfer != TransferMode::none && given.problem->transfer != TransferMode::async)
    throw RequestError("transfers that wait for their receiver are not annealed");
  Annealing annealing(given, count > 3 ? std::strtoull(arguments[3], nullptr, 10) : 1);
  annealing.run(std::strtod(arguments[2], nullptr));
  const Plan plan = annealing.plan(given);
  const bool valid = verify(plan).empty() && makespan(plan) == annealing.best_makespan();
  if (count > 4) write_file(arguments[4], write_plan(plan));
  fmt::print(
      "{{\"before_ns\": {}, \"makespan_ns\": {}, \"valid\": {}, \"evaluations\": {}, \"best_at_s\": "
      "{:.2f}}}\n",
      annealing.before(), makespan(plan), valid, annealing.evaluations, annealing.best_at);
  return valid ? 0 : 1;
}

}  // namespace
}  // namespace repetend::yardstick

int main(int count, char** arguments) {
  if (count < 3) {
    fmt::print(stderr, "usage: repetend_anneal PLAN SECONDS [SEED [OUTPUT]]\n");
    return 2;
  }
  try {
    return repetend::yardstick::anneal(count, arguments);
  } catch (const std::exception& error) {
    fmt::print(stderr, "repetend_anneal: {}\n", error.what());
    return 1;
  }
}

#include "gui/play/story.hpp"

#include <algorithm>
#include <functional>
#include <ranges>

namespace repetend::gui {

namespace {

using What = Happening::What;

// What only changes why a device waits happens at a moment, but is no happening.
constexpr auto wait_begins = std::optional<What>();

// Things of one kind in one row, in time order: a device runs its order from the front, and a link delivers
// in the order it sends, as its latency is the same for all.
struct Track {
  std::optional<What> what;
  std::size_t row;
  std::size_t count;
  std::function<Time(std::size_t)> at;

  // The first place whose time is not `before` t in this sense.
  template <class Before>
  std::size_t place(Time t, Before before) const {
    const auto places = std::views::iota(std::size_t{0}, count);
    return static_cast<std::size_t>(
        std::ranges::partition_point(places, [&](std::size_t k) { return before(at(k), t); }) -
        places.begin());
  }
  std::size_t from(Time t) const { return place(t, std::less<>()); }
  std::size_t after(Time t) const { return place(t, std::less_equal<>()); }
};

template <class Visit>
void visit_device(const ChartedPlan& plan, DeviceId d, Visit visit) {
  visit(Track{What::end, d.index(), plan.ran(d), [&](std::size_t k) { return plan.end(plan.at(d, k)); }});
  visit(Track{What::start, d.index(), plan.ran(d), [&](std::size_t k) { return plan.start(plan.at(d, k)); }});
  const auto& idle = plan.idle[d.index()];
  visit(Track{wait_begins, d.index(), idle.size(), [&](std::size_t k) { return idle[k].begin; }});
}

template <class Visit>
void visit_link(const ChartedPlan& plan, std::size_t row, Visit visit) {
  const auto& transfers = plan.links[row].transfers;
  const auto& runs = plan.simulation.transfers;
  visit(Track{What::arrival, row, transfers.size(),
              [&](std::size_t k) { return runs[transfers[k]].delivered; }});
  visit(Track{What::sending, row, transfers.size(), [&](std::size_t k) { return runs[transfers[k]].start; }});
}

template <class Visit>
void visit_tracks(const ChartedPlan& plan, Visit visit) {
  for (const DeviceId d : ids<DeviceId>(plan.devices.size())) visit_device(plan, d, visit);
  for (std::size_t row = 0; row < plan.links.size(); ++row) visit_link(plan, row, visit);
}

bool takes_no_time(const ChartedPlan& plan, const Happening& h) {
  if (h.what == What::arrival)
    return plan.simulation.transfers[plan.links[h.row].transfers[h.k]].start == h.at;
  return plan.start(plan.at(DeviceId{h.row}, h.k)) == h.at;
}

// A gang's instance stands in the order of each of its devices and is told by the first.
bool told(const ChartedPlan& plan, const Happening& h) {
  if ((h.what == What::end || h.what == What::arrival) && takes_no_time(plan, h)) return false;
  if (h.what == What::arrival || h.what == What::sending) return true;
  const Instance i = plan.at(DeviceId{h.row}, h.k);
  return plan.problem().block(i.block).uses.front().device == DeviceId{h.row};
}

}  // namespace

std::optional<Time> next_moment(const ChartedPlan& plan, Time after) {
  std::optional<Time> next;
  if (plan.makespan() > after) next = plan.makespan();
  visit_tracks(plan, [&](const Track& track) {
    const std::size_t k = track.after(after);
    if (k < track.count && (!next || track.at(k) < *next)) next = track.at(k);
  });
  return next;
}

std::optional<Time> moment_before(const ChartedPlan& plan, Time before) {
  std::optional<Time> last;
  if (plan.makespan() < before) last = plan.makespan();
  visit_tracks(plan, [&](const Track& track) {
    const std::size_t k = track.from(before);
    if (k > 0 && (!last || track.at(k - 1) > *last)) last = track.at(k - 1);
  });
  return last;
}

Time moment_at(const ChartedPlan& plan, Time t) { return moment_before(plan, t + 1).value_or(0); }

std::vector<Happening> happenings(const ChartedPlan& plan, Time t) {
  std::vector<Happening> result;
  visit_tracks(plan, [&](const Track& track) {
    if (!track.what) return;
    for (std::size_t k = track.from(t); k < track.count && track.at(k) == t; ++k)
      if (const Happening h{*track.what, t, track.row, k}; told(plan, h)) result.push_back(h);
  });
  std::ranges::sort(result);
  return result;
}

std::vector<Waiting> waiting(const ChartedPlan& plan, Time t) {
  std::vector<Waiting> result;
  for (const DeviceId d : ids<DeviceId>(plan.devices.size())) {
    const auto& idle = plan.idle[d.index()];
    const auto interval = std::ranges::upper_bound(idle, t, {}, &IdleInterval::end);
    if (interval != idle.end() && interval->begin <= t) result.push_back({d, &*interval});
  }
  return result;
}

}  // namespace repetend::gui

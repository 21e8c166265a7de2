#include "profiler/records/profile.hpp"

#include <fmt/format.h>

#include <charconv>
#include <unordered_map>

#include "profiler/records/occurrences.hpp"
#include "sim/formats/scenario/units.hpp"

namespace repetend::profiler {
namespace {

bool skip(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Adds up what belongs to one range occurrence. Work comes by device, then by start, so that the union of its
// intervals grows at one end only.
class Sum {
 public:
  void add(const RecordSet::Work& work) {
    if (work.device != device_) next_device(work.device);
    busy_ += std::max<Time>(0, work.end - std::max(work.start, until_));
    until_ = std::max(until_, work.end);
    count(work);
  }
  void add(const RecordSet::Memory& memory) {
    cost_.kept += memory.bytes;
    cost_.peak = std::max(cost_.peak, cost_.kept);
  }
  RangeCost finish(Time host) && {
    cost_.host = host;
    cost_.busy = std::max(cost_.busy, busy_);
    return cost_;
  }

 private:
  void next_device(std::uint32_t device) {
    cost_.busy = std::max(cost_.busy, busy_);
    busy_ = 0;
    until_ = std::numeric_limits<Time>::min();
    device_ = device;
  }
  void count(const RecordSet::Work& work) {
    switch (work.kind) {
      case WorkKind::kernel:
        ++cost_.kernels;
        break;
      case WorkKind::copy:
        ++cost_.copies, cost_.copied += work.bytes;
        break;
      case WorkKind::set:
        ++cost_.sets, cost_.written += work.bytes;
        break;
    }
  }

  RangeCost cost_;
  std::uint32_t device_ = 0;
  Time busy_ = 0, until_ = std::numeric_limits<Time>::min();  // of this device
};

// Calls by correlation. Correlations are counted up, so neighbours in time are neighbours here.
class Calls {
 public:
  explicit Calls(const std::vector<RecordSet::Call>& calls) : calls_(calls) {}

  // The index of the call; empty when it is not recorded.
  std::optional<std::size_t> find(Correlation correlation) {
    if (is_at(next_, correlation)) return next_++;
    const auto place = std::ranges::lower_bound(calls_, correlation, {}, &RecordSet::Call::correlation);
    const auto i = static_cast<std::size_t>(place - calls_.begin());
    if (!is_at(i, correlation)) return std::nullopt;
    next_ = i + 1;
    return i;
  }

 private:
  bool is_at(std::size_t i, Correlation correlation) const {
    return i < calls_.size() && calls_[i].correlation == correlation;
  }
  const std::vector<RecordSet::Call>& calls_;
  std::size_t next_ = 0;
};

class Profiler {
 public:
  explicit Profiler(RecordSource& source)
      : set_(collect(source)), occurrences_(find_occurrences(set_)), sums_(occurrences_.all.size()) {}

  Profile run() && {
    add_all(set_.work);
    add_all(set_.memory);
    Profile result;
    result.ranges = named();
    result.outside = std::move(outside_).finish(0);
    result.whole = std::move(whole_).finish(set_.last - set_.first);
    result.losses = {set_.dropped, orphans_, set_.untimed, occurrences_.unclosed, occurrences_.unopened};
    result.records = set_.records;
    result.overhead = set_.overhead;
    result.notices = std::move(set_.notices);
    return result;
  }

 private:
  template <class Item>
  void add_all(const std::vector<Item>& items) {
    Calls calls(set_.calls);
    for (const Item& item : items) {
      whole_.add(item);
      const auto call = calls.find(item.correlation);
      orphans_ += !call;
      const Scope scope = call ? occurrences_.scopes[*call] : Scope{};
      bool inside = false;
      for_each_range(occurrences_, scope, [&](std::size_t i) { sums_[i].add(item), inside = true; });
      if (!inside) outside_.add(item);
    }
  }

  RangeCost finish(std::size_t i) {
    const Occurrence& occurrence = occurrences_.all[i];
    RangeCost cost = std::move(sums_[i]).finish(occurrence.end - occurrence.begin);
    for (const std::string& mark : occurrence.marks)
      if (const auto memory = reported_memory(mark)) cost.peak = memory->peak, cost.kept = memory->kept;
    return cost;
  }

  std::vector<NamedCosts> named() {
    std::vector<NamedCosts> result;
    std::unordered_map<std::string, std::size_t> blocks, others;  // a block F0 is not a range named "F0"
    for (std::size_t i = 0; i < occurrences_.all.size(); ++i) {
      const auto block = block_name(occurrences_.all[i].name);
      const std::string name = block ? std::string(block->block) : occurrences_.all[i].name;
      const auto [place, fresh] = (block ? blocks : others).try_emplace(name, result.size());
      if (fresh) result.push_back({name, block.has_value(), {}});
      result[place->second].occurrences.push_back(finish(i));
    }
    return result;
  }

  RecordSet set_;
  Occurrences occurrences_;
  std::vector<Sum> sums_;  // of occurrences_.all
  Sum outside_, whole_;
  std::uint64_t orphans_ = 0;
};

}  // namespace

std::optional<BlockName> block_name(std::string_view range) {
  const auto at = range.rfind('@');
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  const auto block = range.substr(0, at);
  const auto micro_batch = number_from<std::int32_t>(range.substr(at + 1));
  if (!micro_batch || *micro_batch < 0 || block.find_first_of(" \t\n\r") != std::string_view::npos)
    return std::nullopt;
  return BlockName{block, *micro_batch};
}

std::optional<ReportedMemory> reported_memory(std::string_view mark) {
  if (!skip(mark, "repetend.memory peak=")) return std::nullopt;
  const auto blank = mark.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const auto peak = number_from<Bytes>(mark.substr(0, blank));
  mark.remove_prefix(blank + 1);
  if (!skip(mark, "kept=")) return std::nullopt;
  const auto kept = number_from<Bytes>(mark);
  if (!peak || !kept) return std::nullopt;
  return ReportedMemory{*peak, *kept};
}

Profile profile(RecordSource& source) { return Profiler(source).run(); }

std::vector<std::string> in_words(const Losses& losses) {
  std::vector<std::string> lines;
  const auto say = [&](std::uint64_t count, std::string_view what) {
    if (count > 0) lines.push_back(fmt::format("{} {}", count, what));
  };
  say(losses.dropped,
      "records dropped by CUPTI: the costs are too small; record a shorter part of the program");
  say(losses.orphans, "operations on the device without a recorded launch, counted outside all ranges");
  say(losses.untimed, "operations on the device without times, left out");
  say(losses.unclosed, "ranges never closed; they end with the recording");
  say(losses.unopened, "ends of ranges that were never opened, ignored");
  return lines;
}

}  // namespace repetend::profiler

#include "profiler/kineto/kineto.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "data/costs/records.hpp"
#include "profiler/report/attach_report.hpp"
#include "sim/core/error.hpp"

namespace repetend::profiler {
namespace {

using Json = nlohmann::json;

template <class Number>
Number number(const Json& object, const char* key, Number otherwise = 0) {
  const auto found = object.find(key);
  if (found == object.end()) return otherwise;
  const bool fits = std::is_integral_v<Number> ? found->is_number_integer() : found->is_number();
  return fits ? found->get<Number>() : otherwise;
}

std::string text(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// Times are us with decimals; negative or absurd ones would wrap.
Timestamp nanoseconds(const Json& event, const char* key) {
  constexpr double most = 4e18;
  const double ns = number<double>(event, key) * 1e3;
  return ns > 0 && ns < most ? static_cast<Timestamp>(std::llround(ns)) : 0;
}

// What the events of kineto's output_json.cpp say, one after the other.
class EventReader {
 public:
  void read(const Json& event) {
    static const std::map<std::string, void (EventReader::*)(const Json&)> readers{
        {"user_annotation", &EventReader::range},   {"cuda_runtime", &EventReader::launch},
        {"cuda_driver", &EventReader::launch},      {"kernel", &EventReader::kernel},
        {"gpu_memcpy", &EventReader::copy},         {"gpu_memset", &EventReader::set},
        {"cpu_instant_event", &EventReader::memory}};
    const auto reader = readers.find(text(event, "cat"));
    if (reader != readers.end()) (this->*reader->second)(event);
  }

  std::vector<Record> take_records() { return std::move(records_); }
  std::optional<Timestamp> first() const { return first_; }
  std::optional<std::uint32_t> device() const { return device_; }
  bool has_memory() const { return allocations_ > 0; }

 private:
  static const Json& arguments(const Json& event) {
    static const Json none = Json::object();
    const auto found = event.find("args");
    return found != event.end() && found->is_object() ? *found : none;
  }
  static ThreadId thread(const Json& event) { return number<ThreadId>(event, "tid"); }
  static Correlation correlation(const Json& event) {
    return number<Correlation>(arguments(event), "correlation");
  }
  Timestamp begin(const Json& event) {
    const Timestamp time = nanoseconds(event, "ts");
    first_ = std::min(first_.value_or(time), time);
    return time;
  }

  void range(const Json& event) {
    const Timestamp time = begin(event);
    records_.emplace_back(
        RangeEvent{RangeAction::start, thread(event), time, ++ranges_, text(event, "name")});
    records_.emplace_back(
        RangeEvent{RangeAction::end, thread(event), time + nanoseconds(event, "dur"), ranges_, {}});
  }

  void launch(const Json& event) {
    if (correlation(event) != 0)
      records_.emplace_back(Launch{correlation(event), thread(event), begin(event)});
  }

  void kernel(const Json& event) { work(event, WorkKind::kernel); }
  void copy(const Json& event) { work(event, WorkKind::copy); }
  void set(const Json& event) { work(event, WorkKind::set); }
  void work(const Json& event, WorkKind kind) {
    const Json& args = arguments(event);
    const auto device = number<std::uint32_t>(args, "device");
    const Timestamp time = begin(event);
    if (!device_) device_ = device;
    records_.emplace_back(DeviceWork{kind, correlation(event), device, number<std::uint32_t>(args, "stream"),
                                     time, time + nanoseconds(event, "dur"),
                                     number<std::uint64_t>(args, "bytes")});
  }

  // Of PyTorch's allocator on a CUDA device. It has no correlation of its own: one from the upper end, which
  // a program's launches do not reach, ties it to its thread and time.
  void memory(const Json& event) {
    constexpr int cuda = 1;  // c10::DeviceType
    const Json& args = arguments(event);
    if (text(event, "name") != "[memory]" || number<int>(args, "Device Type", cuda + 1) != cuda) return;
    const auto bytes = number<std::int64_t>(args, "Bytes");
    const Correlation own = ~Correlation{0} - allocations_++;
    const Timestamp time = begin(event);
    records_.emplace_back(Launch{own, thread(event), time});
    records_.emplace_back(MemoryOperation{
        own, number<std::uint32_t>(args, "Device Id"), bytes < 0, time, number<std::uint64_t>(args, "Addr"),
        bytes < 0 ? 0 - static_cast<std::uint64_t>(bytes) : static_cast<std::uint64_t>(bytes)});
  }

  std::vector<Record> records_;
  std::optional<Timestamp> first_;
  std::optional<std::uint32_t> device_;
  std::uint64_t ranges_ = 0;
  Correlation allocations_ = 0;
};

data::MeasuredGpu gpu_of(const Json& root, std::uint32_t device) {
  for (const Json& each : root.value("deviceProperties", Json::array()))
    if (number<std::uint32_t>(each, "id") == device)
      return {.name = text(each, "name"),
              .memory = number<Bytes>(each, "totalGlobalMem"),
              .compute_units = number<std::int32_t>(each, "numSms")};
  return {};
}

// Event times count from baseTimeNanoseconds, or in older traces from 1970; from anything else there is no
// date.
std::optional<std::string> date_of(const Json& root, Timestamp first) {
  constexpr std::int64_t year_2017 = 1'483'228'800, year_2100 = 4'102'444'800;  // PyTorch's first, and enough
  const auto seconds =
      (number<std::int64_t>(root, "baseTimeNanoseconds") / 1000 + static_cast<std::int64_t>(first / 1000)) /
      1'000'000;
  if (seconds < year_2017 || seconds > year_2100) return std::nullopt;
  return data::date_text(std::chrono::system_clock::from_time_t(static_cast<std::time_t>(seconds)));
}

// Every event is read when it is complete and then dropped, so that a trace of gigabytes takes no tree of
// them.
Json parse(const std::string& text, const std::string& file, EventReader& events) {
  const auto keep = [&](int depth, Json::parse_event_t at, Json& value) {
    constexpr int event_depth = 2;  // traceEvents: [{...}]
    if (depth != event_depth || at != Json::parse_event_t::object_end || !value.contains("ph")) return true;
    events.read(value);
    return false;
  };
  try {
    return Json::parse(text, keep);
  } catch (const Json::exception& error) {
    const bool packed = text.starts_with("\x1f\x8b");
    throw RequestError(fmt::format("{}: {}", file,
                                   packed ? "it is compressed; unpack it with gunzip first"
                                          : fmt::format("no JSON trace: {}", error.what())));
  }
}

class Records : public RecordSource {
 public:
  explicit Records(const std::vector<Record>& records) : records_(records) {}
  bool next(Record& record) override {
    if (at_ == records_.size()) return false;
    record = records_[at_++];
    return true;
  }

 private:
  const std::vector<Record>& records_;
  std::size_t at_ = 0;
};

std::string no_blocks(const Profile& profile) {
  std::string names;
  constexpr std::size_t shown = 5;
  for (std::size_t i = 0; i < profile.ranges.size() && i < shown; ++i)
    names += (i ? ", " : "; it has ") + profile.ranges[i].name;
  return "no block with work on a GPU, expected ranges of record_function named BLOCK@MICRO-BATCH, such as "
         "F0@3" +
         names;
}

}  // namespace

KinetoTrace parse_kineto(const std::string& text, const std::string& file) {
  EventReader events;
  const Json root = parse(text, file, events);
  if (!root.is_object() || !root.contains("traceEvents"))
    throw RequestError(file + ": no trace of PyTorch's profiler: it has no traceEvents");
  KinetoTrace trace;
  trace.gpu = gpu_of(root, events.device().value_or(0));
  if (const auto version = number<int>(root, "cuda_runtime_version"); version > 0)
    trace.cuda = fmt::format("{}.{}", version / 1000, version % 1000 / 10);
  if (const auto first = events.first()) trace.date = date_of(root, *first);
  trace.memory = events.has_memory();
  trace.records = events.take_records();
  return trace;
}

data::Run run_of_kineto(const KinetoTrace& trace, const std::string& file, const std::string& date) {
  Records source(trace.records);
  const Attached attached{.processes = {{.profile = profile(source)}}};
  data::Run run;
  run.provenance = data::Provenance::imported;
  run.date = trace.date.value_or(date);
  run.gpu = trace.gpu;
  run.cuda = trace.cuda;
  run.tool = "kineto";
  add_blocks(attached, run);
  if (run.blocks.empty())
    throw RequestError(fmt::format("{}: {}", file, no_blocks(attached.processes.front().profile)));
  if (run.gpu.name.empty())
    throw RequestError(file + ": it does not name its GPU: there are no deviceProperties");
  if (!trace.date) run.notes.emplace_back("the trace has no date: it is the file's");
  if (!trace.memory)
    for (data::BlockSamples& block : run.blocks) block.peak = block.kept = std::nullopt;
  return run;
}

}  // namespace repetend::profiler

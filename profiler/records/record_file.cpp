#include "profiler/records/record_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <tuple>
#include <type_traits>

#include "sim/core/error.hpp"

namespace repetend::profiler {
namespace {

constexpr char magic[] = "repetend records 1\n";
constexpr std::uint8_t end_of_recording = 255;  // else the record's index in the variant
constexpr std::uint32_t longest_text = 1 << 16;

// What is written of every kind of record, for writing and reading alike.
template <class R>
auto members(R& r) {
  using Kind = std::remove_const_t<R>;
  if constexpr (std::is_same_v<Kind, Launch>)
    return std::tie(r.correlation, r.thread, r.time);
  else if constexpr (std::is_same_v<Kind, DeviceWork>)
    return std::tie(r.kind, r.correlation, r.device, r.stream, r.start, r.end, r.bytes);
  else if constexpr (std::is_same_v<Kind, MemoryOperation>)
    return std::tie(r.correlation, r.device, r.release, r.time, r.address, r.bytes);
  else if constexpr (std::is_same_v<Kind, RangeEvent>)
    return std::tie(r.action, r.thread, r.time, r.id, r.name);
  else if constexpr (std::is_same_v<Kind, Dropped>)
    return std::tie(r.count);
  else if constexpr (std::is_same_v<Kind, Overhead>)
    return std::tie(r.time);
  else
    return std::tie(r.text);  // Notice
}

template <class T>
void put(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}
void put(std::string& out, const std::string& text) {
  const auto size = static_cast<std::uint32_t>(std::min<std::size_t>(text.size(), longest_text));
  put(out, size);
  out.append(text, 0, size);
}

bool get_bytes(std::FILE* in, void* to, std::size_t size) { return std::fread(to, 1, size, in) == size; }
template <class T>
bool get(std::FILE* in, T& value) {
  return get_bytes(in, &value, sizeof value);
}
bool get(std::FILE* in, bool& value) {
  std::uint8_t byte = 0;
  if (!get_bytes(in, &byte, 1)) return false;
  value = byte != 0;
  return true;
}
bool get(std::FILE* in, std::string& text) {
  std::uint32_t size = 0;
  if (!get(in, size) || size > longest_text) return false;
  text.resize(size);
  return get_bytes(in, text.data(), size);
}

// Reads the kind of record that the tag names; false at the end or for a tag that is none.
template <std::size_t i = 0>
bool get_record(std::FILE* in, std::uint8_t tag, Record& record) {
  if constexpr (i == std::variant_size_v<Record>) {
    return false;
  } else {
    if (tag != i) return get_record<i + 1>(in, tag, record);
    auto& fields = record.emplace<i>();
    return std::apply([in](auto&... field) { return (get(in, field) && ...); }, members(fields));
  }
}

}  // namespace

RecordWriter::RecordWriter(const std::string& file) : file_(std::fopen(file.c_str(), "wb")) {
  if (!file_) return;
  std::fwrite(magic, 1, sizeof magic - 1, file_.get());
  std::fflush(file_.get());  // whatever happens now, it is a recording
}

void RecordWriter::add(const Record& record) {
  const std::lock_guard lock(mutex_);
  bytes_.assign(1, static_cast<char>(record.index()));
  const auto put_all = [this](const auto&... field) { (put(bytes_, field), ...); };
  std::visit([&](const auto& fields) { std::apply(put_all, members(fields)); }, record);
  if (file_) std::fwrite(bytes_.data(), 1, bytes_.size(), file_.get());
}

void RecordWriter::flush() {
  const std::lock_guard lock(mutex_);
  if (file_) std::fflush(file_.get());
}

void RecordWriter::finish() {
  const std::lock_guard lock(mutex_);
  if (file_) std::fputc(end_of_recording, file_.get());
  file_.reset();
}

RecordFile::RecordFile(const std::string& file) : file_(std::fopen(file.c_str(), "rb")) {
  if (!file_) throw RequestError("cannot read " + file + ": " + std::strerror(errno));
  char begin[sizeof magic - 1];
  if (!get_bytes(file_.get(), begin, sizeof begin) || std::memcmp(begin, magic, sizeof begin) != 0)
    throw RequestError(file + ": no recording of this version");
}

bool RecordFile::next(Record& record) {
  const int tag = std::fgetc(file_.get());
  if (tag == end_of_recording) complete_ = true;
  if (tag == EOF || tag == end_of_recording) return false;
  return get_record(file_.get(), static_cast<std::uint8_t>(tag), record);
}

}  // namespace repetend::profiler

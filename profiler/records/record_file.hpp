// Records in a file, so that the program that is recorded writes and the profiler reads; what was written
// before a crash stays readable. Binary and of one machine and version: not for keeping.
#pragma once

#include <cstdio>
#include <memory>
#include <mutex>

#include "profiler/records/record.hpp"

namespace repetend::profiler {

// The environment variable by which the profiler tells the library that it injects where to write: the
// folder, in which a process gets a file `<process id>.records`.
inline constexpr const char* recording_folder_variable = "REPETEND_RECORDING";

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using FileHandle = std::unique_ptr<std::FILE, CloseFile>;

// Used inside somebody else's program: from any of its threads, throws nothing and, when the disk is full,
// only counts on.
class RecordWriter : public RecordSink {
 public:
  // Nothing is written when the file cannot be made.
  explicit RecordWriter(const std::string& file);
  void add(const Record&) override;
  void flush();
  // Says that the recording is complete; nothing may follow.
  void finish();

 private:
  std::mutex mutex_;
  FileHandle file_;
  std::string bytes_;  // of one record; kept for its memory
};

class RecordFile : public RecordSource {
 public:
  // Throws RequestError when it cannot be read or is no file of records.
  explicit RecordFile(const std::string& file);
  bool next(Record&) override;
  // After the last record: whether the program ended in order. A record cut short at the end is left out.
  bool complete() const { return complete_; }

 private:
  FileHandle file_;
  bool complete_ = false;
};

}  // namespace repetend::profiler

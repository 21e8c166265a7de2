#include "profiler/records/record_file.hpp"

#include <filesystem>
#include <thread>

#include "sim/core/error.hpp"
#include "sim/core/file.hpp"
#include "tests/profiler/fake_source.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace repetend;
using namespace repetend::test;
using namespace repetend::profiler;

namespace {

std::vector<Record> one_of_each() {
  DeviceWork copy = kernel(3, 40, 50, 9, 1);
  copy.kind = WorkKind::copy, copy.bytes = 1 << 20;
  return {push(10, "F0@0"),
          launch(3, 11, 5),
          copy,
          take(3, 12, 0xABC, 64),
          give_back(4, 13, 0xABC),
          pop(14),
          Dropped{7},
          Overhead{99},
          Notice{"no usable CUDA device or driver"}};
}

std::vector<Record> read_all(RecordFile& file) {
  std::vector<Record> records;
  for (Record record; file.next(record);) records.push_back(record);
  return records;
}

std::size_t write(const std::string& file, bool finish) {
  RecordWriter writer(file);
  for (const Record& record : one_of_each()) writer.add(record);
  if (finish) writer.finish();
  return one_of_each().size();
}

}  // namespace

TEST_CASE("records come back from a file as they were") {
  const TemporaryFolder folder;
  write(folder.file("r"), true);
  RecordFile file(folder.file("r"));
  const auto records = read_all(file);
  REQUIRE(records.size() == one_of_each().size());
  CHECK(file.complete());
  CHECK(std::get<RangeEvent>(records[0]).name == "F0@0");
  CHECK(std::get<Launch>(records[1]).thread == 5);
  CHECK(std::get<DeviceWork>(records[2]).bytes == 1 << 20);
  CHECK(std::get<DeviceWork>(records[2]).device == 1);
  CHECK(std::get<MemoryOperation>(records[3]).address == 0xABC);
  CHECK(std::get<MemoryOperation>(records[4]).release);
  CHECK(std::get<RangeEvent>(records[5]).action == RangeAction::pop);
  CHECK(std::get<Dropped>(records[6]).count == 7);
  CHECK(std::get<Overhead>(records[7]).time == 99);
  CHECK(std::get<Notice>(records[8]).text == "no usable CUDA device or driver");
}

TEST_CASE("a recording cut anywhere gives the whole records before the cut, and says that it is incomplete") {
  const TemporaryFolder folder;
  const std::size_t all = write(folder.file("r"), false);
  const std::string bytes = read_file(folder.file("r"));
  std::size_t before = 0;
  for (std::size_t size = 19; size <= bytes.size(); ++size) {  // the first 19 bytes are the format's name
    RecordFile file(folder.write("cut", bytes.substr(0, size)));
    const std::size_t records = read_all(file).size();
    CHECK((records == before || records == before + 1));
    CHECK_FALSE(file.complete());
    before = records;
  }
  CHECK(before == all);
}

TEST_CASE("what is no recording is refused by name") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(RecordFile(folder.write("r", "something else entirely")),
                    ContainsSubstring("no recording of this version"));
  CHECK_THROWS_WITH(RecordFile(folder.file("missing")), ContainsSubstring("No such file"));
}

TEST_CASE("a writer that cannot make its file keeps quiet") {
  RecordWriter writer("/no/such/folder/r");
  writer.add(Launch{});
  writer.flush();
  writer.finish();
  CHECK_FALSE(std::filesystem::exists("/no/such/folder/r"));
}

TEST_CASE("several threads write whole records") {
  const TemporaryFolder folder;
  {
    RecordWriter writer(folder.file("r"));
    std::vector<std::jthread> threads;
    for (ThreadId thread = 0; thread < 4; ++thread)
      threads.emplace_back([&writer, thread] {
        for (int i = 0; i < 500; ++i)
          writer.add(push(1, std::string(static_cast<std::size_t>(i % 40), 'x'), thread));
      });
  }
  RecordFile file(folder.file("r"));
  CHECK(read_all(file).size() == 2000);
}

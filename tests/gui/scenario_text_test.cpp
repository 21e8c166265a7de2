#include "gui/session/scenario_text.hpp"

#include "sim/core/error.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using gui::find_setting;
using gui::with_setting;
using gui::without_setting;

TEST_CASE("a setting is changed in place and nothing else is") {
  CHECK(with_setting("a: 1\nmicro_batches: 16  # many\nb: 2\n", "micro_batches", "9") ==
        "a: 1\nmicro_batches: 9  # many\nb: 2\n");
  CHECK(with_setting("set:\n  devices.gpu1.speed: 0.8  # slow\n", "devices.gpu1.speed", "0.5") ==
        "set:\n  devices.gpu1.speed: 0.5  # slow\n");
  CHECK(with_setting("set: {x.y: 'a, b', blocks.B*.time: \"*1.1\"}\n", "x.y", "c") ==
        "set: {x.y: c, blocks.B*.time: \"*1.1\"}\n");
  CHECK(with_setting("set: {x.y: 7, z.z: [1, 2]}", "z.z", "[3, 4]") == "set: {x.y: 7, z.z: [3, 4]}");
}

TEST_CASE("a new setting goes to the end of set:, one of many devices to its front") {
  CHECK(with_setting("a: 1", "x.y", "*1.1") == "a: 1\nset:\n  x.y: \"*1.1\"\n");
  CHECK(with_setting("set:\n  x.y: 1\na: 1\n", "z.z", "2") == "set:\n  x.y: 1\n  z.z: 2\na: 1\n");
  CHECK(with_setting("a: 1\nset:\n    x.y: 1", "z.z", "2") == "a: 1\nset:\n    x.y: 1\n    z.z: 2\n");
  CHECK(with_setting("set:\n  x.y: 1\n", "x.*", "2") == "set:\n  x.*: 2\n  x.y: 1\n");
  CHECK(with_setting("set: {x.y: 1}\n", "z.z", "2") == "set: {x.y: 1, z.z: 2}\n");
  CHECK(with_setting("set: {}\n", "z.z", "2") == "set: {z.z: 2}\n");
  CHECK(with_setting("set:\na: 1\n", "z.z", "2") == "set:\n  z.z: 2\na: 1\n");
  CHECK(with_setting("{a: 1}", "z.z", "2") == "{a: 1, set: {z.z: 2}}");
}

TEST_CASE("a setting that is taken back leaves no trace") {
  for (const std::string text : {"a: 1\n", "a: 1\nset:\n  x.y: 1\n", "set:\n  x.y: 1\nb: 2\n"})
    CHECK(without_setting(with_setting(text, "z.z", "2"), "z.z") == text);
  CHECK(without_setting("a: 1\n", "z.z") == "a: 1\n");
  CHECK_THROWS_AS(without_setting("set: {z.z: 1}\n", "z.z"), RequestError);
}

TEST_CASE("what cannot be changed in place is refused, and a broken text too") {
  CHECK_THROWS_AS(with_setting("a: [1", "x.y", "2"), SourceError);
  CHECK_THROWS_AS(with_setting("set:\n  x.y: over\n    two lines\n", "x.y", "2"), RequestError);
  CHECK(find_setting("a: [1", "x.y") == std::nullopt);
}

TEST_CASE("whatever is set reads back, quoted where YAML needs it") {
  for (const std::string value : {"1", "*1.1", "25GB/s", "a: b", "say \"so\"", "#7", "-3", "x, y", " pad "}) {
    const std::string text = with_setting("a: 1\nset:\n  q.q: 0\n", "x.y", value);
    CHECK(find_setting(text, "x.y") == value);
    CHECK(find_setting(with_setting(text, "x.y", "1"), "x.y") == "1");
    CHECK(find_setting(text, "q.q") == "0");
  }
}

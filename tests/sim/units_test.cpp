#include "sim/formats/scenario/units.hpp"

#include "tests/support/catch.hpp"

using namespace repetend;

namespace {

constexpr std::int64_t us = 1000, MiB = 1 << 20;
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

template <class Parse>
std::string error_of(Parse parse) {
  try {
    return std::to_string(parse());
  } catch (const QuantityError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("times are exact decimals in ns") {
  CHECK(parse_time("1", us) == 1000);
  CHECK(parse_time("2.5", us) == 2500);
  CHECK(parse_time("2.5ms", us) == 2'500'000);
  CHECK(parse_time("2.5 ms", us) == 2'500'000);
  CHECK(parse_time("0.000000001s", us) == 1);
  CHECK(parse_time(".5us", us) == 500);
  CHECK(parse_time("1.us", us) == 1000);
  CHECK(parse_time("3µs", us) == 3000);
  CHECK(parse_time("-3ns", us) == -3);
  CHECK(parse_time("5min", us) == 300'000'000'000);
  CHECK(parse_time("1.5 h", us) == 5'400'000'000'000);
  CHECK(parse_time("2d", us) == 172'800'000'000'000);
  CHECK(parse_time("+7", 1) == 7);
  CHECK(parse_time("9223372036854775807ns", us) == largest);
  CHECK(parse_time("9223372036.854775807s", us) == largest);
  CHECK(parse_time("0.1000000000000000000000000", us) == 100);
}

TEST_CASE("bytes know binary and decimal units") {
  CHECK(parse_bytes("6", MiB) == 6 * MiB);
  CHECK(parse_bytes("80GiB", MiB) == 80LL * 1024 * MiB);
  CHECK(parse_bytes("8MB", MiB) == 8'000'000);
  CHECK(parse_bytes("1.5KiB", MiB) == 1536);
  CHECK(parse_bytes("+1", MiB) == MiB);
  CHECK(parse_bytes("-2kB", MiB) == -2000);
  CHECK(parse_bytes("1TiB", MiB) == 1LL << 40);
  CHECK(parse_bytes("9223372036854775807B", MiB) == largest);
}

TEST_CASE("bandwidths and speeds") {
  CHECK(parse_bandwidth("25GB/s") == 25'000'000'000);
  CHECK(parse_bandwidth("25 GB/s") == 25'000'000'000);
  CHECK(parse_bandwidth("200Gbit/s") == 25'000'000'000);
  CHECK(parse_bandwidth("1GiB/s") == 1 << 30);
  CHECK(parse_speed("0.8") == 800'000'000);
  CHECK(parse_speed("1") == unit_speed);
  CHECK(format_speed(parse_speed("0.8")) == "0.8");
  CHECK(format_speed(unit_speed) == "1");
  CHECK(format_speed(1) == "0.000000001");
}

TEST_CASE("scaling rounds up to a whole unit") {
  CHECK(scale(10, "1.1") == 11);
  CHECK(scale(1, "1.1") == 2);
  CHECK(scale(1000, "0.3333") == 334);
  CHECK(scale(3, "0") == 0);
  CHECK(scale(-1, "1.5") == -1);
  CHECK(scale(largest, "1.0") == largest);
  CHECK(scale(1'000'000'000'000'000, "1.000000000000001") == 1'000'000'000'000'001);
}

TEST_CASE("a wrong quantity says what was expected") {
  const auto time = [](const char* text) { return error_of([&] { return parse_time(text, us); }); };
  CHECK(time("fast") == "'fast' is not a time, expected a number and a unit such as 2.5ms");
  CHECK(time("") == "'' is not a time, expected a number and a unit such as 2.5ms");
  CHECK(time("5sec") == "'sec' is not a unit of time, expected one of ns us ms s min h d");
  CHECK(time("1e3") == "'e3' is not a unit of time, expected one of ns us ms s min h d");
  CHECK(time("0.3ns") == "0.3ns is not a whole number of ns, expected 0ns or 1ns");
  CHECK(time("1.0005") == "1.0005 is not a whole number of ns, expected 1000ns or 1001ns");
  CHECK(time("1.2.3us") == "'.3us' is not a unit of time, expected one of ns us ms s min h d");
  for (const char* text : {"9223372036854775808ns", "9223372036.854775808s",
                           "99999999999999999999999999999999999s", "1000000000000000000000000000000s"})
    CHECK_THAT(time(text), ContainsSubstring("does not fit 64 bits"));
  CHECK_THAT(time("0.0000000000000000000000000000000000000000001"),
             ContainsSubstring("more than 30 decimals"));
  CHECK(error_of([] { return parse_bytes("6mb", MiB); }) ==
        "'mb' is not a unit of memory, expected one of B KiB MiB GiB TiB kB MB GB TB; did you mean 'MB'?");
  CHECK_THAT(error_of([] { return parse_bandwidth("25"); }),
             ContainsSubstring("25 has no unit, expected a number and a unit such as 25GB/s or 200Gbit/s"));
  CHECK_THAT(error_of([] { return parse_bandwidth("25GB"); }),
             ContainsSubstring("'GB' is not a unit of bandwidth"));
  CHECK_THAT(error_of([] { return parse_speed("0"); }), ContainsSubstring("expected a positive decimal"));
  CHECK_THAT(error_of([] { return parse_speed("80%"); }), ContainsSubstring("'80%' is not a speed"));
  CHECK_THAT(error_of([] { return scale(largest, "2"); }), ContainsSubstring("does not fit 64 bits"));
  CHECK_THAT(error_of([] { return scale(1, "fast"); }), ContainsSubstring("expected one such as *1.1"));
  CHECK_THAT(error_of([] { return parse_integer("1.5", 1, 9); }),
             ContainsSubstring("expected one from 1 to 9"));
  CHECK_THAT(error_of([] { return parse_integer("10", 1, 9); }),
             ContainsSubstring("out of range, expected 1 to 9"));
}

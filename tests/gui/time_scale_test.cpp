#include "gui/chart/geometry/time_scale.hpp"

#include <rapidcheck.h>

#include <cmath>

#include "tests/support/catch.hpp"

namespace repetend::test {

namespace {

using gui::TimeScale;

TimeScale any_scale() {
  const Time from = *rc::gen::inRange<Time>(-1'000'000'000'000, 1'000'000'000'000);
  const int exponent = *rc::gen::inRange(-17, 100);
  return {from, std::pow(10.0, exponent / 10.0)};
}

double any_pixel() { return *rc::gen::inRange(-5'000, 5'000); }

}  // namespace

TEST_CASE("a time is found again at its pixel") {
  CHECK(rc::check([] {
    const TimeScale scale = any_scale();
    const Time t = scale.to_time(any_pixel());
    RC_ASSERT(std::abs(scale.to_time(scale.to_pixel(t)) - t) <=
              1 + std::abs(t - scale.from) / (Time{1} << 50));
  }));
}

TEST_CASE("zooming keeps what is under the pointer") {
  CHECK(rc::check([] {
    const TimeScale scale = any_scale();
    const double pixel = any_pixel();
    const TimeScale zoomed = scale.zoomed_at(pixel, *rc::gen::inRange(1, 1000) / 100.0);
    // `from` is a whole nanosecond, which may be many pixels.
    const auto error = static_cast<double>(std::abs(zoomed.to_time(pixel) - scale.to_time(pixel)));
    RC_ASSERT(error <= 2.0);
  }));
}

TEST_CASE("zooming in and out again returns") {
  CHECK(rc::check([] {
    const TimeScale scale{*rc::gen::inRange<Time>(0, 1'000'000'000), 1000.0};
    const double pixel = any_pixel();
    const TimeScale back = scale.zoomed_at(pixel, 0.5).zoomed_at(pixel, 2);
    RC_ASSERT(back.ns_per_pixel == scale.ns_per_pixel);
    RC_ASSERT(std::abs(back.from - scale.from) <= 2);
  }));
}

TEST_CASE("panning moves everything by as many pixels") {
  CHECK(rc::check([] {
    const TimeScale scale{*rc::gen::inRange<Time>(0, 1'000'000'000), 64.0};
    const double pixels = any_pixel();
    const Time t = *rc::gen::inRange<Time>(0, 1'000'000'000);
    RC_ASSERT(std::abs(scale.panned(pixels).to_pixel(t) - (scale.to_pixel(t) - pixels)) < 0.1);
  }));
}

TEST_CASE("fitting shows the whole stretch in the middle") {
  CHECK(rc::check([] {
    const Time begin = *rc::gen::inRange<Time>(0, 1'000'000'000);
    const Time end = begin + *rc::gen::inRange<Time>(1'000, 1'000'000'000);
    const TimeScale fitted = TimeScale::fitted(begin, end, 1000, 0.1);
    RC_ASSERT(std::abs(fitted.to_pixel(begin) - 100) < 1);
    RC_ASSERT(std::abs(fitted.to_pixel(end) - 900) < 1);
  }));
}

TEST_CASE("a kept scale never loses the plans") {
  CHECK(rc::check([] {
    const Time end = *rc::gen::inRange<Time>(1, 1'000'000'000'000);
    const double pixels = *rc::gen::inRange(50, 5'000);
    const TimeScale kept = any_scale().kept_on(end, pixels);
    RC_ASSERT(kept.to_pixel(end) > 0);
    RC_ASSERT(kept.to_pixel(0) < pixels);
    RC_ASSERT(kept.kept_on(end, pixels) == kept);
  }));
}

TEST_CASE("times far out of sight saturate instead of overflowing") {
  const TimeScale widest{0, TimeScale::widest};
  CHECK(widest.to_time(1e9) == sum_limit);
  CHECK(widest.to_time(-1e9) == -sum_limit);
  CHECK(widest.panned(1e300).from == sum_limit);
  CHECK(TimeScale{sum_limit, 1}.zoomed_at(1e9, 1e300).ns_per_pixel == TimeScale::widest);
}

}  // namespace repetend::test

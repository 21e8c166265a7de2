#include "gui/chart/geometry/row_pixels.hpp"

#include <rapidcheck.h>

#include <random>

#include "tests/gui/charted.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"

namespace repetend::test {

namespace {

using app::Tint;
using gui::RowPixels;

// The share of [from, to) that is covered, and by what, straight from the definition.
app::Tint naive(const std::vector<gui::Span>& spans, double from, double to) {
  app::Tint sum;
  for (const gui::Span& span : spans) {
    const double begin = std::max(from, static_cast<double>(span.begin));
    const double end = std::min(to, static_cast<double>(span.end));
    if (begin < end) sum += app::to_tint(span.colour) * static_cast<float>((end - begin) / (to - from));
  }
  return sum;
}

float difference(const app::Tint& a, const app::Tint& b) {
  return std::max({std::abs(a.red - b.red), std::abs(a.green - b.green), std::abs(a.blue - b.blue),
                   std::abs(a.cover - b.cover)});
}

// F of a micro-batch runs fused with B of the one before, 6 us, and not before the copy of that before, which
// takes 8 us: for 2 us of them the device waits.
std::shared_ptr<const gui::ChartedPlan> charted_long_wide(std::int32_t micro_batches) {
  Problem problem = pipeline(1, micro_batches, 4'000, 4'000);
  problem.machines = {{"d2h", DeviceId{0}}};
  problem.pairs = {{{BlockId{0}}, {BlockId{1}}, 6'000}};
  Block copy{.name = "O", .kind = BlockKind::offload, .time = 8'000, .uses = {{.device = DeviceId{0}}}};
  copy.machines = {MachineId{1}};
  problem.blocks.push_back(copy);
  problem.edges.push_back({.from = BlockId{0}, .to = BlockId{2}});
  const auto f = [](std::int32_t n) { return Instance{BlockId{0}, n}; };
  const auto b = [](std::int32_t n) { return Instance{BlockId{1}, n}; };
  const auto o = [](std::int32_t n) { return Instance{BlockId{2}, n}; };
  Orders orders(2);
  std::vector<Instance>&computed = orders[MachineId{0}], &copied = orders[MachineId{1}];
  Couplings couplings;
  for (std::int32_t n = 0; n < micro_batches; ++n) {
    computed.push_back(f(n));
    if (n > 0) computed.push_back(b(n - 1));
    if (n > 0) couplings.fused.push_back({f(n), b(n - 1)});
    if (n > 1) couplings.waits.push_back({o(n - 2), f(n)});
    copied.push_back(o(n));
  }
  computed.push_back(b(micro_batches - 1));
  Plan plan = plan_of(std::move(problem), std::move(orders));
  plan.couplings = std::move(couplings);
  return gui::chart_plan("long", std::make_shared<const Plan>(std::move(plan)));
}

std::vector<gui::Span> random_spans(std::mt19937_64& random, int count) {
  std::vector<gui::Span> spans;
  Time at = 0;
  for (int k = 0; k < count; ++k) {
    at += uniform(random, 0, 3) * uniform(random, 0, 300);
    const Time end = at + uniform(random, 1, 400);
    spans.push_back({at, end, static_cast<QRgb>(uniform(random, 0, 0xffffff))});
    at = end;
  }
  return spans;
}

}  // namespace

TEST_CASE("the pyramid's averages are those of a walk over everything") {
  CHECK(rc::check([](std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const auto spans = random_spans(random, 400);
    const Time end = spans.back().end;
    const gui::ColourPyramid pyramid(end, spans.size(), [&](std::size_t k) { return spans[k]; });
    const double step = pyramid.bucket() * static_cast<double>(uniform(random, 8, 40));
    const auto from = static_cast<double>(uniform(random, -end / 4, end));
    std::vector<app::Tint> columns(30);
    pyramid.average(from, step, columns);
    for (std::size_t k = 0; k < columns.size(); ++k) {
      const double begin = from + static_cast<double>(k) * step;
      // At most the parts of the two buckets at the ends are in the wrong place.
      RC_ASSERT(difference(columns[k], naive(spans, begin, begin + step)) < 0.15F);
    }
  }));
}

TEST_CASE("columns that are whole buckets are exact") {
  std::mt19937_64 random(5);
  const auto spans = random_spans(random, 1'000);
  const gui::ColourPyramid pyramid(spans.back().end, spans.size(), [&](std::size_t k) { return spans[k]; });
  const double step = pyramid.bucket() * 8;
  std::vector<app::Tint> columns(20);
  pyramid.average(0, step, columns);
  for (std::size_t k = 0; k < columns.size(); ++k) {
    const double begin = static_cast<double>(k) * step;
    CHECK(difference(columns[k], naive(spans, begin, begin + step)) < 1.0F / 255);
  }
}

TEST_CASE("a long plan's row looks as if every instance had been drawn") {
  const auto plan = charted_pipeline("long", 3, 6'000);
  const gui::ChartStyle style;
  RowPixels quick, exact;
  for (const double part : {1.0, 0.9}) {
    const auto length = static_cast<Time>(part * static_cast<double>(plan->makespan()));
    const gui::TimeScale scale = gui::TimeScale::fitted(plan->makespan() - length, plan->makespan(), 800);
    for (const DeviceId d : ids<DeviceId>(3)) {
      gui::render_row(*plan, {computing(d)}, style, scale, 800, quick);
      gui::render_row(*plan, {computing(d)}, style, scale, 800, exact, true);
      for (std::size_t k = 0; k < 800; ++k) {
        REQUIRE(difference(quick.work[k], exact.work[k]) < 0.1F);
        REQUIRE(difference(quick.idle[k], exact.idle[k]) < 0.1F);
      }
    }
  }
}

TEST_CASE("a long row of fused pairs, and of what is exposed, looks as if all of it had been drawn") {
  const auto plan = charted_long_wide(8'000);
  constexpr std::size_t columns = 800;
  const MachineId device{0}, copies{1};
  REQUIRE(plan->machines[device].work.size() == 2);
  RowPixels quick, exact;
  for (const double part : {1.0, 0.9}) {
    const auto length = static_cast<Time>(part * static_cast<double>(plan->makespan()));
    const gui::TimeScale scale = gui::TimeScale::fitted(plan->makespan() - length, plan->makespan(), columns);
    for (const gui::RowPart row : {gui::RowPart{device, 0}, {device, 1}, {copies, 0}}) {
      gui::render_row(*plan, row, {}, scale, columns, quick);
      gui::render_row(*plan, row, {}, scale, columns, exact, true);
      REQUIRE(quick.exposed.size() == (row.machine == copies ? columns : 0));
      REQUIRE(exact.exposed.size() == quick.exposed.size());
      for (std::size_t k = 0; k < columns; ++k) {
        REQUIRE(difference(quick.work[k], exact.work[k]) < 0.1F);
        if (!exact.exposed.empty()) REQUIRE(difference(quick.exposed[k], exact.exposed[k]) < 0.1F);
      }
    }
    CHECK(exact.exposed[columns / 2].cover == Approx(0.25).margin(0.1));  // 2 us of 8
  }
}

TEST_CASE("the columns' work adds up to the device's busy time") {
  const auto plan = charted_pipeline("1f1b", 4, 50);
  const std::size_t columns = 700;
  const gui::TimeScale scale{0, static_cast<double>(plan->makespan()) / columns};
  RowPixels pixels;
  for (const DeviceId d : ids<DeviceId>(4)) {
    gui::render_row(*plan, {computing(d)}, {}, scale, columns, pixels);
    double work = 0, idle = 0;
    for (std::size_t k = 0; k < columns; ++k) {
      work += static_cast<double>(pixels.work[k].cover);
      idle += static_cast<double>(pixels.idle[k].cover);
    }
    const auto busy = static_cast<double>(plan->times[d.index()].busy);
    // A wide instance leaves a part of its first column blank.
    CHECK(work * scale.ns_per_pixel <= busy * 1.001);
    CHECK(work * scale.ns_per_pixel >= busy * 0.9);
    CHECK(idle * scale.ns_per_pixel == Approx(static_cast<double>(plan->makespan()) - busy).epsilon(0.001));
  }
}

TEST_CASE("a bubble is hatched and work is not") {
  const auto plan = charted_pipeline("1f1b", 2, 1);  // the second device waits for the first
  const gui::TimeScale scale{0, static_cast<double>(plan->makespan()) / 100};
  RowPixels pixels;
  gui::render_row(*plan, {MachineId{1}}, {}, scale, 100, pixels);
  QImage image(100, 16, QImage::Format_RGB32);
  const gui::Palette& colours = gui::palette(false);
  gui::compose_row(pixels, colours, {}, {0, 0, 16, 0, 8}, image);
  CHECK(image.pixel(4, 0) != image.pixel(8, 0));  // warm-up, between and on a hatch line
  CHECK(image.pixel(4, 0) != image.pixel(4, 4));
  CHECK(image.pixel(40, 0) == image.pixel(40, 7));  // work
  CHECK(image.pixel(40, 0) == plan->colours[0].of({BlockId{2}, 0}));
}

}  // namespace repetend::test

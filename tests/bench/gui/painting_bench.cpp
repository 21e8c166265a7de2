// How long a frame of the Gantt view takes, offscreen at 1920x1000 on one core, and how long it is from a
// plan file to the first frame. CPU time of this thread, the median of many frames.
#include <ctime>

#include "gui/play/moment_text.hpp"
#include "gui/view/gantt_view.hpp"
#include "sim/formats/plan/plan_file.hpp"
#include "tests/bench/table.hpp"
#include "tests/gui/application.hpp"
#include "tests/support/pipelines.hpp"

namespace repetend::bench {

namespace {

constexpr int width = 1920, height = 1000, frames = 25;
const std::string fill = "yardstick: fill a picture of 1920x1000";

double now_ms() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

template <class Work>
double median_ms(Work work) {
  std::vector<double> times;
  for (int k = 0; k < frames; ++k) {
    const double start = now_ms();
    work();
    times.push_back(now_ms() - start);
  }
  std::ranges::nth_element(times, times.begin() + frames / 2);
  return times[frames / 2];
}

Plan pipeline_plan(int micro_batches) {
  Plan plan;
  plan.problem = std::make_shared<const Problem>(test::simgrid_case(TransferMode::async, micro_batches));
  plan.schedule = "1f1b";
  plan.orders = test::one_forward_one_backward(*plan.problem);
  return plan;
}

// 16 blocks: 62,500 micro-batches are a million instances.
const gui::Charts& charts(int micro_batches) {
  static std::map<int, gui::Charts> made;
  gui::Charts& result = made[micro_batches];
  if (result.empty())
    result = {gui::chart_plan("1F1B", std::make_shared<const Plan>(pipeline_plan(micro_batches)))};
  return result;
}

void paint(gui::GanttView& view, QImage& target) { view.viewport()->render(&target); }

double frame_ms(int micro_batches, double part) {
  test::application();
  gui::GanttView view;
  view.resize(width, height);
  view.set_plans(charts(micro_batches));
  view.show();
  QApplication::processEvents();
  if (part < 1) view.set_scale(view.scale().zoomed_at(width / 2.0, part));
  QImage target(width, height, QImage::Format_RGB32);
  const double result = median_ms([&] { paint(view, target); });
  require(target.pixelColor(width / 2, height / 2) != QColor(Qt::black), "nothing was painted");
  return result;
}

void million_all(benchmark::State& state) {
  for ([[maybe_unused]] auto round : state) state.counters["figure"] = frame_ms(62'500, 1);
}
void million_close(benchmark::State& state) {
  for ([[maybe_unused]] auto round : state) state.counters["figure"] = frame_ms(62'500, 0.01);
}
void ten_million(benchmark::State& state) {
  for ([[maybe_unused]] auto round : state) state.counters["figure"] = frame_ms(625'000, 1);
}

// A step of the player in the middle of a million instances, told in words.
void tell_moment(benchmark::State& state) {
  const gui::ChartedPlan& plan = *charts(62'500).front();
  Time now = plan.makespan() / 2;
  for ([[maybe_unused]] auto round : state)
    state.counters["figure"] = median_ms([&] {
      now = gui::next_moment(plan, now).value_or(0);
      require(!gui::moment_text(plan, now, {}).waiting.empty(), "nothing was told");
    });
}

void open_file(benchmark::State& state) {
  test::application();
  const std::string text = write_plan(time_plan(pipeline_plan(62'500)));
  for ([[maybe_unused]] auto round : state) {
    const double start = now_ms();
    const auto plan = std::make_shared<const Plan>(parse_plan(text, "a plan"));
    gui::GanttView view;
    view.resize(width, height);
    view.set_plans({gui::chart_plan("1F1B", plan)});
    view.show();
    QImage target(width, height, QImage::Format_RGB32);
    paint(view, target);
    state.counters["figure"] = now_ms() - start;
  }
}

void fill_picture(benchmark::State& state) {
  QImage target(width, height, QImage::Format_RGB32);
  for ([[maybe_unused]] auto round : state)
    state.counters["figure"] = median_ms([&] {
      target.fill(Qt::white);
      benchmark::DoNotOptimize(target.constBits());
    });
}

Row frame(double limit) {
  return {.unit = "ms/frame", .asked = Asked::below, .limit = limit, .yardstick = fill};
}

const bool added =
    add_row(fill, {.unit = "ms/frame"}, fill_picture) &&
    add_row("paint: 1 M instances, all of them", frame(10), million_all) &&
    add_row("paint: 1 M instances, 1 % of the time", frame(5), million_close) &&
    add_row("paint: 10 M instances, all of them", frame(15), ten_million) &&
    add_row("play: 1 M instances, a step told in words",
            {.unit = "ms", .asked = Asked::below, .limit = 20, .yardstick = fill}, tell_moment) &&
    add_row("open: 1 M instances, file to first frame",
            {.unit = "ms", .asked = Asked::below, .limit = 1'500, .yardstick = fill}, open_file);

}  // namespace

}  // namespace repetend::bench

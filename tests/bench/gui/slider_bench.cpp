// From a slider's movement to the repainted window: wall clock, as a person has it, the search's first answer
// and all threads included. The median of many movements, each to a value that was not there before.
#include <QSlider>
#include <QTest>
#include <chrono>

#include "gui/panels/field.hpp"
#include "gui/window/main_window.hpp"
#include "tests/bench/table.hpp"
#include "tests/gui/application.hpp"

namespace repetend::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* nn_eager_8 =
    "name: nn-eager-8\ntime_unit: ms\nmicro_batches: 2\ndevices: {count: 8, memory: 16}\n"
    "placement: {shape: nn-eager, forward: 1, backward: 3, activation: 1, gang: 1}\n";

bool shows(gui::MainWindow& window, int micro_batches) {
  const auto& plans = window.chart().plans();
  return !plans.empty() && plans[0]->problem().micro_batches == micro_batches;
}

double move_ms(gui::MainWindow& window, int micro_batches) {
  auto& field = *window.findChild<gui::Field*>(QStringLiteral("micro_batches"));
  const auto start = Clock::now();
  field.slider().setValue(micro_batches - 1);  // from 1
  require(QTest::qWaitFor([&] { return shows(window, micro_batches); }, 10'000), "no answer to the slider");
  window.grab();
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double median_move_ms(gui::MainWindow& window) {
  window.resize(1920, 1000);
  window.show();
  constexpr int first = 8, moves = 25;
  require(QTest::qWaitFor([&] { return !window.chart().plans().empty(); }, 10'000), "nothing was opened");
  std::vector<double> times;
  for (int move = 0; move < moves; ++move) times.push_back(move_ms(window, first + move));
  std::ranges::nth_element(times, times.begin() + moves / 2);
  return times[moves / 2];
}

void gpt(benchmark::State& state) {
  test::application();
  for ([[maybe_unused]] auto round : state) {
    gui::MainWindow window;
    state.counters["figure"] = median_move_ms(window);
  }
}

void eight_devices(benchmark::State& state) {
  test::application();
  for ([[maybe_unused]] auto round : state) {
    gui::MainWindow window(gui::MainWindow::Start::empty);
    window.session().open_text(QString::fromLatin1(nn_eager_8), QStringLiteral("nn-eager-8.yaml"));
    state.counters["figure"] = median_move_ms(window);
  }
}

const Row row{.unit = "ms", .asked = Asked::below, .limit = 100};
const bool added = add_row("slider to repaint: GPT on 4 devices, 4 schedules", row, gpt) &&
                   add_row("slider to repaint: NN-eager on 8 devices", row, eight_devices);

}  // namespace

}  // namespace repetend::bench

// Random actions over the whole window. REPETEND_SOAK_SECONDS: how long (scripts/soak.sh: half an hour);
// REPETEND_SOAK_SEED: which. What must hold: nothing crashes; whatever undo and redo go back to is exactly
// what was there; and memory does not grow.
#include <malloc.h>

#include <QDialog>
#include <QUndoCommand>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>

#include "gui/lessons/lesson_panel.hpp"
#include "gui/play/play_bar.hpp"
#include "tests/gui/open_window.hpp"
#include "tests/gui/random_person.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

#if defined(__SANITIZE_ADDRESS__)
// Of the sanitizer's own header, which not every compiler brings.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#endif

namespace repetend::test {

namespace {

std::int64_t number_from(const char* variable, std::int64_t otherwise) {
  const char* const value = std::getenv(variable);
  return value ? std::atoll(value) : otherwise;
}

// Knows the state at every place of the undo stack, and notes when undo or redo lead to another one.
class UndoWatch {
 public:
  explicit UndoWatch(gui::Session& session) : session_(session) {
    QObject::connect(&session.undo(), &QUndoStack::indexChanged, &listener_, [this] { look(); });
    clear();
  }
  void clear() {
    session_.undo().clear();
    index_ = 0;
    known_ = {{0, {nullptr, session_.state()}}};
  }
  // The whole way back and forth again.
  void walk() {
    while (session_.undo().canUndo()) session_.undo().undo();
    while (session_.undo().canRedo()) session_.undo().redo();
  }
  int wrong() const { return wrong_; }
  long checked() const { return checked_; }

 private:
  struct Known {
    const QUndoCommand* command;
    gui::State state;
  };

  const QUndoCommand* command(int index) const {
    return index > 0 ? session_.undo().command(index - 1) : nullptr;
  }

  // A command that is new, or that has grown by merging, leads to a new state; any other to a known one.
  void look() {
    const int index = session_.undo().index();
    known_.erase(known_.upper_bound(session_.undo().count()), known_.end());  // a merge that came to nothing
    const auto place = known_.find(index);
    const bool known = session_.undo().count() > 0 && index != index_ && place != known_.end() &&
                       place->second.command == command(index);
    if (known) {
      ++checked_;
      if (place->second.state != session_.state()) ++wrong_;
    } else {
      known_.erase(known_.upper_bound(index), known_.end());
      known_[index] = {command(index), session_.state()};
    }
    index_ = index;
  }

  gui::Session& session_;
  QObject listener_;  // no longer than this is there
  std::map<int, Known> known_;
  int index_ = 0, wrong_ = 0;
  long checked_ = 0;
};

// What the program holds on the heap and what the system has given it, in MiB; and the window's objects.
struct Memory {
  double live = 0, resident = 0, objects = 0;
};

Memory memory_now(const gui::MainWindow& window) {
  constexpr double mib = 1 << 20;
  Memory now;
  now.objects = static_cast<double>(window.findChildren<QObject*>().size());
#if defined(__SANITIZE_ADDRESS__)
  now.live = static_cast<double>(__sanitizer_get_current_allocated_bytes()) / mib;
#else
  const auto heap = mallinfo2();
  now.live = static_cast<double>(heap.uordblks + heap.hblkhd) / mib;
#endif
  std::ifstream status("/proc/self/statm");
  double pages = 0;
  status >> pages >> pages;
  now.resident = pages * 4096 / mib;
  return now;
}

double median(std::vector<Memory> samples, double Memory::*what) {
  std::ranges::nth_element(samples, samples.begin() + std::ssize(samples) / 2, {}, what);
  return samples[samples.size() / 2].*what;
}

// Everything back to how it was at the start, so that what is left of the memory is comparable.
void tidy(OpenWindow& open, UndoWatch& watch) {
  for (QDialog* dialog : open.window.findChildren<QDialog*>()) dialog->close();
  open.window.play().player().stop();
  open.window.chart().select({});
  open.session().set_schedules({"search", "1f1b+", "gpipe"});
  open.window.open_example(QStringLiteral(":/scenarios/gpt-4.yaml"));
  REQUIRE(open.settle());
  watch.clear();
}

}  // namespace

TEST_CASE("whatever one does, nothing breaks and everything can be undone", "[soak]") {
  const auto seconds = number_from("REPETEND_SOAK_SECONDS", 4), seed = number_from("REPETEND_SOAK_SEED", 1);
  const bool tells = seconds > 60;
  constexpr int actions_a_round = 150;
  const TemporaryFolder folder;
  OpenWindow open;
  UndoWatch watch(open.session());
  RandomPerson person(open.window, static_cast<std::uint64_t>(seed), folder.file(""));
  std::vector<Memory> samples;
  std::vector<std::string> done;
  long actions = 0;
  const QDeadlineTimer end(std::chrono::seconds{seconds});
  while (!end.hasExpired()) {
    done.clear();
    for (int k = 0; k < actions_a_round && !end.hasExpired(); ++k, ++actions) {
      done.push_back(person.act());
      QTest::qWait(static_cast<int>(actions % 7));
      CAPTURE(seed, actions, done);
      REQUIRE(watch.wrong() == 0);
    }
    watch.walk();
    REQUIRE(watch.wrong() == 0);
    tidy(open, watch);
    samples.push_back(memory_now(open.window));
    if (tells && samples.size() % 10 == 0)
      std::cout << actions << " actions, " << watch.checked() << " undone states checked, "
                << samples.back().live << " MiB live, " << samples.back().resident << " MiB resident, "
                << samples.back().objects << " objects" << std::endl;
  }
  CHECK(watch.checked() > 0);
  constexpr std::size_t enough = 100;  // samples; the first third is warming up, caches fill and empty
  if (samples.size() < enough) return;
  const auto third = std::ssize(samples) / 3;
  const std::vector middle(samples.begin() + third, samples.begin() + 2 * third),
      last(samples.end() - third, samples.end());
  CHECK(median(last, &Memory::live) < 1.1 * median(middle, &Memory::live) + 2);
  CHECK(median(last, &Memory::objects) < 1.1 * median(middle, &Memory::objects));
  CHECK(median(last, &Memory::resident) < 1.10 * median(middle, &Memory::resident) + 16);
}

}  // namespace repetend::test

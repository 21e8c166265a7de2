// Files dropped on the window, and those it writes.
#include <QDropEvent>
#include <QFileDialog>
#include <QImage>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QSettings>
#include <QSvgRenderer>
#include <QTimer>
#include <set>

#include "gui/panels/banner.hpp"
#include "sim/core/error.hpp"
#include "sim/core/file.hpp"
#include "sim/formats/plan/plan_file.hpp"
#include "sim/verify/verify.hpp"
#include "tests/gui/open_window.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace repetend::test {
namespace {

void drop(QWidget& window, const std::string& file) {
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(QString::fromStdString(file))});
  QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&window, &enter);
  REQUIRE(enter.isAccepted());
  QDropEvent event(QPointF(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&window, &event);
}

// Answers the next file dialog as a person does: types the name and presses Return.
class FileDialogAnswer {
 public:
  explicit FileDialogAnswer(const QString& file) {
    QObject::connect(&timer_, &QTimer::timeout, [this, file] {
      auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
      if (!dialog) return;  // not yet
      timer_.stop();
      auto* name = dialog->findChild<QLineEdit*>();
      name->setText(file);
      QTest::keyClick(name, Qt::Key_Return);
    });
    timer_.start(5);
  }

 private:
  QTimer timer_;
};

}  // namespace

TEST_CASE("a scenario that is dropped is opened; undo goes back") {
  OpenWindow open;
  const gui::State before = open.session().state();
  drop(open.window, REPETEND_SOURCE_DIR "/scenarios/tessel/v-4.yaml");
  REQUIRE(open.settle());

  CHECK(open.window.windowTitle().startsWith(QStringLiteral("v-4.yaml")));
  open.press(Qt::Key_Z, Qt::ControlModifier);
  CHECK(open.session().state() == before);
}

TEST_CASE("problems with lanes, pairs and whole iterations are opened, drawn and looked into") {
  for (const char* name : {"pairs-4", "offload-4", "iteration-4"}) {
    OpenWindow open;
    const std::string file = std::string(REPETEND_SOURCE_DIR "/scenarios/") + name + ".yaml";
    drop(open.window, file);
    REQUIRE(eventually([&] { return open.window.windowTitle().startsWith(QLatin1String(name)); }));
    REQUIRE(open.settle());
    REQUIRE(open.session().plans().size() > 1);
    gui::ChartStyle style = open.window.chart().style();
    style.memory = style.transfers = style.critical_path = true;
    open.window.chart().set_style(style);
    open.press(Qt::Key_5, Qt::ControlModifier);
    CHECK(open.window.chart().style().lanes);
    for (int step = 0; step < 40; ++step) open.press(Qt::Key_Right);
    CHECK_FALSE(open.window.grab().isNull());
  }
}

TEST_CASE("a plan that is saved and dropped is shown beside what its problem gets today") {
  OpenWindow open;
  const TemporaryFolder folder;
  const std::string file = folder.file("mine.json");
  open.session().save_plan(3, QString::fromStdString(file));
  CHECK(verify(read_plan(file)).empty());
  drop(open.window, file);
  REQUIRE(eventually([&] { return open.session().rows().size() == 5; }));
  const gui::Row& row = open.session().rows()[4];
  CHECK(row.key == "mine.json");
  CHECK(row.metrics.makespan == open.session().rows()[3].metrics.makespan);
}

TEST_CASE("a broken file changes nothing and is answered with its line") {
  OpenWindow open;
  const gui::State before = open.session().state();
  const auto plans = open.session().plans();
  const TemporaryFolder folder;
  for (const auto& [name, content] :
       {std::pair<std::string, std::string>{"a.yaml", "devices: {count: 2\nblocks: 7"},
        {"b.json", R"({"format": "repetend-plan", "version": 1, "orders": [)"},
        {"c.yaml", std::string("\x00\xff", 2)},
        {"d.yaml", ""}}) {
    folder.write(name, content);
    drop(open.window, folder.file(name));
    REQUIRE(
        eventually([&] { return open.window.banner().message().contains(QString::fromStdString(name)); }));
    CHECK(open.session().state() == before);
    CHECK(open.session().plans() == plans);
    CHECK_FALSE(open.session().busy());
  }
  drop(open.window, folder.file("not-there.yaml"));
  REQUIRE(eventually([&] { return open.window.banner().message().contains(QStringLiteral("not-there")); }));
}

TEST_CASE("started with a file that cannot be read, the window says so beside an example") {
  OpenWindow open(gui::MainWindow::Start::empty);
  open.window.open(QStringLiteral("/nowhere/plan.json"));
  REQUIRE(eventually([&] { return open.window.chart().plans().size() == 4; }));
  CHECK(open.window.banner().message().contains(QStringLiteral("/nowhere/plan.json")));
}

TEST_CASE("a scenario is opened, saved elsewhere and found among the recent files") {
  OpenWindow open;
  QSettings().remove(QStringLiteral("recent"));
  const FileDialogAnswer opened(QStringLiteral(REPETEND_SOURCE_DIR "/scenarios/tessel/x-4.yaml"));
  open.press(Qt::Key_O, Qt::ControlModifier);
  REQUIRE(eventually([&] { return open.window.windowTitle().startsWith(QStringLiteral("x-4.yaml")); }));
  open.session().set_value(QStringLiteral("micro_batches"), QStringLiteral("5"));
  CHECK(open.window.isWindowModified());

  const TemporaryFolder folder;
  const QString copy = QString::fromStdString(folder.file("copy.yaml"));
  const FileDialogAnswer saved(copy);
  open.press(Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
  CHECK_FALSE(open.window.isWindowModified());
  CHECK(QString::fromStdString(read_file(copy.toStdString())) == open.session().state().text);

  QMenu* recent = nullptr;
  for (QMenu* menu : open.window.findChildren<QMenu*>())
    if (menu->title().contains(QStringLiteral("Recent"))) recent = menu;
  REQUIRE(recent);
  emit recent->aboutToShow();
  REQUIRE(recent->actions().size() == 2);
  CHECK(recent->actions()[0]->text() == QStringLiteral("copy.yaml"));
  recent->actions()[1]->trigger();
  REQUIRE(
      eventually([&] { return !open.session().state().text.contains(QStringLiteral("micro_batches: 5")); }));
}

TEST_CASE("the selected block's plan is saved, and what cannot be written is said") {
  OpenWindow open;
  const TemporaryFolder folder;
  open.window.chart().select(gui::GanttView::Selected{2, Instance{BlockId{1}, 0}});
  const FileDialogAnswer answer(QString::fromStdString(folder.file("plan.json")));
  open.press(Qt::Key_S, Qt::ControlModifier | Qt::AltModifier);
  const Plan plan = read_plan(folder.file("plan.json"));
  CHECK(verify(plan).empty());
  CHECK(plan.schedule == open.session().plans()[2]->plan->schedule);
  CHECK_THROWS_AS(open.session().save_scenario(QStringLiteral("/no/such/folder/a.yaml")), RequestError);
}

TEST_CASE("a plan that starts later than it is shown is saved without what it repeats with no more") {
  OpenWindow open;
  gui::Session& session = open.session();
  session.set_schedules({"1f1b"});
  REQUIRE(open.settle());
  const gui::ChartedPlan& shown = *session.plans()[0];
  REQUIRE(shown.phases);
  Plan late = *shown.plan;  // everything at twice its time
  late.start = shown.simulation.start;
  for (Time& start : late.start) start *= 2;
  const Time first = shown.phases->first, period = shown.phases->period;
  late.repetend = Repetend{2 * period, 1, 2 * first, 2 * (first + (shown.phases->repetitions - 1) * period)};
  REQUIRE(verify(late).empty());

  const TemporaryFolder folder;
  session.add_plan(QString::fromStdString(folder.write("late.json", write_plan(late))));
  REQUIRE(eventually([&] { return session.plans().size() == 2; }));
  session.save_plan(1, QString::fromStdString(folder.file("saved.json")));
  const Plan saved = read_plan(folder.file("saved.json"));
  CHECK(saved.start == session.plans()[1]->simulation.start);
  CHECK_FALSE(saved.repetend);
  CHECK(verify(saved).empty());
}

TEST_CASE("a plan that cannot run is not saved") {
  OpenWindow open;
  gui::Session& session = open.session();
  session.open_text(QStringLiteral("micro_batches: 8\ndevices: {count: 2, memory: 4}\n"
                                   "placement: {shape: v, forward: 1, backward: 2}\n"),
                    QStringLiteral("small.yaml"));
  session.set_schedules({"gpipe"});  // holds all eight micro-batches
  REQUIRE(eventually([&] { return !session.busy() && session.plans().size() == 1; }));
  REQUIRE_FALSE(session.row_of(0).feasible);
  const TemporaryFolder folder;
  const FileDialogAnswer answer(QString::fromStdString(folder.file("plan.json")));
  open.press(Qt::Key_S, Qt::ControlModifier | Qt::AltModifier);
  CHECK(open.window.banner().message().contains(QStringLiteral("out of memory")));
  CHECK(folder.entries() == 0);
}

TEST_CASE("charts are exported as PNG, SVG and PDF from the menu; another ending is refused") {
  OpenWindow open;
  const TemporaryFolder folder;
  const auto exported = [&](const std::string& name) {
    const QString file = QString::fromStdString(folder.file(name));
    const FileDialogAnswer answer(file);
    open.press(Qt::Key_E, Qt::ControlModifier);
    QFile written(file);
    return written.open(QIODevice::ReadOnly) ? written.readAll() : QByteArray();
  };
  const QImage image = QImage::fromData(exported("a.png"));
  CHECK(image.width() > 1000);
  std::set<QRgb> colours;  // from top to bottom
  for (int y = 0; y < image.height(); ++y) colours.insert(image.pixel(image.width() / 2, y));
  CHECK(colours.size() > 10);
  CHECK(QSvgRenderer(exported("a.svg")).isValid());
  CHECK(exported("a.pdf").startsWith("%PDF"));
  CHECK(exported("a.gif").isEmpty());
  CHECK(open.window.banner().message().contains(QStringLiteral(".png, .svg or .pdf")));
}

}  // namespace repetend::test

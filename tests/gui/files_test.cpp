// Files dropped on the window, and those it writes.
#include <QDropEvent>
#include <QFileDialog>
#include <QImage>
#include <QLineEdit>
#include <QMimeData>
#include <QSvgRenderer>
#include <QTimer>

#include "gui/panels/banner.hpp"
#include "sim/plan/plan_file.hpp"
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
  CHECK(image.pixelColor(image.width() / 2, image.height() / 4) != image.pixelColor(0, 0));
  CHECK(QSvgRenderer(exported("a.svg")).isValid());
  CHECK(exported("a.pdf").startsWith("%PDF"));
  CHECK(exported("a.gif").isEmpty());
  CHECK(open.window.banner().message().contains(QStringLiteral(".png, .svg or .pdf")));
}

}  // namespace repetend::test

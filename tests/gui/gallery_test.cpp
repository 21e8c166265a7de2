// The examples that come with the program.
#include "gui/panels/gallery.hpp"

#include <QAbstractItemModelTester>
#include <QListWidget>

#include "gui/lessons/lesson_panel.hpp"
#include "gui/panels/banner.hpp"
#include "tests/gui/open_window.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

TEST_CASE("the gallery shows a picture of every example and lesson, in the window's theme") {
  OpenWindow open;
  open.press(Qt::Key_G, Qt::ControlModifier);
  auto* gallery = open.window.findChild<gui::Gallery*>();
  REQUIRE(gallery);
  const QAbstractItemModelTester tester(gallery->list().model(),
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
  const int count = gallery->list().count();
  CHECK(count > static_cast<int>(open.window.lessons().lessons().size()));
  REQUIRE(eventually([&] { return gallery->painted() == count; }));
  const auto picture_of = [&](int row) {
    return gallery->list().item(row)->icon().pixmap(gallery->list().iconSize()).toImage();
  };
  const QImage blank = gui::thumbnail(nullptr, gallery->list().iconSize(), 1, false);
  for (int row = 0; row < count; ++row) {
    const QListWidgetItem& item = *gallery->list().item(row);
    INFO(item.text().toStdString());
    CHECK_FALSE(item.toolTip().isEmpty());
    CHECK(picture_of(row).size() == blank.size());
    CHECK(picture_of(row).convertedTo(blank.format()) != blank);
  }
  const QImage light = picture_of(0);
  open.window.appearance().set_theme(gui::Theme::dark);
  REQUIRE(eventually([&] { return gallery->painted() == count; }));
  CHECK(picture_of(0) != light);
}

TEST_CASE("an example and a lesson are chosen by keys") {
  OpenWindow open;
  gui::Gallery& gallery = open.window.show_gallery();
  QListWidget& list = gallery.list();
  CHECK(gallery.focusWidget() == &list);
  QTest::keyClicks(&list, QStringLiteral("zero"));
  QTest::keyClick(&list, Qt::Key_Return);
  CHECK_FALSE(gallery.isVisible());
  REQUIRE(open.settle());
  CHECK(open.session().scenario()->problem->name == "zero-bubble-4");

  open.window.show_gallery();
  QTest::keyClick(&list, Qt::Key_End);
  QTest::keyClick(&list, Qt::Key_Return);
  CHECK(open.window.lessons().lesson() == open.window.lessons().lessons().size() - 1);
  REQUIRE(eventually([&] { return open.window.lessons().ready(); }));
}

TEST_CASE("every example can be opened") {
  OpenWindow open;
  for (const gui::Example& example : open.window.show_gallery().examples()) {
    if (example.lesson) continue;
    open.window.open_example(example.resource);
    REQUIRE(open.settle());
    INFO(example.title.toStdString());
    CHECK(open.window.banner().message().isEmpty());
    CHECK_FALSE(open.session().plans().empty());
  }
}

}  // namespace repetend::test

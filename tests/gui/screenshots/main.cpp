// repetend_screenshots FOLDER [VIEW...]: every view, or those named, light and dark, as
// FOLDER/VIEW-THEME.png. QT_SCALE_FACTOR sets the density of the screen.
#include <QDir>
#include <QSettings>
#include <cstdio>

#include "tests/gui/screenshots/view.hpp"

namespace repetend::test {
namespace {

constexpr QSize window_size(1600, 950);

bool take(const View& view, gui::Theme theme, const QDir& folder) {
  QSettings().clear();  // of the view before: which panels are in front
  OpenWindow open(gui::MainWindow::Start::empty);
  open.window.resize(window_size);
  open.window.appearance().set_theme(theme);
  QWidget* const picture = open_example(open, "gpt-4") ? view.arrange(open) : nullptr;
  QTest::qWait(50);  // what is delayed until the event loop: layouts, scroll bars
  const QString file =
      folder.filePath(QStringLiteral("%1-%2.png").arg(QString::fromStdString(view.name), to_string(theme)));
  const bool taken = picture && picture->grab().save(file);
  open.window.appearance().set_font_scale(1);  // it is the whole application's
  std::printf("%s %s\n", taken ? "wrote" : "FAILED", qPrintable(file));
  return taken;
}

}  // namespace
}  // namespace repetend::test

int main(int argc, char** argv) {
  using namespace repetend;
  if (argc < 2) {
    std::fprintf(stderr, "usage: repetend_screenshots FOLDER [VIEW...]\n");
    return 2;
  }
  test::application();
  const QDir folder(QString::fromLocal8Bit(argv[1]));
  folder.mkpath(QStringLiteral("."));
  const std::vector<std::string> wanted(argv + 2, argv + argc);
  bool all = true;
  for (const test::View& view : test::views())
    if (wanted.empty() || std::ranges::find(wanted, view.name) != wanted.end())
      for (const gui::Theme theme : {gui::Theme::light, gui::Theme::dark})
        all = test::take(view, theme, folder) && all;
  return all ? 0 : 1;
}

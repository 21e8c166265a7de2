#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>

#include "gui/window/main_window.hpp"

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  QApplication::setOrganizationName(QStringLiteral("Repetend"));
  QApplication::setApplicationName(QStringLiteral("repetend-gui"));
  QApplication::setApplicationDisplayName(QStringLiteral("Repetend"));
  QApplication::setApplicationVersion(QStringLiteral(REPETEND_VERSION));
  QApplication::setStyle(QStringLiteral("Fusion"));

  QCommandLineParser parser;
  parser.setApplicationDescription(
      QStringLiteral("Explore schedules of large neural networks on the desktop."));
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addPositionalArgument(QStringLiteral("FILE"), QStringLiteral("a scenario (YAML) or a plan (JSON)"),
                               QStringLiteral("[FILE]"));
  parser.process(application);

  const QStringList files = parser.positionalArguments();
  repetend::gui::MainWindow window(files.isEmpty() ? repetend::gui::MainWindow::Start::last_session
                                                   : repetend::gui::MainWindow::Start::empty);
  if (!files.isEmpty()) window.open(QFileInfo(files.front()).absoluteFilePath());
  window.show();
  return QApplication::exec();
}

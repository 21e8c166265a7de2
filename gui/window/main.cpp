#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <cstdio>

#include "gui/window/end_signals.hpp"
#include "gui/window/main_window.hpp"
#include "repetend/version.hpp"

namespace repetend::gui {
namespace {

struct Request {
  QStringList files;
  std::optional<int> exit_code;  // all is done already
};

// Arguments are read before there is a QApplication, for it needs a display, and help and errors do not.
Request read_arguments(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  QCommandLineParser parser;
  parser.setApplicationDescription("Explore schedules of large neural networks on the desktop.");
  parser.addPositionalArgument("FILE", "a scenario (YAML) or a plan (JSON)", "[FILE]");
  const QCommandLineOption help({"h", "help"},
                                "Says this.");  // Qt's own would offer --help-all, too
  parser.addOption(help);
  const QCommandLineOption version = parser.addVersionOption();
  parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);  // as Qt's own are written
  for (const char* of_qt : {"platform", "style"}) {
    QCommandLineOption option(of_qt, {}, "name");
    option.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOption(option);
  }
  const bool read = parser.parse(QCoreApplication::arguments());
  const QStringList files = parser.positionalArguments();
  if (read && parser.isSet(version)) {
    std::printf("%s %s\n", qPrintable(QCoreApplication::applicationName()),
                qPrintable(QCoreApplication::applicationVersion()));
    return {{}, EXIT_SUCCESS};
  }
  if (read && parser.isSet(help)) {
    std::printf("%s", qPrintable(parser.helpText()));
    return {{}, EXIT_SUCCESS};
  }
  if (read && files.size() <= 1) return {files, {}};
  const QString wrong = read ? QString("expected one file, got %1").arg(files.size()) : parser.errorText();
  std::fprintf(stderr, "repetend-gui: %s; see repetend-gui --help\n", qPrintable(wrong));
  return {{}, 2};
}

// Without a display Qt prints several lines and aborts.
void refuse_without_display(QtMsgType type, const QMessageLogContext&, const QString& message) {
  if (type != QtFatalMsg) return;
  std::fprintf(stderr, "repetend-gui: there is no display to open a window on (%s)\n",
               qPrintable(message.section('\n', 0, 0)));
  std::_Exit(EXIT_FAILURE);
}

int run(int argc, char** argv) {
  QCoreApplication::setOrganizationName("Repetend");
  QCoreApplication::setApplicationName("repetend-gui");
  QCoreApplication::setApplicationVersion(REPETEND_VERSION);
  const Request request = read_arguments(argc, argv);
  if (request.exit_code) return *request.exit_code;

  const auto messages = qInstallMessageHandler(refuse_without_display);
  const QApplication application(argc, argv);
  qInstallMessageHandler(messages);
  QApplication::setApplicationDisplayName("Repetend");
  QApplication::setStyle("Fusion");

  const bool named = !request.files.isEmpty();
  MainWindow window(named ? MainWindow::Start::empty : MainWindow::Start::last_session);
  const EndSignals end;
  QObject::connect(&end, &EndSignals::received, &window, [&window](int signal) {
    window.remember();
    QApplication::exit(128 + signal);  // as a shell says it
  });
  if (named) window.open(QFileInfo(request.files.front()).absoluteFilePath());
  window.show();
  return QApplication::exec();
}

}  // namespace
}  // namespace repetend::gui

int main(int argc, char** argv) { return repetend::gui::run(argc, argv); }

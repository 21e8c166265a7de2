// The program as a process: what it says without a display, and what is left of it when it is told to end.
#include <QFile>
#include <QProcess>
#include <algorithm>
#include <csignal>

#include "gui/window/end_signals.hpp"
#include "tests/gui/open_window.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace repetend::test {
namespace {

constexpr int patience_ms = 120'000;

struct Program {
  // An empty platform: that of the display, of which there is none.
  explicit Program(const QStringList& arguments, const QString& platform = {}, const QString& settings = {}) {
    (void)application();
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const char* display : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
      environment.remove(QLatin1String(display));
    if (!platform.isEmpty()) environment.insert(QStringLiteral("QT_QPA_PLATFORM"), platform);
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), settings);
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(REPETEND_GUI_PROGRAM), arguments);
  }
  int exit_code() {
    REQUIRE(process.waitForFinished(patience_ms));
    REQUIRE(process.exitStatus() == QProcess::NormalExit);
    return process.exitCode();
  }
  std::string output() { return process.readAllStandardOutput().toStdString(); }
  std::string errors() { return process.readAllStandardError().toStdString(); }

  QProcess process;
};

QString content(const QString& name) {
  QFile file(name);
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

}  // namespace

TEST_CASE("help and version need no display") {
  Program help({QStringLiteral("--help")}), version({QStringLiteral("--version")});
  CHECK(help.exit_code() == 0);
  CHECK_THAT(help.output(), ContainsSubstring("Usage:") && ContainsSubstring("[FILE]"));
  CHECK(help.errors() == "");
  CHECK(version.exit_code() == 0);
  CHECK(version.output().starts_with("repetend-gui "));
  CHECK(version.errors() == "");
}

TEST_CASE("wrong arguments are told in one line") {
  Program option({QStringLiteral("--nonsense")}), files({QStringLiteral("a.yaml"), QStringLiteral("b.yaml")});
  CHECK(option.exit_code() == 2);
  CHECK_THAT(option.errors(), ContainsSubstring("nonsense") && ContainsSubstring("--help"));
  CHECK(files.exit_code() == 2);
  CHECK_THAT(files.errors(), ContainsSubstring("expected one file, got 2"));
}

TEST_CASE("without a display there is one error, and no abort") {
  for (const char* platform : {"", "no-such-platform"}) {
    Program program({}, QLatin1String(platform));
    CHECK(program.exit_code() == 1);
    const std::string errors = program.errors();
    CHECK(errors.starts_with("repetend-gui: there is no display"));
    CHECK(std::ranges::count(errors, '\n') == 1);
  }
}

TEST_CASE("told to end, the program keeps what is open") {
  const TemporaryFolder folder;
  const QString settings = QString::fromStdString(folder.file("Repetend/repetend-gui.conf"));
  Program program({QStringLiteral(REPETEND_SOURCE_DIR "/scenarios/tessel/v-4.yaml")},
                  QStringLiteral("offscreen"), QString::fromStdString(folder.file("")));
  const auto kept = [&] { return content(settings).contains(QStringLiteral("v-4.yaml")); };
  REQUIRE(eventually(kept));
  REQUIRE(QFile::remove(settings));  // what is there afterwards was written because of the signal
  program.process.terminate();
  CHECK(program.exit_code() == 128 + SIGTERM);
  CHECK(kept());
  CHECK(content(settings).contains(QStringLiteral("micro_batches")));
}

TEST_CASE("signals that end a program are told in the event loop, once each") {
  const auto handler = [] {
    const auto now = std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGTERM, now);
    return now;
  };
  (void)application();
  const auto before = handler();
  std::vector<int> received;
  {
    const gui::EndSignals end;
    QObject::connect(&end, &gui::EndSignals::received, [&](int signal) { received.push_back(signal); });
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
      std::raise(signal);
      CHECK(eventually([&] { return !received.empty() && received.back() == signal; }));
    }
  }
  CHECK(received == std::vector{SIGTERM, SIGINT, SIGHUP});
  CHECK((handler() == before));
}

}  // namespace repetend::test

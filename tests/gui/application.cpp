#include "tests/gui/application.hpp"

#include <QSettings>
#include <QTemporaryDir>

namespace repetend::test {

// Never destroyed: what Qt keeps in static variables would go before it.
QApplication& application() {
  static int argc = 1;
  static char name[] = "test_gui";
  static char* argv[] = {name, nullptr};
  static auto* const application = [] {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    static const QTemporaryDir settings;  // the user's own stay as they are
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
    auto* made = new QApplication(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("Repetend"));
    QApplication::setApplicationName(QStringLiteral("test_gui"));
    QApplication::setStyle(QStringLiteral("Fusion"));
    return made;
  }();
  return *application;
}

}  // namespace repetend::test

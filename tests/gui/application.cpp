#include "tests/gui/application.hpp"

namespace repetend::test {

// Never destroyed: what Qt keeps in static variables would go before it.
QApplication& application() {
  static int argc = 1;
  static char name[] = "test_gui";
  static char* argv[] = {name, nullptr};
  static auto* const application = [] {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    return new QApplication(argc, argv);
  }();
  return *application;
}

}  // namespace repetend::test

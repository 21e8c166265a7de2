#include "gui/window/main_window.hpp"

#include <QFile>

#include "tests/gui/application.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

TEST_CASE("the examples are compiled in") {
  application();
  gui::MainWindow window;
  CHECK(QFile::exists(QStringLiteral(":/scenarios/gpt-4.yaml")));
}

}  // namespace repetend::test

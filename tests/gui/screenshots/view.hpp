// What the pictures are of: the window as a person would have it after a few steps.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/gui/open_window.hpp"

namespace repetend::test {

struct View {
  std::string name;
  // Brings the window there and says what the picture is of: the window itself, or a dialog on it. Null when
  // it did not get there.
  std::function<QWidget*(OpenWindow&)> arrange;
};

const std::vector<View>& views();

// Waits until the search is done with it.
bool open_example(OpenWindow&, const char* name);

}  // namespace repetend::test

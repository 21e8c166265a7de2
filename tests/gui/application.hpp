// The one QApplication of a test program, made when the first test asks for it.
#pragma once

#include <QApplication>

namespace repetend::test {

QApplication& application();

}  // namespace repetend::test

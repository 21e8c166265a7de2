#include <array>
#include <cmath>

#include "app/chart/work_colours.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

namespace {

using Three = std::array<double, 3>;
using Matrix = std::array<Three, 3>;

// Of linear RGB: as people without red, green or blue cones see it (Machado, Oliveira and Fernandes, 2009).
constexpr Matrix any{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix no_red{
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix no_green{
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix no_blue{
    {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};
constexpr std::array eyes{any, no_red, no_green, no_blue};

Three times(const Matrix& m, const Three& v) {
  Three result{};
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t k = 0; k < 3; ++k) result[row] += m[row][k] * v[k];
  return result;
}

double linear(int channel) {
  const double c = channel / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

// OKLAB (Ottosson, 2020) of what such eyes see.
Three seen(app::Rgb colour, const Matrix& eye) {
  const auto channel = [&](int shift) { return linear(static_cast<int>(colour >> shift & 0xff)); };
  Three rgb = times(eye, {channel(16), channel(8), channel(0)});
  for (double& c : rgb) c = std::clamp(c, 0.0, 1.0);
  constexpr Matrix to_cones{{{0.4122214708, 0.5363325363, 0.0514459929},
                             {0.2119034982, 0.6806995451, 0.1073969566},
                             {0.0883024619, 0.2817188376, 0.6299787005}}};
  constexpr Matrix to_lab{{{0.2104542553, 0.7936177850, -0.0040720468},
                           {1.9779984951, -2.4285922050, 0.4505937099},
                           {0.0259040371, 0.7827717662, -0.8086757660}}};
  Three cones = times(to_cones, rgb);
  for (double& c : cones) c = std::cbrt(c);
  return times(to_lab, cones);
}

// Of those eyes that tell them apart least. About 0.02 is the least difference that is seen.
double difference(app::Rgb a, app::Rgb b) {
  double least = 1e9;
  for (const Matrix& eye : eyes) {
    const Three x = seen(a, eye), y = seen(b, eye);
    least = std::min(least, std::hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]));
  }
  return least;
}

app::Rgb backward(int stage, int last) { return app::stage_colour(stage, last, BlockKind::backward); }
app::Rgb forward(int stage, int last) { return app::stage_colour(stage, last, BlockKind::forward); }

}  // namespace

TEST_CASE("eight stages are told apart by any colour vision, and forward from backward passes") {
  constexpr int last = app::named_stages - 1;
  for (int a = 0; a <= last; ++a)
    for (int b = 0; b <= last; ++b) {
      CAPTURE(a, b);
      CHECK(difference(forward(a, last), backward(b, last)) > 0.04);
      if (a >= b) continue;
      CHECK(difference(backward(a, last), backward(b, last)) > 0.06);
      CHECK(difference(forward(a, last), forward(b, last)) > 0.03);
    }
}

TEST_CASE("of many stages neighbours and those far apart are told apart by any colour vision") {
  for (int last = app::named_stages; last < 64; ++last)
    for (int stage = 1; stage <= last; ++stage) {
      CAPTURE(last, stage);
      CHECK(difference(backward(stage - 1, last), backward(stage, last)) > 0.02);
      CHECK(difference(forward(stage, last), backward(stage, last)) > 0.09);
    }
  for (int last = app::named_stages; last < 64; ++last)
    CHECK(difference(backward(0, last), backward(last / 2, last)) > 0.1);
}

TEST_CASE("few stages have the same colours however many there are") {
  for (int last = 0; last < app::named_stages; ++last)
    for (int stage = 0; stage <= last; ++stage) CHECK(backward(stage, last) == backward(stage, 7));
}

}  // namespace repetend::test

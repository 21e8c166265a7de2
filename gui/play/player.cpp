#include "gui/play/player.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace repetend::gui {

namespace {

constexpr int frame_ms = 16;
constexpr double pixels_per_second = 80;  // at speed 1
constexpr std::array speed_steps{0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0};

}  // namespace

Player::Player(GanttView& view, QObject* parent) : QObject(parent), view_(view) {
  timer_.setInterval(frame_ms);
  timer_.setTimerType(Qt::PreciseTimer);
  connect(&timer_, &QTimer::timeout, this, &Player::tick);
  connect(&view, &GanttView::playhead_changed, this, &Player::hear);
  connect(&view, &GanttView::selection_changed, this, &Player::moved);
  connect(&view, &GanttView::plans_changed, this, &Player::moved);
}

std::shared_ptr<const ChartedPlan> Player::plan() const {
  if (view_.plans().empty()) return nullptr;
  return view_.plans()[view_.selection() ? view_.selection()->plan : 0];
}

void Player::play() {
  if (playing() || view_.plans().empty()) return;
  const Time here = view_.playhead().value_or(std::max<Time>(0, view_.scale().from));
  move_to(here < view_.end() ? here : 0);
  view_.show_time(*view_.playhead());
  since_.start();
  timer_.start();
  emit changed();
}

void Player::pause() {
  if (!playing()) return;
  timer_.stop();
  emit changed();
}

void Player::tick() {
  constexpr double nanoseconds = 1e9;
  advance(static_cast<double>(since_.nsecsElapsed()) / nanoseconds);
  since_.restart();
}

void Player::advance(double seconds) {
  if (!view_.playhead() || view_.plans().empty()) return stop();
  const bool followed = view_.in_sight(*view_.playhead());  // who pans away wants to look elsewhere
  const double step = seconds * speed_ * pixels_per_second * view_.scale().ns_per_pixel;
  const double then = std::min(exact_ + step, static_cast<double>(view_.end()));
  move_to(static_cast<Time>(std::llround(then)));
  exact_ = then;
  if (followed) view_.show_time(*view_.playhead());
  if (*view_.playhead() >= view_.end()) pause();
}

void Player::step(int moments) {
  pause();
  if (!plan()) return;
  const Time now = view_.playhead().value_or(-1);
  const auto then = moments > 0 ? next_moment(*plan(), now) : moment_before(*plan(), now);
  if (then) go_to(*then);
}

void Player::go_to(Time t) {
  pause();
  if (view_.plans().empty()) return;
  move_to(std::clamp<Time>(t, 0, view_.end()));
  view_.show_time(*view_.playhead());
}

void Player::to_end() {
  if (plan()) go_to(plan()->makespan());
}

void Player::stop() {
  pause();
  view_.set_playhead({});
}

void Player::move_to(Time t) {
  moving_ = true;
  exact_ = static_cast<double>(t);
  view_.set_playhead(t);
  moving_ = false;
}

void Player::hear() {
  if (!moving_) {
    if (!view_.playhead()) pause();
    exact_ = static_cast<double>(view_.playhead().value_or(0));
  }
  emit moved();
}

std::span<const double> Player::speeds() { return speed_steps; }

void Player::set_speed(double speed) {
  if (speed == speed_) return;
  speed_ = speed;
  emit changed();
}

void Player::change_speed(int places) {
  const auto here = std::ranges::lower_bound(speed_steps, speed_) - speed_steps.begin() + places;
  set_speed(speed_steps[static_cast<std::size_t>(
      std::clamp<std::ptrdiff_t>(here, 0, std::ssize(speed_steps) - 1))]);
}

}  // namespace repetend::gui

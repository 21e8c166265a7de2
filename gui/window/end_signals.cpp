#include "gui/window/end_signals.hpp"

#include <unistd.h>

#include <QSocketNotifier>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace repetend::gui {
namespace {

constexpr std::array end_signals{SIGTERM, SIGINT, SIGHUP};

std::array<int, 2> pipe_ends{-1, -1};  // to read from, and to write to

// A signal handler may do very little: the pipe wakes the event loop, which does the rest.
extern "C" void write_to_pipe(int signal) {
  const int before = errno;
  const auto number = static_cast<unsigned char>(signal);
  [[maybe_unused]] const auto written = ::write(pipe_ends[1], &number, sizeof number);
  errno = before;
}

}  // namespace

EndSignals::EndSignals(QObject* parent) : QObject(parent) {
  if (::pipe(pipe_ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  auto* notifier = new QSocketNotifier(pipe_ends[0], QSocketNotifier::Read, this);
  connect(notifier, &QSocketNotifier::activated, this, &EndSignals::read);
  for (std::size_t i = 0; i < end_signals.size(); ++i)
    before_[i] = std::signal(end_signals[i], write_to_pipe);
}

EndSignals::~EndSignals() {
  for (std::size_t i = 0; i < end_signals.size(); ++i) std::signal(end_signals[i], before_[i]);
  for (const int end : pipe_ends) ::close(end);
}

void EndSignals::read() {
  unsigned char number = 0;
  if (::read(pipe_ends[0], &number, sizeof number) == 1) emit received(number);
}

}  // namespace repetend::gui

// Signals that ask the program to end are told in the event loop, where files may be written.
#pragma once

#include <QObject>
#include <array>

namespace repetend::gui {

// There is one at a time, for signals are the whole process's. Its end leaves them as they were before.
class EndSignals : public QObject {
  Q_OBJECT

 public:
  explicit EndSignals(QObject* parent = nullptr);
  ~EndSignals() override;

 signals:
  void received(int signal);  // SIGTERM, SIGINT or SIGHUP

 private:
  void read();

  std::array<void (*)(int), 3> before_{};
};

}  // namespace repetend::gui

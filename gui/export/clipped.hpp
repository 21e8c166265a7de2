// This paper cuts off what is painted outside of the clip before it reaches another painter: clips that
// widgets set are ignored by QSvgGenerator and misplaced by QPdfWriter (Qt 6.4), so that parts would be
// painted over or lost.
#pragma once

#include <QPaintDevice>
#include <QPainter>
#include <memory>

namespace repetend::gui {

class ClippedPaper final : public QPaintDevice {
 public:
  // The target paints on the device; it must outlive this.
  explicit ClippedPaper(QPainter& target);
  ~ClippedPaper() override;

  QPaintEngine* paintEngine() const override;

 protected:
  int metric(PaintDeviceMetric) const override;

 private:
  class Engine;

  QPainter& target_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace repetend::gui

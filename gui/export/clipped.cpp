#include "gui/export/clipped.hpp"

#include <QPaintEngine>
#include <QPainterPath>
#include <QPainterPathStroker>

namespace repetend::gui {

// What lies inside of the clip goes on as it is, outside nowhere, and the outline of what crosses it is cut.
class ClippedPaper::Engine final : public QPaintEngine {
 public:
  explicit Engine(QPainter& target) : QPaintEngine(AllFeatures), target_(target) {}

  bool begin(QPaintDevice*) override { return true; }
  bool end() override { return true; }
  Type type() const override { return User; }

  void updateState(const QPaintEngineState& now) override {
    clips_ = now.painter()->hasClipping();
    if (clips_) clip_ = now.transform().map(now.painter()->clipPath());
    target_.setTransform(now.transform());
    target_.setPen(now.pen());
    target_.setBrush(now.brush());
    target_.setBrushOrigin(now.brushOrigin());
    target_.setFont(now.font());
    target_.setOpacity(now.opacity());
    target_.setBackground(now.backgroundBrush());
    target_.setBackgroundMode(now.backgroundMode());
    renders_smoothly_ = now.renderHints() & QPainter::Antialiasing;
    target_.setRenderHint(QPainter::Antialiasing, renders_smoothly_);
  }

  void drawPath(const QPainterPath& path) override {
    const QPen pen = target_.pen();
    const double edge = pen.style() == Qt::NoPen ? 0 : std::max(1.0, pen.widthF());
    const QRectF reach = path.boundingRect().adjusted(-edge, -edge, edge, edge);
    if (is_inside(reach)) return target_.drawPath(path);
    if (is_outside(reach)) return;
    if (target_.brush().style() != Qt::NoBrush) fill_part(path, target_.brush());
    if (pen.style() != Qt::NoPen) fill_part(outline(path, pen), pen.brush());
  }

  void drawPolygon(const QPointF* points, int count, PolygonDrawMode mode) override {
    QPainterPath path(points[0]);
    for (int k = 1; k < count; ++k) path.lineTo(points[k]);
    if (mode == PolylineMode) {
      const QBrush brush = target_.brush();
      target_.setBrush(Qt::NoBrush);
      drawPath(path);
      return target_.setBrush(brush);
    }
    path.closeSubpath();
    path.setFillRule(mode == WindingMode ? Qt::WindingFill : Qt::OddEvenFill);
    drawPath(path);
  }

  void drawRects(const QRectF* rects, int count) override {
    for (int k = 0; k < count; ++k) {
      if (target_.pen().style() == Qt::NoPen && is_inside(rects[k])) {
        target_.drawRect(rects[k]);
        continue;
      }
      QPainterPath path;
      path.addRect(rects[k]);
      drawPath(path);
    }
  }

  void drawPixmap(const QRectF& place, const QPixmap& pixmap, const QRectF& part) override {
    const QRectF seen = place & target_.transform().inverted().mapRect(limits(place));
    if (seen.isEmpty()) return;
    const double x = part.width() / place.width(), y = part.height() / place.height();
    target_.drawPixmap(
        seen, pixmap,
        QRectF(part.left() + (seen.left() - place.left()) * x, part.top() + (seen.top() - place.top()) * y,
               seen.width() * x, seen.height() * y));
  }

  void drawTextItem(const QPointF& at, const QTextItem& item) override {
    const QRectF reach(at.x(), at.y() - item.ascent(), item.width(), item.ascent() + item.descent());
    if (is_outside(reach)) return;
    QFont font = item.font();
    font.setUnderline(item.renderFlags() & QTextItem::Underline);
    if (is_inside(reach)) {
      target_.setFont(font);
      return target_.drawText(at, item.text());
    }
    QPainterPath letters;
    letters.addText(at, font, item.text());
    target_.setRenderHint(QPainter::Antialiasing);  // as text always is
    fill_part(letters, target_.pen().brush());
    target_.setRenderHint(QPainter::Antialiasing, renders_smoothly_);
  }

 private:
  // On the device; that of the window's own parts comes from the system.
  QRectF limits(const QRectF& place) const {
    QRectF result = target_.transform().mapRect(place);
    if (clips_) result &= clip_.boundingRect();
    if (const QRegion system = systemClip(); !system.isEmpty()) result &= system.boundingRect();
    return result;
  }
  bool is_outside(const QRectF& reach) const { return limits(reach).isEmpty(); }
  bool is_inside(const QRectF& reach) const {
    const QRectF on_device = target_.transform().mapRect(reach);
    return (!clips_ || clip_.contains(on_device)) &&
           (systemClip().isEmpty() || QRectF(systemClip().boundingRect()).contains(on_device));
  }

  static QPainterPath outline(const QPainterPath& path, const QPen& pen) {
    QPainterPathStroker stroker(pen);
    if (pen.widthF() <= 0) stroker.setWidth(1);
    return stroker.createStroke(path);
  }

  void fill_part(const QPainterPath& path, const QBrush& brush) {
    QPainterPath part = target_.transform().map(path);
    if (clips_) part = part.intersected(clip_);
    if (const QRegion system = systemClip(); !system.isEmpty()) {
      QPainterPath region;
      region.addRegion(system);
      part = part.intersected(region);
    }
    target_.save();
    target_.resetTransform();
    target_.fillPath(part, brush);
    target_.restore();
  }

  QPainter& target_;
  bool clips_ = false, renders_smoothly_ = false;
  QPainterPath clip_;  // on the device
};

ClippedPaper::ClippedPaper(QPainter& target) : target_(target), engine_(std::make_unique<Engine>(target)) {}
ClippedPaper::~ClippedPaper() = default;

QPaintEngine* ClippedPaper::paintEngine() const { return engine_.get(); }

// It has the target's size and density, but for what QPdfWriter says of printers.
int ClippedPaper::metric(PaintDeviceMetric what) const {
  if (what == PdmDevicePixelRatio) return 1;
  if (what == PdmDevicePixelRatioScaled) return static_cast<int>(devicePixelRatioFScale());
  if (what == PdmPhysicalDpiX) what = PdmDpiX;
  if (what == PdmPhysicalDpiY) what = PdmDpiY;
  struct Target : QPaintDevice {
    using QPaintDevice::metric;
  };
  return (target_.device()->*&Target::metric)(what);
}

}  // namespace repetend::gui

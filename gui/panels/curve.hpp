// The curve shows the search at work: the best so far and the bound over time, and the gap between them.
#pragma once

#include <QWidget>

#include "gui/session/session.hpp"

namespace repetend::gui {

class Curve : public QWidget {
  Q_OBJECT

 public:
  explicit Curve(const Session&, QWidget* parent = nullptr);
  void set_dark(bool dark);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent*) override;

 private:
  struct Words {
    QString text;
    QColor colour;
  };
  void paint_words(QPainter&, QRectF& place, Qt::Edge, const Words& left, const Words& right) const;

  const Session& session_;
  bool dark_ = false;
};

}  // namespace repetend::gui

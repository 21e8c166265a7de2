// The appearance of the whole application is light or dark, and has a size of text. Qt's colours are made
// from the palette of the charts.
#pragma once

#include <QObject>

namespace repetend::gui {

enum class Theme { system, light, dark };
QString to_string(Theme);
Theme theme_from(const QString&);  // anything unknown: system

class Appearance : public QObject {
  Q_OBJECT

 public:
  explicit Appearance(QObject* parent);

  Theme theme() const { return theme_; }
  void set_theme(Theme theme) { set(theme, font_scale_); }
  bool is_dark() const;
  qreal font_scale() const { return font_scale_; }
  void set_font_scale(qreal scale) { set(theme_, scale); }
  void set(Theme, qreal font_scale);
  void follow_system();  // whose theme may have changed
  void apply();

 signals:
  void changed(bool dark);

 private:
  Theme theme_ = Theme::system;
  qreal font_scale_ = 1;
  qreal font_points_;  // the system's
};

}  // namespace repetend::gui

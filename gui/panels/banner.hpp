// The banner is a quiet line above the charts that says what went wrong, never a box that must be answered.
#pragma once

#include <QFrame>

class QLabel;
class QTimer;

namespace repetend::gui {

class Banner : public QFrame {
  Q_OBJECT

 public:
  explicit Banner(QWidget* parent = nullptr);
  // lasting: until hide_message(); otherwise it goes by itself after a while. A click tells clicked().
  void show_message(const QString& words, bool lasting);
  void show_note(const QString& words);  // what went well; goes by itself
  void hide_message();
  QString message() const;  // empty when hidden
  void set_dark(bool dark);

 signals:
  void clicked();

 protected:
  void mousePressEvent(QMouseEvent*) override { emit clicked(); }

 private:
  QLabel* label_;
  QTimer* timer_;
};

}  // namespace repetend::gui

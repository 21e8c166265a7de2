// A field is one quantity of the scenario: its name, its value as text, and a slider. What is typed is
// written into the scenario as it stands; what is dragged, as the field's scale says.
#pragma once

#include <QWidget>
#include <functional>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QSlider;
class QToolButton;

namespace repetend::gui {

// What a field shows: its slider has positions 0 .. steps, each for a value as the scenario writes it.
struct Shown {
  int steps = 100;
  std::function<QString(int position)> value;
  int position = 0;  // where it stands
  QString words;     // what is written beside it
};

class Field : public QWidget {
  Q_OBJECT

 public:
  Field(const QString& name, const QString& title, const QString& tip, QWidget* parent = nullptr);

  void put_beside_title(QWidget*);

  // set: it is a setting that can be taken back. A field in use is left alone.
  void show_value(Shown, bool set);
  void set_available(bool available, const QString& why_not = {});

  QSlider& slider() { return *slider_; }
  QLineEdit& edit() { return *edit_; }

 signals:
  void changed(QString value);  // to write; empty: take the setting back
  void let_go();                // the end of a gesture

 protected:
  void changeEvent(QEvent*) override;

 private:
  void fit_to_font();
  void moved(int position);
  void typed();

  QHBoxLayout* heading_;
  QLabel* title_;
  QLineEdit* edit_;
  QToolButton* reset_;
  QSlider* slider_;
  Shown shown_;
  QString tip_;
  bool showing_ = false;
};

}  // namespace repetend::gui

// The box asks a question of a lesson, checks what is answered, and says why. Retrying is always possible.
#pragma once

#include <QGroupBox>

#include "gui/lessons/lesson.hpp"

class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace repetend::gui {

class QuestionBox : public QGroupBox {
  Q_OBJECT

 public:
  explicit QuestionBox(QWidget* parent = nullptr);

  void ask(const LessonQuestion&, const PreparedStep&);
  bool answered() const { return answered_; }  // rightly

 private:
  void show_choices(const std::vector<std::string>&);
  void check_number();
  void judge(bool right);

  LessonQuestion question_;
  PreparedStep step_;
  bool answered_ = false;
  QLabel* asked_;
  QWidget* number_row_;
  QLineEdit* number_;
  QVBoxLayout* choices_;
  QLabel* verdict_;
};

}  // namespace repetend::gui

#include "gui/lessons/question_box.hpp"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

#include "gui/lessons/facts.hpp"

namespace repetend::gui {
namespace {

QLabel* wrapped_label() {
  auto* label = new QLabel;
  label->setWordWrap(true);
  label->setTextFormat(Qt::MarkdownText);
  return label;
}

}  // namespace

QuestionBox::QuestionBox(QWidget* parent)
    : QGroupBox(tr("Question"), parent), asked_(wrapped_label()), verdict_(wrapped_label()) {
  auto* column = new QVBoxLayout(this);
  column->addWidget(asked_);
  choices_ = new QVBoxLayout;
  column->addLayout(choices_);
  number_row_ = new QWidget;
  auto* row = new QHBoxLayout(number_row_);
  row->setContentsMargins(0, 0, 0, 0);
  number_ = new QLineEdit;
  number_->setAccessibleName(tr("Your answer"));
  number_->setObjectName("answer");
  number_->setToolTip(tr("A number, with a unit if you like: Return checks it"));
  auto* check = new QPushButton(tr("Chec&k"));
  row->addWidget(number_, 1);
  row->addWidget(check);
  column->addWidget(number_row_);
  column->addWidget(verdict_);
  verdict_->setObjectName("verdict");
  connect(number_, &QLineEdit::returnPressed, this, &QuestionBox::check_number);
  connect(check, &QPushButton::clicked, this, &QuestionBox::check_number);
}

void QuestionBox::ask(const LessonQuestion& question, const PreparedStep& step) {
  question_ = question;
  step_ = step;
  answered_ = false;
  asked_->setText(QString::fromStdString(step.ask));
  verdict_->clear();
  number_->clear();
  number_row_->setVisible(question.choices.empty());
  const auto words = QString::fromStdString(in_words(step.answer));
  const QString unit = words.section(' ', 1);
  number_->setPlaceholderText(unit.isEmpty() ? tr("a number") : tr("a number, in %1").arg(unit));
  show_choices(question.choices);
}

void QuestionBox::show_choices(const std::vector<std::string>& choices) {
  while (QLayoutItem* item = choices_->takeAt(0)) {
    item->widget()->deleteLater();
    delete item;
  }
  for (const std::string& choice : choices) {
    auto* button = new QRadioButton(QString::fromStdString(choice));
    button->setObjectName("choice " + QString::fromStdString(choice));
    connect(button, &QRadioButton::clicked, this, [this, choice] { judge(choice == step_.answer.word); });
    choices_->addWidget(button);
  }
}

void QuestionBox::check_number() {
  const auto answer = read_answer(number_->text().toStdString(), step_.answer);
  if (!answer)
    return verdict_->setText(
        tr("That is no number of the kind asked for: %1.").arg(number_->placeholderText()));
  judge(is_right(*answer, step_.answer, question_.tolerance));
}

void QuestionBox::judge(bool right) {
  const QString more = QString::fromStdString(right ? step_.explanation : step_.hint);
  verdict_->setText((right ? tr("**Right.** ") : tr("**Not yet.** ")) + more);
  answered_ = answered_ || right;
}

}  // namespace repetend::gui

// Somebody who tries everything in the window, in a random order given by a seed: real events wherever a
// person would cause them.
#pragma once

#include <QTimer>
#include <random>

#include "gui/window/main_window.hpp"
#include "tests/support/problems.hpp"

class QAbstractButton;
class QComboBox;

namespace repetend::test {

class RandomPerson {
 public:
  // What is saved and exported goes to the folder.
  RandomPerson(gui::MainWindow&, std::uint64_t seed, std::string folder);

  std::string act();  // one thing; tells which

 private:
  void open_example();
  void use_menu();
  void press_in_chart();
  void use_mouse_in_chart();
  void zoom_by_wheel();
  void use_field();
  void edit_text();
  void edit_block();
  void choose_schedule();
  void choose_in_list();
  void press_button();
  void go_back_and_forth();
  void play();
  void drop_file();
  void type_anywhere();
  void resize();

  void answer_dialog();

  int below(int count) { return static_cast<int>(uniform(random_, 0, count - 1)); }
  template <class List>
  auto any_of(const List& list) {
    return *(std::begin(list) + below(static_cast<int>(std::size(list))));
  }
  template <class Widget>
  QList<Widget*> visible();
  QPoint somewhere(const QWidget&);
  void type(QWidget&, const QString&);

  gui::MainWindow& window_;
  std::mt19937_64 random_;
  std::string folder_;
  int written_ = 0;
  QTimer dialogs_;
};

}  // namespace repetend::test

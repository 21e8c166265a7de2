// This table of the menus and the tools above the charts says what each does, with its words and its keys.
// The charts' own keys are in gui/view/gantt_keys.cpp.
#pragma once

#include "gui/window/appearance.hpp"
#include "gui/window/files.hpp"
#include "gui/window/workspace.hpp"

namespace repetend::gui {

class MainWindow;

class Menus {
  Q_DECLARE_TR_FUNCTIONS(Menus)

 public:
  Menus(MainWindow&, Workspace&, Files&, Appearance&);

 private:
  QMenu& add_menu(const QString& title);
  QAction* add(QMenu&, const QString& text, const QKeySequence&, const QString& tip,
               std::function<void()> act);
  QAction* add_choice(QMenu&, const QString& text, const QKeySequence&, const QString& tip,
                      std::function<void()> act, std::function<bool()> chosen);
  QAction* add_switch(QMenu&, const QString& text, const QKeySequence&, const QString& tip,
                      bool ChartStyle::*flag);

  void add_file_menu();
  void add_export_menu(QMenu&);
  void add_edit_menu();
  void add_view_menu();
  void add_colour_menu(QMenu&);
  void add_text_and_theme(QMenu&);
  void add_plan_menu();
  void fill_references(QMenu&);
  void add_play_menu();
  void add_learn_menu();
  void add_help_menu();
  void add_toolbar();

  void close_plan();
  void reset_orders();
  void copy_table(bool markdown) const;
  void show_keys();
  void show_about();

  MainWindow& window_;
  Workspace& work_;
  Files& files_;
  Appearance& appearance_;
  QList<QAction*> tools_;  // of the toolbar; null: a separator
};

}  // namespace repetend::gui

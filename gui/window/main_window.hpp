// The window: one session, the views of it, and the actions on it. What it shows and does is spread over
//   main_window.cpp  how views and session are connected      actions.cpp     menus and keys
//   layout.cpp       panels and where they stand               files.cpp       opening, saving, dropping
//   remembered.cpp,
//   reopened.cpp     what the next start brings back           appearance.cpp  theme and size of text
//   learn.cpp        lessons and the gallery             play.cpp        the player
//   toolbar.cpp      the tools above the charts
#pragma once

#include <QMainWindow>
#include <functional>

#include "gui/session/session.hpp"
#include "gui/view/gantt_view.hpp"
#include "gui/window/theme.hpp"

class QLabel;
class QLineEdit;
class QTableView;

namespace repetend::gui {

class Banner;
class Curve;
class Gallery;
class LessonPanel;
class MetricsModel;
class MetricsTable;
class PlayBar;
class TextEditor;

class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  // example: a useful one; last_session: what was open then, an example the first time; empty: to open() a
  // file. All but example take up the window's place, panels and style of the last session.
  enum class Start { example, last_session, empty };
  explicit MainWindow(Start = Start::example);
  ~MainWindow() override;

  Session& session() { return *session_; }
  GanttView& chart() { return *chart_; }
  Banner& banner() { return *banner_; }
  MetricsTable& table() { return *table_; }
  LessonPanel& lessons() { return *lessons_; }
  PlayBar& play() { return *play_; }

  void open(const QString& file);  // a scenario or a plan
  void open_example(const QString& resource);
  void start_lesson(std::size_t);
  Gallery& show_gallery();

  // A panel that can be docked, folded away and brought back from the View menu.
  QDockWidget* add_panel(const QString& name, const QString& title, QWidget*, Qt::DockWidgetArea);

  void set_theme(Theme);
  Theme theme() const { return theme_; }
  void set_font_scale(qreal);
  qreal font_scale() const { return font_scale_; }

  void remember() const;  // for the next start

 signals:
  void appearance_changed(bool dark);

 protected:
  void dragEnterEvent(QDragEnterEvent*) override;
  void dropEvent(QDropEvent*) override;
  void closeEvent(QCloseEvent*) override;
  void changeEvent(QEvent*) override;

 private:
  void make_views();
  void make_panels();
  QTableView* make_block_table();
  void make_status();
  void make_actions();
  void make_file_menu();
  void make_edit_menu();
  void make_view_menu();
  void make_plan_menu();
  void make_play_menu();
  void make_learn_menu();
  void make_help_menu();
  void make_toolbar();
  QAction* add_action(QMenu*, const QString& text, const QKeySequence&, const QString& tip,
                      std::function<void()> act);
  QAction* add_switch(QMenu*, const QString& text, const QKeySequence&, const QString& tip,
                      bool ChartStyle::*flag);

  void connect_session();
  void show_plans();
  void show_title();
  void show_status();
  void show_failure(const QString& message, int line);
  void open_first_example();
  void change_style(const std::function<void(ChartStyle&)>&);
  void find_next();
  void show_keys();
  void show_about();
  void copy_table(bool markdown);
  void close_plan();
  void reset_orders();

  std::size_t current_plan() const;  // that save and reorder by key mean; 0 when there is none
  QString plan_title(std::size_t plan) const;

  void ask_open();
  void ask_add_plan();
  bool save();
  bool save_as();
  void save_plan();
  void make_export_menu(QMenu*);
  void export_charts(const QString& file);
  void export_table(const QString& file);
  void export_picture(const QString& what, const std::function<void(const QString& file)>& write);
  void add_recent(const QString& file);
  void fill_recent(QMenu*);
  void restore_window();
  void remember_document() const;
  void remember_view() const;
  bool restore_document();
  void restore_view();

  void apply_appearance();

  Session* session_;
  GanttView* chart_ = nullptr;
  Banner* banner_ = nullptr;
  MetricsModel* model_ = nullptr;
  MetricsTable* table_ = nullptr;
  TextEditor* editor_ = nullptr;
  Curve* curve_ = nullptr;
  LessonPanel* lessons_ = nullptr;
  PlayBar* play_ = nullptr;
  Gallery* gallery_ = nullptr;  // null until it is first shown
  QLineEdit* find_ = nullptr;
  QLabel* title_ = nullptr;
  QLabel* results_ = nullptr;
  QLabel* errors_ = nullptr;
  QMenu* view_menu_ = nullptr;
  QMenu* panels_menu_ = nullptr;
  bool failure_shown_ = false;  // of the scenario's text, in the banner
  QList<QAction*> tools_;       // of the toolbar; null: a separator

  Theme theme_ = Theme::system;
  qreal font_scale_ = 1;
  qreal font_points_ = 0;  // the system's
};

}  // namespace repetend::gui

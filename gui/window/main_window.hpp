// The window joins a session, the views of it, files, menus and what the next start brings back.
#pragma once

#include <QMainWindow>

#include "gui/window/appearance.hpp"
#include "gui/window/files.hpp"
#include "gui/window/last_session.hpp"
#include "gui/window/menus.hpp"
#include "gui/window/workspace.hpp"

class QLabel;

namespace repetend::gui {

class Gallery;

class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  // example: a useful one; last_session: what was open then, an example the first time; empty: to open() a
  // file. All but example take up the window's place, panels and style of the last session.
  enum class Start { example, last_session, empty };
  explicit MainWindow(Start = Start::example);

  Session& session() { return work_.session; }
  GanttView& chart() { return work_.chart; }
  Banner& banner() { return work_.banner; }
  MetricsTable& table() { return work_.table; }
  LessonPanel& lessons() { return work_.lessons; }
  PlayBar& play() { return work_.play; }
  Appearance& appearance() { return appearance_; }

  void open(const QString& file) { work_.session.open_file(file); }  // a scenario or a plan
  void open_example(const QString& resource) { files_.open_example(resource); }
  void start_lesson(std::size_t);
  Gallery& show_gallery();

  void remember() { last_session_.remember(); }  // for the next start

 protected:
  void dragEnterEvent(QDragEnterEvent*) override;
  void dropEvent(QDropEvent*) override;
  void closeEvent(QCloseEvent*) override;
  void changeEvent(QEvent*) override;

 private:
  void add_status();
  void connect_session();
  void connect_views();
  void take_appearance(bool dark);
  void show_plans();
  void show_title();
  void show_status();
  void show_failure(const QString& message, int line);
  // To see when nothing else can be shown.
  void open_first_example() { open_example(":/scenarios/gpt-4.yaml"); }

  Workspace work_{*this};
  Appearance appearance_{nullptr};
  Files files_{work_};
  Menus menus_;
  LastSession last_session_;
  Gallery* gallery_ = nullptr;  // null until it is first shown
  QLabel* title_ = nullptr;
  QLabel* errors_ = nullptr;
  QLabel* results_ = nullptr;
  bool failure_shown_ = false;  // of the scenario's text, in the banner
};

}  // namespace repetend::gui

// The editor shows the scenario as text, coloured, with what is wrong underlined. Undo is the session's, for
// text and fields alike.
#pragma once

#include <QPlainTextEdit>

#include "gui/session/session.hpp"

namespace repetend::gui {

class YamlHighlighter;

class TextEditor : public QPlainTextEdit {
  Q_OBJECT

 public:
  explicit TextEditor(Session&, QWidget* parent = nullptr);
  void set_dark(bool dark);
  void show_line(int line);  // from 1: puts the cursor there

 protected:
  void keyPressEvent(QKeyEvent*) override;
  bool event(QEvent*) override;

 private:
  void take_font();  // of one width, in the size of all other text
  void take_text();
  void mark(const QString& message, int line);

  Session& session_;
  YamlHighlighter* highlighter_;
  bool taking_ = false;  // the session's text, which must not go back to it
  int wrong_line_ = 0;
  QString message_;
};

}  // namespace repetend::gui

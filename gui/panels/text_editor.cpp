#include "gui/panels/text_editor.hpp"

#include <QApplication>
#include <QFontDatabase>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QRegularExpression>
#include <QSyntaxHighlighter>
#include <QTextBlock>
#include <QToolTip>
#include <algorithm>

#include "gui/chart/data/chart_style.hpp"

namespace repetend::gui {
namespace {

// Only the part of `now` that differs from `before` is replaced, so that the cursor and the scroll position
// of the rest stay.
struct Difference {
  int begin = 0, removed = 0;
  QString added;
};
Difference difference(const QString& before, const QString& now) {
  const auto shorter = std::min(before.size(), now.size());
  const auto front =
      std::mismatch(before.begin(), before.begin() + shorter, now.begin()).first - before.begin();
  qsizetype back = 0;
  while (back < shorter - front && before[before.size() - 1 - back] == now[now.size() - 1 - back]) ++back;
  return {static_cast<int>(front), static_cast<int>(before.size() - front - back),
          now.mid(front, now.size() - front - back)};
}

}  // namespace

// Keys, quoted text, numbers with their units and comments have a colour each.
class YamlHighlighter : public QSyntaxHighlighter {
 public:
  using QSyntaxHighlighter::QSyntaxHighlighter;

  void set_dark(bool dark) {
    dark_ = dark;
    rehighlight();
  }

 protected:
  void highlightBlock(const QString& line) override {
    static const QRegularExpression token(
        R"((?<comment>(?:^|\s)#.*$)|(?<key>[\w.*?+-]+(?=\s*:(?:\s|$)))|(?<quoted>"[^"]*"|'[^']*')|(?<number>(?<![\w.])[+-]?\d+(?:\.\d+)?\s?(?:[munkKMGT]?i?[sB]?(?:/s)?|bit/s)(?![\w.])))");
    const Palette& colours = palette(dark_);
    const auto paint = [&](const QRegularExpressionMatch& match, const QString& group, const QColor& colour) {
      const auto at = match.capturedStart(group);
      if (at < 0) return;
      QTextCharFormat format;
      format.setForeground(colour);
      setFormat(static_cast<int>(at), static_cast<int>(match.capturedLength(group)), format);
    };
    for (auto matches = token.globalMatch(line); matches.hasNext();) {
      const QRegularExpressionMatch match = matches.next();
      paint(match, "comment", colours.quiet);
      paint(match, "key", colours.accent);
      paint(match, "quoted", colours.worse);
      paint(match, "number", colours.better);
    }
  }

 private:
  bool dark_ = false;
};

TextEditor::TextEditor(Session& session, QWidget* parent) : QPlainTextEdit(parent), session_(session) {
  highlighter_ = new YamlHighlighter(document());
  setUndoRedoEnabled(false);
  setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
  setTabChangesFocus(true);
  setFrameShape(NoFrame);
  take_font();
  setAccessibleName(tr("The scenario as text"));
  connect(&session, &Session::state_changed, this, &TextEditor::take_text);
  connect(&session, &Session::failed, this, &TextEditor::mark);
  connect(this, &QPlainTextEdit::textChanged, this, [this] {
    if (!taking_) session_.set_text(toPlainText());
  });
  take_text();
}

void TextEditor::take_font() {
  QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
  fixed.setPointSizeF(QApplication::font().pointSizeF());
  setFont(fixed);
}

void TextEditor::set_dark(bool dark) {
  highlighter_->set_dark(dark);
  mark(message_, wrong_line_);
}

void TextEditor::take_text() {
  const QString before = toPlainText();
  const QString& now = session_.state().text;
  if (before == now) return;
  const Difference change = difference(before, now);
  taking_ = true;
  QTextCursor cursor(document());
  cursor.setPosition(change.begin);
  cursor.setPosition(change.begin + change.removed, QTextCursor::KeepAnchor);
  cursor.insertText(change.added);
  taking_ = false;
}

void TextEditor::mark(const QString& message, int line) {
  message_ = message;
  wrong_line_ = line;
  const QTextBlock block = document()->findBlockByNumber(line - 1);
  QList<QTextEdit::ExtraSelection> marks;
  if (line > 0 && block.isValid()) {
    const Palette& colours = gui::palette(QWidget::palette().color(QPalette::Base).lightness() < 128);
    QTextEdit::ExtraSelection mark;
    mark.cursor = QTextCursor(block);
    mark.cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    mark.format.setUnderlineColor(colours.limit);
    mark.format.setToolTip(message);
    marks << mark;
  }
  setExtraSelections(marks);
}

void TextEditor::show_line(int line) {
  const QTextBlock block = document()->findBlockByNumber(line - 1);
  if (!block.isValid()) return;
  setTextCursor(QTextCursor(block));
  centerCursor();
}

// Undo and redo are left to the window's actions.
void TextEditor::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Undo) || event->matches(QKeySequence::Redo)) return event->ignore();
  QPlainTextEdit::keyPressEvent(event);
}

bool TextEditor::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride) {
    auto* key = static_cast<QKeyEvent*>(event);
    if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
      event->ignore();
      return false;
    }
  }
  if (event->type() == QEvent::ApplicationFontChange) take_font();
  if (event->type() == QEvent::ToolTip) {
    auto* help = static_cast<QHelpEvent*>(event);
    const int line = cursorForPosition(viewport()->mapFrom(this, help->pos())).blockNumber() + 1;
    if (line == wrong_line_)
      QToolTip::showText(help->globalPos(), message_, this);
    else
      QToolTip::hideText();
    return true;
  }
  return QPlainTextEdit::event(event);
}

}  // namespace repetend::gui

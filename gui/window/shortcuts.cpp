#include "gui/window/shortcuts.hpp"

#include <QDialogButtonBox>
#include <QMenu>
#include <QTextBrowser>
#include <QVBoxLayout>
#include <array>

namespace repetend::gui {
namespace {

struct Key {
  const char* keys;
  const char* does;
};
constexpr std::array chart_keys{
    Key{"W, S, Ctrl+wheel", "zoom in and out at the pointer"},
    Key{"A, D, Shift+drag", "move left and right"},
    Key{"Home, End", "the beginning, the end"},
    Key{"F", "fit what is selected, then everything"},
    Key{". , or arrows", "select the next or previous instance; up and down: on another device"},
    Key{"M", "measure: once at each of two points"},
    Key{"Space", "play and pause"},
    Key{"Click on the time axis", "put the playhead there"},
    Key{"Enter", "fold the selected plan away, or show it again"},
    Key{"Click on a device's name", "show the lanes it has besides the computing one, or fold them away"},
    Key{"Drag a block", "move it to another place in its device's order"},
    Key{"Ctrl+Left, Ctrl+Right", "the same by key: the selected instance one place earlier or later"},
    Key{"Click", "select, and show what it waited for and what waits for it"},
    Key{"Esc", "select nothing, stop measuring or dragging; then take the playhead away"},
};

QString line(const QString& keys, const QString& does) {
  return QString("<tr><td width=\"38%\"><b>%1</b></td><td>%2</td></tr>")
      .arg(keys.toHtmlEscaped(), does.toHtmlEscaped());
}

// within: the menu that the menu is in, if it is not the bar's.
QString lines(const QMenu& menu, const QString& within = {}) {
  QString result;
  for (const QAction* action : menu.actions()) {
    const QString name = action->text().remove('&').remove(" ...");
    if (action->menu())
      result += lines(*action->menu(), name + ": ");
    else if (!action->shortcut().isEmpty())
      result += line(action->shortcut().toString(QKeySequence::NativeText),
                     within + (within.isEmpty() ? name : name.toLower()));
  }
  return result;
}

QString table(const QString& title, const QString& rows) {
  return QString("<h3>%1</h3><table width=\"100%\" cellpadding=\"2\">%2</table>").arg(title, rows);
}

}  // namespace

Shortcuts::Shortcuts(const QMenuBar& bar, QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("Keys"));
  QString rows;
  for (const Key& key : chart_keys) rows += line(tr(key.keys), tr(key.does));
  QString html = table(tr("In the charts"), rows);
  for (const QAction* action : bar.actions())
    if (const QString found = lines(*action->menu()); !found.isEmpty())
      html += table(action->text().remove('&'), found);
  auto* column = new QVBoxLayout(this);
  auto* text = new QTextBrowser;
  text->setHtml(html);
  column->addWidget(text);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  column->addWidget(buttons);
  const int em = fontMetrics().height();
  resize(40 * em, 46 * em);
}

}  // namespace repetend::gui

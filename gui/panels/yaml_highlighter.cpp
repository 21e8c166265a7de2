#include "gui/panels/yaml_highlighter.hpp"

#include <QRegularExpression>

#include "gui/chart/data/palette.hpp"

namespace repetend::gui {

void YamlHighlighter::set_dark(bool dark) {
  dark_ = dark;
  rehighlight();
}

void YamlHighlighter::highlightBlock(const QString& line) {
  static const QRegularExpression token(QStringLiteral(
      R"((?<comment>(?:^|\s)#.*$)|(?<key>[\w.*?+-]+(?=\s*:(?:\s|$)))|(?<quoted>"[^"]*"|'[^']*')|(?<number>(?<![\w.])[+-]?\d+(?:\.\d+)?\s?(?:[munkKMGT]?i?[sB]?(?:/s)?|bit/s)(?![\w.])))"));
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
    paint(match, QStringLiteral("comment"), colours.quiet);
    paint(match, QStringLiteral("key"), colours.accent);
    paint(match, QStringLiteral("quoted"), colours.worse);
    paint(match, QStringLiteral("number"), colours.better);
  }
}

}  // namespace repetend::gui

// Colours for a scenario's YAML: keys, quoted text, numbers with their units, comments.
#pragma once

#include <QSyntaxHighlighter>

namespace repetend::gui {

class YamlHighlighter : public QSyntaxHighlighter {
 public:
  using QSyntaxHighlighter::QSyntaxHighlighter;
  void set_dark(bool dark);

 protected:
  void highlightBlock(const QString& line) override;

 private:
  bool dark_ = false;
};

}  // namespace repetend::gui

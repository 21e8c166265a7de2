#include "gui/play/moment_text.hpp"

#include <algorithm>
#include <array>

#include "gui/chart/data/words.hpp"

namespace repetend::gui {

namespace {

constexpr std::size_t told_lines = 40;

class Lines {
 public:
  Lines(QStringList& words, QString& html) : words_(words), html_(html) {}

  void add(QChar sign, const QColor& colour, const QString& words) {
    words_ << words;
    html_ += QString("<div><span style=\"color:%1\">%2</span>&nbsp; %3</div>")
                 .arg(colour.name(), QString(sign), words.toHtmlEscaped());
  }
  void more(std::size_t all, const QColor& colour) {
    if (all > told_lines) add(QChar(u'\u2026'), colour, QString("and %1 more").arg(all - told_lines));
  }

 private:
  QStringList& words_;
  QString& html_;
};

void add_happening(Lines& lines, const ChartedPlan& plan, const Happening& h, const ChartStyle& style) {
  constexpr std::array signs{u'\u25a0', u'\u21e5', u'\u2192', u'\u25b6'};  // by Happening::What
  const bool of_link = h.what == Happening::What::arrival || h.what == Happening::What::sending;
  lines.add(signs[static_cast<std::size_t>(h.what)],
            of_link ? palette(style.dark).transfer
                    : QColor(plan.colours_by(style.colour_by).of(plan.at(MachineId{h.row}, h.k))),
            words(plan, h));
}

}  // namespace

MomentText moment_text(const ChartedPlan& plan, Time moment, const ChartStyle& style) {
  const Palette& colours = palette(style.dark);
  MomentText result;
  Lines what(result.happening, result.happening_html), why(result.waiting, result.waiting_html);
  const auto happened = happenings(plan, moment);
  for (std::size_t k = 0; k < std::min(happened.size(), told_lines); ++k)
    add_happening(what, plan, happened[k], style);
  what.more(happened.size(), colours.quiet);
  if (moment >= plan.makespan()) what.add(QChar(u'\u25c6'), colours.quiet, last_words(plan));
  const auto waits = waiting(plan, moment);
  for (std::size_t k = 0; k < std::min(waits.size(), told_lines); ++k)
    why.add(QChar(u'\u25a8'), colours.of(waits[k].why->cause),
            describe(plan, waits[k].device, *waits[k].why, moment));
  why.more(waits.size(), colours.quiet);
  if (waits.empty()) {
    const bool over = moment >= plan.makespan();
    why.add(QChar(u'\u25a1'), colours.quiet, over ? "nothing is left to run" : "no device waits");
  }
  return result;
}

}  // namespace repetend::gui

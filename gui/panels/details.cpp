#include "gui/panels/details.hpp"

#include <algorithm>

#include "gui/chart/data/dependencies.hpp"
#include "gui/chart/data/words.hpp"
#include "gui/panels/metrics_text.hpp"
#include "gui/work/rows.hpp"

namespace repetend::gui {
namespace {

QString paragraph(const QString& words) { return QString("<p>%1</p>").arg(words); }

QString link(const ChartedPlan& chart, Instance i) {
  return QString("<a href=\"%1\">%2</a>")
      .arg(instance_index(chart.problem(), i))
      .arg(name_of(chart, i).toHtmlEscaped());
}

// The words say what its device did between the instance before it and this one.
QString waited(const ChartedPlan& chart, Instance i) {
  QString words;
  for (const DeviceUse& use : chart.problem().block(i.block).uses)
    for (const IdleInterval& idle : chart.idle[use.device.index()])
      if (idle.end == chart.start(i) && idle.waiting == i)
        words += paragraph(describe(chart, use.device, idle).toHtmlEscaped());
  return words;
}

QString neighbours(const ChartedPlan& chart, Instance i) {
  QStringList before, after;
  for (const Dependency& d : dependencies(chart, i)) {
    const QString line = "<li>%1%2%3</li>",
                  by_wait = d.wait ? Details::tr(" (a wait of the plan)") : QString();
    if (d.to == i)
      before << line.arg(link(chart, d.from), by_wait,
                         d.binding ? Details::tr(" (it decided when this one starts)") : QString());
    else
      after << line.arg(link(chart, d.to), by_wait, QString());
  }
  const auto list = [](const QString& title, const QStringList& items) {
    return items.isEmpty() ? QString() : paragraph(title) + QString("<ul>%1</ul>").arg(items.join(QString()));
  };
  return list(Details::tr("Needs"), before) + list(Details::tr("Needed by"), after);
}

QString memory(const Problem& problem, Instance i) {
  QString words;
  for (const PoolUse& use : changes_of(problem, problem.block(i.block))) {
    QStringList parts;
    if (use.acquire > 0) parts << Details::tr("takes %1").arg(bytes_text(use.acquire));
    if (use.release > 0) parts << Details::tr("gives back %1").arg(bytes_text(use.release));
    if (use.workspace > 0) parts << Details::tr("needs %1 while it runs").arg(bytes_text(use.workspace));
    if (parts.isEmpty()) continue;
    words += paragraph(Details::tr("On %1 it %2.")
                           .arg(text(pool_name(problem, use.pool)), parts.join(Details::tr(", ")))
                           .toHtmlEscaped());
  }
  return words;
}

// What else is one with it: it starts and ends when they do.
QString fused_with(const ChartedPlan& chart, Instance i) {
  QStringList others;
  for (const Instance& other : chart.fused->with(i))
    if (other != i) others << link(chart, other);
  return others.empty() ? QString() : paragraph(Details::tr("It runs fused with %1.").arg(others.join(", ")));
}

QString exposed_part(const ChartedPlan& chart, Instance i) {
  const QString words = exposed_words(chart, i);
  return words.isEmpty() ? QString() : paragraph(words.toHtmlEscaped());
}

// The words say where the time goes in every plan, while none of its instances is asked about.
QString overview(const Charts& plans) {
  QString words;
  for (const auto& chart : plans) {
    words += paragraph(
        QString("<b>%1</b><br>%2")
            .arg(text(chart->title).toHtmlEscaped(), Details::tr("%1 of the devices' time is idle: %2")
                                                         .arg(percent(chart->bubble), causes_text(*chart))
                                                         .toHtmlEscaped()));
  }
  return words;
}

// Empty where no order can be edited anyway.
QString editing_hint(const Charts& plans) {
  const bool editable =
      std::ranges::any_of(plans, [](const auto& chart) { return !why_not_edited(*chart->plan); });
  return editable ? Details::tr("Drag a block along its row to try another order.") + ' ' : QString();
}

}  // namespace

Details::Details(GanttView& view, QWidget* parent) : QTextBrowser(parent), view_(view) {
  setFrameShape(NoFrame);
  setOpenLinks(false);
  setAccessibleName(tr("Details of the selected instance"));
  connect(&view, &GanttView::selection_changed, this, &Details::show_selection);
  connect(&view, &GanttView::plans_changed, this, &Details::show_selection);
  connect(this, &QTextBrowser::anchorClicked, this, &Details::follow);
  show_selection();
}

void Details::show_selection() {
  const auto selected = view_.selection();
  if (!selected || selected->plan >= view_.plans().size()) {
    setHtml(overview(view_.plans()) +
            paragraph(tr(
                "Click a block in a chart, or press <b>.</b> there, to see what it waited for and what waits "
                "for it.")) +
            paragraph(editing_hint(view_.plans()) + tr("<b>?</b> shows all keys.")));
    return;
  }
  const ChartedPlan& chart = *view_.plans()[selected->plan];
  const Instance i = selected->instance;
  setHtml(QString("<p><b>%1</b></p>").arg(name_of(chart, i).toHtmlEscaped()) +
          paragraph(describe(chart, i).toHtmlEscaped()) + fused_with(chart, i) + exposed_part(chart, i) +
          waited(chart, i) + neighbours(chart, i) + memory(chart.problem(), i));
}

void Details::follow(const QUrl& url) {
  const auto selected = view_.selection();
  if (!selected) return;
  const Problem& problem = view_.plans()[selected->plan]->problem();
  view_.select(GanttView::Selected{selected->plan, instance_at(problem, url.toString().toULongLong())});
  view_.show_selection();
}

}  // namespace repetend::gui

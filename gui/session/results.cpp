#include "gui/session/results.hpp"

#include <algorithm>

namespace repetend::gui {

std::uint64_t Results::ask() {
  progress_.clear();
  since_asked_.start();
  return ++asked_;
}

Results::News Results::take(const Answer& answer) {
  const bool latest = answer.number == asked_;
  if (!latest && answer.number <= taken_) return {};
  if (latest && settled()) return {};  // a picture of the search under way that came after its end
  if (answer.number != taken_) milliseconds_ = since_asked_.elapsed();
  taken_ = answer.number;
  if (latest) failure_ = answer.failure;
  if (latest && answer.settled) settled_ = answer.number;
  if (!answer.scenario || answer.failure) return {false, latest};
  scenario_ = answer.scenario;
  show(answer.rows);
  return {true, latest};
}

// A row that is still being worked on keeps what it showed before.
void Results::show(std::vector<Row> rows) {
  for (Row& row : rows) {
    if (row.chart || !row.pending) continue;
    const auto before = std::ranges::find(rows_, row.key, &Row::key);
    if (before == rows_.end()) continue;
    row = *before;
    row.pending = true;
  }
  rows_ = std::move(rows);
  plans_.clear();
  row_of_plan_.clear();
  for (std::size_t i = 0; i < rows_.size(); ++i)
    if (rows_[i].chart) {
      plans_.push_back(rows_[i].chart);
      row_of_plan_.push_back(i);
    }
}

// A question is searched twice, quickly and well: it is one curve, on which nothing gets worse.
bool Results::take(std::uint64_t question, const search::Progress& progress) {
  if (question != asked_) return false;
  search::Progress point = progress;
  if (!progress_.empty()) {
    const search::Progress& last = progress_.back();
    if (progress.seconds < last_seconds_) seconds_before_ = last.seconds;
    point.seconds += seconds_before_;
    point.makespan_bound = std::max(point.makespan_bound, last.makespan_bound);
    if (last.best_makespan > 0 && (point.best_makespan == 0 || point.best_makespan > last.best_makespan))
      point.best_makespan = last.best_makespan;
  } else {
    seconds_before_ = 0;
  }
  last_seconds_ = progress.seconds;
  progress_.push_back(point);
  return true;
}

}  // namespace repetend::gui

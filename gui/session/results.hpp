// Results are what came of a session's questions: the rows of the latest answer, the progress of the search,
// and whether better ones will come.
#pragma once

#include <QElapsedTimer>
#include <memory>
#include <optional>
#include <vector>

#include "gui/work/rows.hpp"
#include "search/search.hpp"

namespace repetend::gui {

class Results {
 public:
  std::uint64_t ask();  // the number of the next question, which starts without progress

  // Answers of a replaced question count until a later one's come: the picture follows a moving slider.
  struct News {
    bool rows = false;    // there are other rows
    bool latest = false;  // the answer is one to the latest question
  };
  News take(const Answer&);
  // The answer is false when it is of a question that has been replaced.
  bool take(std::uint64_t question, const search::Progress&);

  bool settled() const { return settled_ == asked_; }

  const std::vector<Row>& rows() const { return rows_; }
  const std::vector<std::shared_ptr<const ChartedPlan>>& plans() const { return plans_; }
  const Row& row_of(std::size_t plan) const { return rows_[row_of_plan_[plan]]; }
  const std::shared_ptr<const Scenario>& scenario() const { return scenario_; }
  const std::optional<Failure>& failure() const { return failure_; }
  const std::vector<search::Progress>& progress() const { return progress_; }
  std::int64_t milliseconds() const { return milliseconds_; }

 private:
  void show(std::vector<Row>);

  std::uint64_t asked_ = 0, taken_ = 0, settled_ = 0;  // numbers of questions
  QElapsedTimer since_asked_;
  std::int64_t milliseconds_ = 0;
  std::shared_ptr<const Scenario> scenario_;
  std::optional<Failure> failure_;
  std::vector<Row> rows_;
  std::vector<std::shared_ptr<const ChartedPlan>> plans_;
  std::vector<std::size_t> row_of_plan_;
  std::vector<search::Progress> progress_;
  double last_seconds_ = 0, seconds_before_ = 0;  // of the search under way, and of those before it
};

}  // namespace repetend::gui

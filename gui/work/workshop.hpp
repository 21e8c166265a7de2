// Answers questions on background threads, the latest first: at once, and better as the search finds it.
#pragma once

#include <QObject>
#include <atomic>
#include <deque>
#include <memory>

#include "gui/work/rows.hpp"
#include "gui/work/task_thread.hpp"

namespace repetend::gui {

class Workshop : public QObject {
  Q_OBJECT

 public:
  explicit Workshop(QObject* parent = nullptr) : QObject(parent) {}
  ~Workshop() override { latest_->stop = latest_->gone = true; }

  // Takes the place of the question before, whose answers may still come until this one's do.
  void ask(Question);
  void cancel() { latest_->stop = true; }  // stops improving; what there is stays

  // Runs the task on a thread of its own, then what it returns on the workshop's.
  void run(std::function<std::function<void()>()> task);

 signals:
  void answered(std::shared_ptr<const Answer>);
  void progressed(quint64 number, search::Progress);

 private:
  // How far a question is still wanted.
  struct Interest {
    std::atomic<bool> stop = false;  // the best so far will do
    std::atomic<bool> gone = false;  // another question has come
  };
  using Flag = std::shared_ptr<Interest>;

  void answer(const Question&, const Flag& interest);
  void improve(const Question&, const Answer& first, const Flag& interest);
  bool fill(Answer&, const Question&, const Flag& interest);
  Row make_row(const std::string& key, const Question&, const Answer&, const Flag& interest);
  Searched search(const Question&, const Scenario&, std::optional<double> time_limit_s, const Flag& interest,
                  std::function<void(const Plan&)> improved = {});
  void show(const Answer& first, const Searched& better, const Flag& interest);
  void post(const Answer&);
  void remember(const Question&, const Searched&);
  std::optional<Searched> recall(const Question&);

  Flag latest_ = std::make_shared<Interest>();

  std::mutex mutex_;                                       // of what is kept
  std::deque<std::pair<std::string, Searched>> searched_;  // by text, the latest first

  // Last: they use the others, and those that follow the ones before.
  TaskThread errands_, showing_{std::chrono::milliseconds(250)}, improving_, answering_;
};

}  // namespace repetend::gui

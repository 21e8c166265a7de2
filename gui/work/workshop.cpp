#include "gui/work/workshop.hpp"

#include <algorithm>
#include <chrono>
#include <new>

#include "app/load/load.hpp"
#include "sim/core/error.hpp"

namespace repetend::gui {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double first_answer_s = 0.03;  // the search's share of the 100 ms from a slider to its picture
constexpr auto patience = std::chrono::milliseconds(100);  // before parts of an answer are shown
constexpr std::size_t quick_instances = 50'000;  // of a problem whose first answer surely comes in time
constexpr const char* searched_key = "search";
constexpr std::size_t kept_searches = 32;
constexpr std::size_t kept_instances = 1'000'000;  // of plans that are kept

std::size_t instances(const Searched& searched) {
  return searched.plan ? searched.plan->problem->instances() : 0;
}

// Among equals the first, which knows more. A cancelled search may have found less than the quick one.
bool shorter(const Searched& a, const Searched& b) {
  return !b.plan || (a.plan && makespan(*a.plan) <= makespan(*b.plan));
}

Row pending_row(const std::string& key) {
  Row row;
  row.key = row.schedule = key;
  row.pending = true;
  return row;
}

// Rows of the answer in the order in which they are made: what is opened first, the search last, as it takes
// longest and is to be no worse than the schedules.
std::vector<std::size_t> order_of_work(const Question& question) {
  std::vector<std::size_t> order;
  for (std::size_t i = question.schedules.size() + question.opened.size(); i-- > 0;) order.push_back(i);
  std::ranges::stable_partition(order, [&](std::size_t i) {
    return i >= question.schedules.size() || question.schedules[i] != searched_key;
  });
  return order;
}

}  // namespace

void Workshop::ask(Question question) {
  // A first answer under way is let through: while a slider moves, every question but the last would
  // otherwise be dropped and nothing would ever be painted. Unless it takes long: see fill().
  latest_->stop = latest_->gone = true;
  latest_ = std::make_shared<Interest>();
  answering_.post([this, question = std::move(question), interest = latest_] { answer(question, interest); });
}

void Workshop::run(std::function<std::function<void()>()> task) {
  errands_.append(
      [this, task = std::move(task)] { QMetaObject::invokeMethod(this, task(), Qt::QueuedConnection); });
}

void Workshop::post(const Answer& answer) {
  auto shared = std::make_shared<const Answer>(answer);
  QMetaObject::invokeMethod(
      this, [this, shared] { emit answered(shared); }, Qt::QueuedConnection);
}

void Workshop::answer(const Question& question, const Flag& interest) {
  Answer answer;
  answer.number = question.number;
  try {
    answer.scenario =
        std::make_shared<const Scenario>(app::load_scenario(question.text, question.name).scenario);
    if (!fill(answer, question, interest)) return;
  } catch (const SourceError& error) {
    answer.failure = Failure{error.message, error.line};
  } catch (const RequestError& error) {
    answer.failure = Failure{error.what()};
  } catch (const std::bad_alloc&) {
    answer.failure = Failure{"not enough memory on this machine; try fewer micro-batches"};
  }
  if (answer.failure) answer.settled = true;
  post(answer);
  if (!answer.settled)
    improving_.post([this, question, answer, interest] { improve(question, answer, interest); });
}

// False when it was given up.
bool Workshop::fill(Answer& answer, const Question& question, const Flag& interest) {
  for (const std::string& key : question.schedules) answer.rows.push_back(pending_row(key));
  for (const OpenedPlan& opened : question.opened) answer.rows.push_back(pending_row(opened.title));
  auto shown = Clock::now();
  for (const std::size_t i : order_of_work(question)) {
    if (Clock::now() - shown > patience) {
      if (interest->gone) return false;
      post(answer);
      shown = Clock::now();
    }
    const std::size_t opened = question.schedules.size();
    answer.rows[i] = i >= opened ? plan_row(question.opened[i - opened])
                                 : make_row(question.schedules[i], question, answer, interest);
  }
  if (interest->gone && Clock::now() - shown > patience) return false;
  answer.settled = std::ranges::none_of(answer.rows, &Row::pending);
  return true;
}

Row Workshop::make_row(const std::string& key, const Question& question, const Answer& answer,
                       const Flag& interest) {
  const Scenario& scenario = *answer.scenario;
  if (const auto edited = question.edited.find(key); edited != question.edited.end())
    if (auto row = edited_row(key, edited->second, scenario)) return *std::move(row);
  if (key != searched_key) return schedule_row(key, scenario);
  const auto known = recall(question);
  Searched searched = known ? *known : search(question, scenario, first_answer_s, interest);
  for (std::size_t i = 0; i < question.schedules.size(); ++i)
    if (!question.edited.contains(question.schedules[i]))
      searched = or_plan_of(std::move(searched), answer.rows[i]);
  return search_row(searched, !searched.settled);
}

Searched Workshop::search(const Question& question, const Scenario& scenario,
                          std::optional<double> time_limit_s, const Flag& interest,
                          std::function<void(const Plan&)> improved) {
  const auto tell = [this, number = question.number](const search::Progress& progress) {
    QMetaObject::invokeMethod(
        this, [this, number, progress] { emit progressed(number, progress); }, Qt::QueuedConnection);
  };
  // A quick first answer is wanted even when the next question is there already.
  static const std::atomic<bool> never{false};
  const bool quick = time_limit_s && scenario.problem->instances() < quick_instances;
  const Searched searched =
      run_search(scenario, time_limit_s, quick ? never : interest->stop, tell, std::move(improved));
  if (searched.settled && !interest->stop) remember(question, searched);
  return searched;
}

void Workshop::improve(const Question& question, const Answer& first, const Flag& interest) {
  if (interest->gone) return;
  Answer answer = first;
  const auto row = std::ranges::find_if(answer.rows, &Row::pending);
  const Searched quick{row->chart ? row->chart->plan : nullptr, row->reason, row->bound};
  const auto improved = [&](const Plan& plan) {
    if (quick.plan && makespan(plan) >= makespan(*quick.plan)) return;
    show(first, {std::make_shared<const Plan>(plan), "", quick.bound}, interest);
  };
  Searched searched = quick;
  try {
    searched = search(question, *answer.scenario, std::nullopt, interest, improved);
  } catch (const std::exception&) {  // more memory than this machine has: the first answer stays
  }
  *row = search_row(shorter(searched, quick) ? searched : quick, false);
  answer.settled = true;
  post(answer);
}

// The answer with a better plan than the first one's: charted beside the search, which goes on.
void Workshop::show(const Answer& first, const Searched& better, const Flag& interest) {
  showing_.post([this, answer = first, better, interest]() mutable {
    if (interest->gone || interest->stop) return;
    *std::ranges::find_if(answer.rows, &Row::pending) = search_row(better, true);
    post(answer);
  });
}

void Workshop::remember(const Question& question, const Searched& searched) {
  if (instances(searched) > kept_instances) return;
  const std::lock_guard lock(mutex_);
  searched_.emplace_front(question.text, searched);
  if (searched_.size() > kept_searches) searched_.pop_back();
}

std::optional<Searched> Workshop::recall(const Question& question) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find(searched_, question.text, &std::pair<std::string, Searched>::first);
  return found == searched_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace repetend::gui

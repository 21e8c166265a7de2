#include "tests/support/naive_times.hpp"

#include <algorithm>

#include "tests/support/judge_play.hpp"

namespace repetend::test {
namespace {

class Putting {
 public:
  explicit Putting(Plan& plan) : plan_(plan), play_(plan) {
    plan_.start.assign(plan_.problem->instances(), 0);
    play_.measure();
    if (mode() != TransferMode::none) messages_ = messages(play_);
    sent_.assign(messages_.size(), 0);
    for (const auto& [i, length] : play_.lengths) latest_ += length;
    for (const Message& m : messages_) latest_ += m.wire + m.latency;
    const bool holds = mode() == TransferMode::blocking;
    for (std::size_t m = 0; m < plan_.orders.size(); ++m)
      programs_.push_back(program(play_, m, holds ? messages_ : std::vector<Message>()));
  }

  // No chain of reasons is longer than everything there is, one after the other.
  bool settles() {
    do {
      changed_ = false;
      for (const auto& actions : programs_) run(actions);
      for (Instance i : play_.all) put_off(i);
      for (std::size_t m = 0; m < messages_.size(); ++m) send(m);
      if (std::ranges::any_of(plan_.start, [&](Time t) { return t > latest_; })) return false;
      if (std::ranges::any_of(sent_, [&](Time t) { return t > latest_; })) return false;
    } while (changed_);
    return true;
  }

 private:
  TransferMode mode() const { return play_.problem.transfer; }
  Time& start(Instance i) { return plan_.start[instance_index(play_.problem, i)]; }
  Time delivered(std::size_t m) const { return sent_[m] + messages_[m].wire + messages_[m].latency; }

  void raise(Time& time, Time least) {
    if (time >= least) return;
    time = least;
    changed_ = true;
  }

  void run(const std::vector<Action>& actions) {
    Time free = 0;
    for (const Action& action : actions) {
      if (action.message < 0) {
        for (Instance i : action.instances) raise(start(i), free);
        free = play_.end(action.instances.front());
      } else {
        raise(sent_[static_cast<std::size_t>(action.message)], free);
        free = delivered(static_cast<std::size_t>(action.message));
      }
    }
  }

  void put_off(Instance i) {
    for (const Edge& edge : play_.problem.edges)
      for (Instance before : play_.all)
        if (play_.waits_for(edge, i, before) && !play_.on_one_side(i, before))
          raise(start(i), play_.end(before));
    for (const Wait& wait : plan_.couplings.waits)
      if (wait.after == i)
        raise(start(i), wait.for_start ? play_.start(wait.before) : play_.end(wait.before));
    for (std::size_t m = 0; m < messages_.size(); ++m)
      if (messages_[m].consumer == i) raise(start(i), delivered(m));
    for (Instance other : play_.group(i)) raise(start(i), play_.start(other));
  }

  void send(std::size_t m) {
    const Message& message = messages_[m];
    raise(sent_[m], play_.end(message.producer));
    if (mode() == TransferMode::blocking) return;
    if (mode() == TransferMode::rendezvous) raise(sent_[m], receiver_ready(play_, message));
    const std::size_t lane = message.sending.front();
    const auto& order = play_.order(lane);
    const auto turn = [&](const Message& x) {
      return std::pair(std::ranges::find(order, x.producer) - order.begin(), x.edge);
    };
    for (std::size_t k = 0; k < messages_.size(); ++k)
      if (messages_[k].sending.front() == lane && messages_[k].to == message.to &&
          turn(messages_[k]) < turn(message))
        raise(sent_[m], sent_[k] + messages_[k].wire);
  }

  Plan& plan_;
  Play play_;
  std::vector<Message> messages_;
  std::vector<Time> sent_;  // when each message starts
  std::vector<std::vector<Action>> programs_;
  Time latest_ = 0;
  bool changed_ = false;
};

}  // namespace

std::optional<std::vector<Time>> naive_times(const Plan& plan) {
  Plan trial = plan;
  if (!Putting(trial).settles()) return std::nullopt;
  return trial.start;
}

}  // namespace repetend::test

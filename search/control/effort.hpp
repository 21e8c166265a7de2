// How much the search tries: every limit that decides what it looks at, with its unit and its reason. The
// limits count states, instances and blocks, never seconds, so that a search ends at the same place on every
// machine. They were chosen so that no part of the search takes much longer than its answers are worth; none
// of them makes an answer wrong.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/core/units.hpp"

namespace repetend::search {

struct Effort {
  struct Bounds {
    // Nodes of the search for the heaviest clique of blocks: any clique bounds the period.
    std::size_t clique_nodes = 20'000;
    // Micro-batches that a hop of the windows bound covers: longer hops need not be chosen.
    std::int64_t hop = 64;
    // Numbers of first micro-batches whose completion is bounded, times blocks squared and times instances,
    // as each takes a bound of a makespan; micro-batches between them count with the next lower number.
    std::size_t prefix_blocks = 1'000'000, prefix_instances = 20'000'000;
    // Flags (sets of blocks x blocks) that the search for the least memory keeps, a byte each.
    std::size_t memory_flags = 4'000'000;
    // Steps, of about a nanosecond, of each bound: what some of them do grows with the square of the blocks
    // or the devices. One that does not come to its end says less or nothing.
    std::uint64_t steps = 1'000'000'000;
  } bounds;

  struct Lists {
    // Comparisons of segments in one list schedule: each that a list takes looks at every other one.
    std::size_t comparisons = 1'000'000'000;
    // Instances of a plan that lists follow a known schedule for: of larger ones the repetend says more.
    std::size_t guided_instances = 100'000;
    // Instances that backtracking appends where one micro-batch after the other deadlocks, and in search of
    // the segments of blocking transfers; plans of more than a tenth of them are not tried, as hardly any
    // appended instance could be taken back.
    std::uint64_t backtracked = 100'000;
    // Instances of two plans, one twice as long as the other, by which schedules people use are put in turn
    // where time is limited; so many times as many micro-batches as in the shorter make that worth it.
    std::size_t sampled_instances = 200'000;
    std::size_t samples = 32;
    // Segments taken between two looks at the clock: one takes microseconds.
    std::size_t segments_a_look = 256;
  } lists;

  struct Groups {
    // Sizes of groups of micro-batches that interleaving is tried with: the largest that fits into the memory
    // and smaller ones, each by a share of as many as there are ranks; and how many.
    int sizes = 16, tries = 6;
    // Forwards ahead in a warm-up, of the stages that follow: from as many as needed where every micro-batch
    // goes on as soon as it can to those of Megatron-LM.
    int ahead_percent[4] = {100, 125, 150, 200};
  } groups;

  struct Beam {
    // The width that the searches of wider beams begin with, and by how much each is wider than the last.
    int usual = 32, wider = 2;
    // Blocks of a problem that gets all the states the user allows: a state takes time by block, and larger
    // problems get fewer states in proportion.
    std::uint64_t full_blocks = 128;
    // Blocks of a problem of which repetends are looked for: which blocks come before each other takes memory
    // by their square. And how often they meet at most: on each device all blocks try places between all.
    std::size_t most_blocks = 8192;
    std::uint64_t most_meetings = 200'000'000;  // the sum of the cubes of the blocks on a device
    // Places that are tried for a block in one partial schedule.
    std::size_t places = 6;
    // Blocks up to which the beam has its whole width at once; above, a narrow beam is often enough, and a
    // wide one follows only while the budget allows so many tries of such a beam, in both orders of the
    // blocks.
    std::size_t wide_blocks = 64, narrow = 4, wide_tries = 4, wide_orders = 2;
    // The width of a beam that is tried beside the others where the bound is not met; it, and one that takes
    // the first place for every block, have states of their own, one for so many of the rest's each.
    std::size_t narrowest = 2;
    std::uint64_t narrower_share = 2;
    // Gangs that are laid in every order, five being 24 orders; others keep theirs.
    std::ptrdiff_t permuted_gangs = 5;
    // Blocks of all partial schedules that a beam keeps, from which on threads share them: a step for fewer
    // takes less time than it takes to wake a thread.
    std::size_t side_by_side = 256;
    // Nodes of the packing test of one place; where they do not suffice the place counts as possible.
    int packing_nodes = 500;
    // Sums of the durations still to come that are tried as room to leave next to what is there.
    std::size_t rooms = 12;
    // Rounds over all blocks in which single blocks move by whole periods; more hardly ever move one.
    int stage_rounds = 8;
  } beam;

  struct Period {
    // Micro-batches of the largest repetend that is looked for, folded out of a plan or found in one.
    int micro_batches = 8;
    // The first step above a period that was not met is the period by this, and then doubles; the bisection
    // ends within the period by that.
    std::int64_t first_step = 64, last_step = 2000;
    // At the end, periods longer than the best by the bound over each of these: looser schedules lead
    // elsewhere.
    std::int64_t looser[2] = {32, 16};
    // Of the states left, a schedule that is found gets one in so many for the local search over its orders,
    // and no more than that many a block.
    std::uint64_t reordering_share = 3, reordering_a_block = 300;
    // Moves of that local search that count as a state, as a move takes a third of the time of one of the
    // beam.
    std::uint64_t moves_a_state = 3;
    // Swaps in one of its moves at most, and of so many moves those that begin anywhere instead of on the
    // critical cycle, to get elsewhere.
    std::size_t swaps_a_move = 4, moves_anywhere = 3, of_moves = 5;

    // Blocks, twice those of the problem, above which more than one micro-batch a repetend is hardly ever
    // better. One micro-batch then gets all but a quarter of the states, and each larger repetend an eighth
    // of the rest.
    std::size_t one_is_enough_blocks = 192;
    std::uint64_t kept_for_more = 4, more_share = 8;
    // Else each size gets half of what the sizes before it left.
    std::uint64_t size_share = 2;
    // Where the makespan is proved already and only the period may still improve: one in so many.
    std::uint64_t period_alone_share = 16;
  } period;

  struct PeriodProof {
    // Nodes (blocks of all u micro-batches and transfers that wait) of a problem whose period branch and
    // bound decides.
    std::size_t nodes = 48;
    // Its states x nodes squared, as a state takes time by the square of the nodes. More of them where
    // periods are compared: so many for every state that the user allows, of no more states than that; and
    // elsewhere no more than those, for searches of few states.
    std::uint64_t squares = 300'000, squares_a_state = 15, most_states = 1'000'000'000'000;
    // Depth of its branches; where nothing bounds a wait some branch never ends.
    int depth = 256;
    // Blocks of all u micro-batches up to which a period is refuted by propagation while searching: a trial
    // takes up to the third power of their number; and for the one period of the answer.
    std::size_t refuted_blocks = 192, refuted_blocks_at_last = 400;
    // Steps, of about a nanosecond, of one propagation; and for the one period of the answer.
    std::size_t propagation = 32'000'000, propagation_at_last = 8 * 32'000'000;
    // Rounds of one propagation; where nothing bounds a wait, differences may creep for ever.
    int rounds = 16;
  } period_proof;

  struct Fold {
    // Instances of a plan that repetends are read off.
    std::size_t instances = 10'000;
    // Local searches for shorter plans to read them off, each with a seed of its own.
    std::uint64_t rounds = 3;
    // Stretches of a plan that are tried, the most promising ones.
    std::size_t stretches = 32;
  } fold;

  // Instances x numbers of micro-batches that a plan's repetend is looked for with: each sorts all starts a
  // few times.
  std::size_t found_repetend_instances = 1'000'000;

  struct Polish {
    // Trials x instances, as a trial times a whole plan; below so many trials it is not worth the first one.
    std::uint64_t instances = 500'000, fewest_trials = 4;
  } polish;

  struct BranchAndBound {
    // Instances of a plan that is tried, and states x instances.
    std::size_t largest = 160;
    std::uint64_t instances = 1'000'000;
    // States that are remembered of those that have done the same; more would cost more than they prune.
    std::size_t remembered = 64;
  } branch_and_bound;

  struct TimeWindows {
    // Instances of a plan that is bounded by them, and of one that may be proved by them at once; and steps
    // of both, where a few hundred instances take less than a millisecond for one measure.
    std::size_t most_instances = 2'000, most_at_once = 1'000;
    std::uint64_t at_once = 1'000'000, steps = 40'000'000;
    // Ways in which one micro-batch can have run a part of a device's blocks, of a device whose memory bounds
    // them: each bound looks through all of them.
    std::size_t ideals = 64;
    // Shaving takes as long as one in so many of all states before, and no more than so many steps a round;
    // or as long as time is left for it, where time is limited.
    std::uint64_t share_of_used = 4, shaving = 200'000'000;
    // Its bound is within the measure by this of what it can prove.
    std::int64_t close = 2'000;
  } time_windows;

  struct Reoptimise {
    // Instances of a plan that is improved by branch and bound: each node of it takes memory by their square.
    std::size_t most_instances = 1'000;
    // Instances that are free at first, and nodes of one branch and bound.
    double free = 40;
    // By how much more, or less, next time where the search came to its end, or did not; and the fewest.
    struct Sizes {
      double grow, shrink, least;
    } sizes = {1.05, 0.97, 8};
    std::uint64_t nodes = 100;
    // Steps that count as a state for each instance of the plan.
    std::uint64_t steps = 25;
  } reoptimise;

  struct Rearrange {
    // What all trials cost, in instances. A trial costs what begins one, and each of its instances once, or
    // more often where it simulates the handshakes of blocking transfers.
    std::uint64_t instances = 2'000'000, a_trial = 400, a_blocking_instance = 8;
    // What trials without a shorter plan cost before it gives up.
    std::uint64_t patience = 250'000;
    // Trials that are made side by side at most: one that is kept makes those after it needless.
    std::uint64_t at_once = 8;
  } rearrange;

  struct Exchange {
    // States x instances of one round, as a state takes time by the instances it moves; with fewer states
    // than that a plan is too large for it.
    std::uint64_t instances = 4'500'000, fewest_states = 40;
    // Rounds, each around what the last one found; the improvement follows.
    std::uint64_t rounds = 8;
    // The descent from what is found may take one more state for so many.
    std::uint64_t descent_share = 8;
    // Where transfers wait, states of moves that take them for delays for one of exact moves: these cost up
    // to a few times as much, and find a shorter plan in one plan of ten.
    std::uint64_t exact_share = 16;
    // Instances of a plan in which thresholds for completions are as high as all micro-batches together make
    // them, since what starts later delays every micro-batch after it: to come down from there takes a
    // hundred moves and more for each instance.
    std::size_t high_instances = 320;
    // One state in so many where completions are measured, with such thresholds and without: there each
    // micro-batch has a critical path of its own, and what is looked for beside a makespan that is proved may
    // not take a hundred times as long.
    std::uint64_t high_share = 2, completions_share = 16;
    // Plans of so many nodes (instances, transfers) at least are searched in one window of so many after the
    // other, by so many trials each: a trial then takes a tenth of the time. Moves that go together are so
    // many places apart at most, and one trial in so many begins anywhere instead of on the critical path.
    struct Window {
      std::size_t of_nodes, nodes;
      std::uint64_t trials;
      std::size_t reach, anywhere;
    } window = {2'000, 256, 256, 16, 6}, wide_window = {2'000, 512, 512, 16, 2};
    // A threshold is a share of what the plan measures at least, or of what so many instances take on average
    // where that is less.
    std::int64_t threshold_instances = 32;
  } exchange;

  struct Improve {
    // States x instances of one look around the best plan at first; twice as many whenever no kind of look
    // found a shorter one, up to so many times the first.
    std::uint64_t instances = 3'000'000, longest = 64;
    // Instances of a plan that is improved: where a look begins it takes a microsecond for each.
    std::size_t most_instances = 500'000;
    // States of a look at least.
    std::uint64_t fewest_states = 40;
    // A look that makes a list schedule for every trial, which costs as much as so many of a look by swaps.
    std::uint64_t a_list = 8;
    // Where looks by swaps begin to accept longer plans, in ten thousandths, whether windows are wide, and
    // whether they move instances past several others: which of them pays differs from problem to problem.
    struct Swaps {
      int share;
      bool wide, far;
    } swaps[3] = {{100, false, true}, {300, true, false}, {30, false, true}};
    // States of a look by windows for one of another look: most is found by windows.
    std::uint64_t windows = 3;
    // A round has at most one state for so many that all else took, so that it does not make a short search
    // long; more where there are looks by windows as well.
    std::uint64_t share_of_used = 4, share_with_windows = 2;
    // Rounds where the user asks for a high effort.
    std::uint64_t high_rounds = 32;
    // Positions that a random move takes an instance to and fro on its machine.
    std::size_t farthest = 6;
  } improve;

  struct Lean {
    // Where a beam finds no repetend under a memory limit and branch and bound does not say that there is
    // none, one in so many of the states left go to other searches for one.
    std::uint64_t further_share = 8;
  } lean;

  struct SpareMemory {
    // Instances of a plan that less memory is looked for, and memory limits that are tried.
    std::size_t instances = 4'000;
    std::uint64_t tries = 3;
    // The width of the beam that looks for a repetend under such a limit.
    std::size_t beam = 4;
    // States of all tries together: one for so many that all else took, and so many at least.
    std::uint64_t share_of_used = 16, fewest_states = 400;
  } spare_memory;

  struct Portfolio {
    // Instances of a plan up to which an answer for another objective than the makespan, while it is not
    // proved best, is compared with the answers for all objectives.
    std::size_t instances = 10'000;
    // Shares of a time limit at which, in each turn, the improvement stops for a higher bound, and that for
    // plans as short that need less memory.
    struct Turn {
      double improvement, bound;
    } turns[3] = {{0.3, 0.45}, {0.85, 0.92}, {1, 1}};
  } portfolio;

  struct TradeOff {
    // Limits of memory between the least and the most that are tried.
    std::int64_t limits = 16;
  } trade_off;

  struct Wide {
    // Ways to choose that are all looked at; of more, those next to the best so far.
    std::size_t selections = 64;
    // Units of a sequence that are timed as one state: a state takes microseconds.
    std::uint64_t units_a_state = 64;
    // Of so many moves of its local search one fuses or parts a pair and two go anywhere, the others follow
    // the critical path; how far they reach, in units.
    std::size_t of_moves = 10, reach = 64;
    // The first threshold is what is measured by this. Rounds share the states that are left evenly, each
    // with thresholds of its own.
    Time first_threshold = 50;
    std::uint64_t rounds = 2;
    // Instances of a plan for which branch and bound is tried.
    std::size_t exact_instances = 120;
    // One in so many of the states that are left when the local search begins is kept for it; and the states
    // in whose time it expands a node.
    std::uint64_t exact_share = 4, states_a_node = 4;
    // One in so many of the states that are left looks for repetends of each size; drafts of one at one
    // period, as many as lay so many copies of blocks within these limits.
    std::uint64_t repetend_share = 8, drafted = 20'000, fewest_drafts = 8, most_drafts = 256;
    // Instances times the blocks that may be ready at once, which a list compares.
    std::size_t comparisons = 20'000'000;
  } wide;

  // Where threshold accepting begins: steps that are worse by so many ten thousandths of the value at most.
  int threshold_share = 300;
};

inline constexpr Effort effort;

}  // namespace repetend::search

#include "sim/schedules/pipeline_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/schedules/recognition.hpp"
#include "sim/schedules/skeleton.hpp"

namespace repetend {
namespace {

using recognition::Blocks;
using recognition::NoPipeline;
using recognition::Phase;

class Builder {
 public:
  explicit Builder(const Problem& problem)
      : blocks_(problem),
        mirror_(recognition::find_mirrors(blocks_)),
        ranks_(recognition::find_ranks(blocks_)),
        chain_of_(problem.blocks.size()) {}

  PipelineView build() {
    if (const auto rows = recognition::find_slices(blocks_, ranks_, mirror_); !rows.empty())
      add_sliced_chain(rows);
    else
      for (BlockId b : blocks_.order)
        if (blocks_.is_forward(b) && starts_chain(b)) add_chain(b);
    if (view_.chains.empty()) throw NoPipeline("there is no forward block");
    view_.ranks = ranks_.devices;
    for (Stage& stage : view_.stages) add_gradients(stage);
    add_weights();
    return std::move(view_);
  }

 private:
  void add_sliced_chain(const std::vector<std::vector<BlockId>>& rows) {
    view_.slices = static_cast<int>(rows.front().size());
    view_.chains.emplace_back();
    for (const std::vector<BlockId>& row : rows) {
      view_.chains.front().stages.emplace_back(view_.stages.size());
      view_.stages.push_back({.forward = row,
                              .backward = {},
                              .weight = {},
                              .ranks = ranks_.of_block[row.front().index()],
                              .chain = ChainId{0}});
    }
  }

  // Where two chains join or one forks a new one starts.
  bool starts_chain(BlockId b) const {
    const auto& before = blocks_.forward.before[b.index()];
    return before.size() != 1 || blocks_.forward.after[before.front().index()].size() != 1;
  }

  void add_chain(BlockId first) {
    const ChainId id{view_.chains.size()};
    view_.chains.emplace_back();
    for (BlockId before : blocks_.forward.before[first.index()])
      view_.chains.back().after.push_back(chain_of_[before.index()]);
    for (BlockId b = first;; b = blocks_.forward.after[b.index()].front()) {
      chain_of_[b.index()] = id;
      add_block(b, id);
      const auto& after = blocks_.forward.after[b.index()];
      if (after.empty() || starts_chain(after.front())) return;
    }
  }

  void add_block(BlockId b, ChainId chain) {
    std::vector<StageId>& stages = view_.chains[chain.index()].stages;
    if (!stages.empty() && belongs_to_last(b)) return view_.stages.back().forward.push_back(b);
    stages.emplace_back(view_.stages.size());
    view_.stages.push_back(
        {.forward = {b}, .backward = {}, .weight = {}, .ranks = ranks_.of_block[b.index()], .chain = chain});
  }

  // Forward blocks are stages of their own unless their `stage` says otherwise: a V placement turns on one
  // device between two stages. What else runs there (an embedding, a loss) joins its neighbour.
  bool belongs_to_last(BlockId b) const {
    const Stage& last = view_.stages.back();
    if (last.gang() || last.ranks != ranks_.of_block[b.index()]) return false;
    const Block& block = blocks_.problem.block(b);
    if (block.kind != BlockKind::forward) return true;
    return std::ranges::all_of(last.forward, [&](BlockId other) {
      const Block& before = blocks_.problem.block(other);
      return before.kind != BlockKind::forward || (block.stage && block.stage == before.stage);
    });
  }

  void add_gradients(Stage& stage) {
    for (auto f = stage.forward.rbegin(); f != stage.forward.rend(); ++f)
      if (const auto& mirror = mirror_[f->index()]) stage.backward.push_back(*mirror);
    view_.training = view_.training || !stage.backward.empty();
  }

  void add_weights() {
    std::map<std::vector<RankId>, std::vector<Stage*>> stages;
    for (Stage& stage : view_.stages) stages[stage.ranks].push_back(&stage);
    for (BlockId w : blocks_.order) {
      if (blocks_.phase[w.index()] != Phase::weight) continue;
      stage_of_weight(w, stages[ranks_.of_block[w.index()]]).weight.push_back(w);
      view_.split = true;
    }
    if (view_.slices > 1)
      for (Stage& stage : view_.stages) put_in_order_of_gradients(stage);
  }

  // Weight gradients of slices depend on nothing of one another.
  void put_in_order_of_gradients(Stage& stage) const {
    std::ranges::stable_sort(stage.weight, {}, [&](BlockId w) {
      return std::ranges::count_if(stage.backward, [&](BlockId b) { return blocks_.reaches(b, w); });
    });
  }

  // The stage of the last backward block that the weight gradient depends on directly or not; the stages are
  // those on its devices.
  Stage& stage_of_weight(BlockId w, const std::vector<Stage*>& stages) const {
    Stage* found = nullptr;
    BlockId latest;
    for (Stage* stage : stages)
      for (BlockId b : stage->backward) {
        if (!blocks_.reaches(b, w) || (found && !blocks_.reaches(latest, b))) continue;
        found = stage;
        latest = b;
      }
    if (!found) throw NoPipeline(fmt::format("{} follows no input gradient on its devices", blocks_.name(w)));
    return *found;
  }

  Blocks blocks_;
  std::vector<std::optional<BlockId>> mirror_;
  recognition::Ranks ranks_;
  std::vector<ChainId> chain_of_;  // by block
  PipelineView view_;
};

std::string counted(std::size_t n, std::string_view noun) {
  return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

}  // namespace

Recognition recognise_pipeline(const Problem& problem) {
  try {
    const auto skeleton = skeleton_of(problem);
    if (!skeleton) return {Builder(problem).build(), ""};
    if (skeleton->original.empty()) throw NoPipeline("no block of a micro-batch runs on a computing lane");
    return {with_original_blocks(Builder(skeleton->problem).build(), *skeleton, problem), ""};
  } catch (const NoPipeline& reason) {
    return {std::nullopt, reason.what()};
  }
}

std::vector<std::vector<StageId>> PipelineView::stages_by_rank() const {
  std::vector<std::vector<StageId>> result(ranks.size());
  for (StageId s : ids<StageId>(stages.size()))
    if (!stage(s).gang()) result[stage(s).rank().index()].push_back(s);
  return result;
}

std::vector<StageId> PipelineView::gangs() const {
  std::vector<StageId> result;
  for (StageId s : ids<StageId>(stages.size()))
    if (stage(s).gang()) result.push_back(s);
  return result;
}

std::string describe(const PipelineView& view) {
  const std::size_t gangs = view.gangs().size();
  const bool plain = std::ranges::all_of(view.ranks, [](const auto& devices) { return devices.size() == 1; });
  std::string text =
      fmt::format("{} with {}{} on {}", counted(view.chains.size(), "chain"),
                  counted(view.stages.size() - gangs, "stage"), view.chains.size() == 1 ? "" : " in all",
                  counted(view.ranks.size(), plain ? "device" : "group") + (plain ? "" : " of devices"));
  if (gangs > 0) text += fmt::format(" and {}", counted(gangs, "gang"));
  if (view.slices > 1) text += fmt::format(" in {} slices", view.slices);
  if (!view.training) return text + ", forward only";
  return text + (view.split ? ", with split backward" : "");
}

}  // namespace repetend

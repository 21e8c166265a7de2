#include "tests/support/placements.hpp"

#include <stdexcept>

namespace repetend::test {
namespace {

class Builder {
 public:
  Builder(const std::string& shape, const PlacementSettings& s) : s_(s) {
    problem_.name = shape;
    problem_.micro_batches = s.micro_batches;
    problem_.memory_release = s.release;
    for (int d = 0; d < s.devices; ++d)
      problem_.devices.push_back({.name = "gpu" + std::to_string(d), .memory = s.memory});
  }

  // Stage blocks of one device.
  void forward(const std::string& name, int device) {
    add({name, BlockKind::forward, device, s_.forward, {{DeviceId{device}, s_.training ? 1 : 0, 0, 0}}});
  }
  void backward(const std::string& name, int device) {
    if (s_.training) add({name, BlockKind::backward, device, s_.backward, {{DeviceId{device}, 0, 1, 0}}});
  }
  // An all-device block that acquires (bytes > 0) or releases.
  void gang(const std::string& name, Bytes bytes = 0) {
    Block block{.name = name, .time = s_.gang};
    for (int d = 0; d < s_.devices; ++d)
      block.uses.push_back({DeviceId{d}, bytes > 0 ? bytes : 0, bytes < 0 ? -bytes : 0, 0});
    add(block);
  }
  void mirror(const std::string& name, Bytes bytes = 0) {
    if (s_.training) gang(name, bytes);
  }
  // The next block follows nothing; the last block stays an end of a branch that join() collects.
  void branch() {
    if (last_.value >= 0) ends_.push_back(last_);
    last_ = BlockId{};
  }
  void join() {
    branch();
    joining_ = true;
  }
  void fork() { fork_ = last_; }
  void from_fork() {
    branch();
    last_ = fork_;
  }
  Problem take() && { return std::move(problem_); }

 private:
  void add(Block block) {
    const BlockId id{problem_.blocks.size()};
    problem_.blocks.push_back(std::move(block));
    if (joining_)
      for (BlockId end : ends_) problem_.edges.push_back({end, id});
    else if (last_.value >= 0)
      problem_.edges.push_back({last_, id});
    if (joining_) ends_.clear();
    joining_ = false;
    last_ = id;
  }

  PlacementSettings s_;
  Problem problem_;
  BlockId last_, fork_;
  std::vector<BlockId> ends_;
  bool joining_ = false;
};

std::string at(const std::string& name, int i) { return name + std::to_string(i); }

// Forwards of [low, high), or their backwards in reverse.
void forwards(Builder& b, int low, int high) {
  for (int d = low; d < high; ++d) b.forward(at("F", d), d);
}
void backwards(Builder& b, int low, int high) {
  for (int d = high - 1; d >= low; --d) b.backward(at("B", d), d);
}

void x_shape(Builder& b, int n) {
  for (int s = 0; s < n; ++s) b.forward(at("Fd", s), s);
  for (int s = n - 1; s >= 0; --s) b.backward(at("Bd", s), s);
  b.branch();
  for (int s = 0; s < n; ++s) b.forward(at("Fu", s), n - 1 - s);
  for (int s = n - 1; s >= 0; --s) b.backward(at("Bu", s), n - 1 - s);
}

// E, the forwards with G after the first `early` of them, and the mirror image.
void nn_shape(Builder& b, int n, int early) {
  b.gang("E");
  forwards(b, 0, early);
  b.gang("G");
  forwards(b, early, n);
  backwards(b, early, n);
  b.mirror("Gb");
  backwards(b, 0, early);
  b.mirror("Eb");
}

void k_shape(Builder& b, int n, bool training) {
  forwards(b, 0, n / 2);
  b.branch();
  forwards(b, n / 2, n);
  b.join();
  b.gang("L", training ? 1 : 0);
  b.mirror("Lb", -1);
  b.fork();
  backwards(b, 0, n / 2);
  b.from_fork();
  backwards(b, n / 2, n);
}

}  // namespace

Problem tessel_placement(const std::string& shape, const PlacementSettings& s) {
  Builder b(shape, s);
  const int n = s.devices;
  if (shape == "x") {
    x_shape(b, n);
  } else if (shape == "nn" || shape == "nn-eager") {
    nn_shape(b, n, shape == "nn" ? n / 2 : 1);
  } else if (shape == "k") {
    k_shape(b, n, s.training);
  } else if (shape == "v" || shape == "m" || shape == "mllm") {
    if (shape != "v") b.gang("E");
    forwards(b, 0, n);
    if (shape == "mllm") b.gang("H");
    if (shape == "mllm") b.mirror("Hb");
    backwards(b, 0, n);
    if (shape != "v") b.mirror("Eb");
  } else {
    throw std::invalid_argument("no such placement: " + shape);
  }
  return std::move(b).take();
}

Bytes tessel_memory(const std::string& shape, int devices) {
  return shape == "v" || shape == "x" ? devices : devices * 3 / 2;
}

}  // namespace repetend::test

#include <fmt/format.h>

#include "sim/formats/scenario/reader.hpp"

namespace repetend {
namespace {

Link read_link(const Node& node, std::string_view what) {
  Link link;
  if (const auto latency = node.find("latency")) link.latency = latency->time();
  link.bandwidth = node.at("bandwidth", what).bandwidth();
  return link;
}

void read_pair(const Node& node, Problem& problem) {
  node.expect_keys("a link", {"from", "to", "latency", "bandwidth"});
  const DeviceId from = read_device(node.at("from", "a link"), problem);
  const DeviceId to = read_device(node.at("to", "a link"), problem);
  if (from == to)
    node.fail(fmt::format("a link from {} to itself, expected two devices", problem.device(from).name));
  if (!problem.links.pairs.emplace(std::pair{from, to}, read_link(node, "a link")).second)
    node.fail(fmt::format(
        "a second link from {} to {}, expected one: links are directed, write from: {}, to: {} for "
        "the way back",
        problem.device(from).name, problem.device(to).name, problem.device(to).name,
        problem.device(from).name));
}

}  // namespace

void read_links(const Node& links, Problem& problem) {
  links.expect_keys("the links", {"default", "pairs"});
  if (const auto fallback = links.find("default")) {
    fallback->expect_keys("the default link", {"latency", "bandwidth"});
    problem.links.fallback = read_link(*fallback, "the default link");
  }
  if (const auto pairs = links.find("pairs"))
    for (const Node& pair :
         pairs->items("a list of links such as {from: 0, to: 1, latency: 5us, bandwidth: 25GB/s}"))
      read_pair(pair, problem);
}

}  // namespace repetend

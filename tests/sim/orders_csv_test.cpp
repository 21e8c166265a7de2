#include "sim/formats/csv/orders_csv.hpp"

#include <sstream>

#include "sim/core/error.hpp"
#include "sim/engine/engine.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/generated.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;
using test::placed;

namespace {

// PyTorch's own example: 2 ranks, 3 micro-batches, 1F1B, with empty cells for idle time.
const std::string pytorch = "0F0,0F1,,0B0,0F2,0B1,,0B2\n,1F0,1B0,1F1,1B1,1F2,1B2\n";

CsvOrders parse(const std::string& text, const Problem& problem) {
  return parse_orders_csv(text, "o.csv", problem);
}

// "F0@0 F0@1 B0@0": one device's order.
std::string names(const Problem& problem, const std::vector<Instance>& order) {
  std::string text;
  for (const Instance& i : order) text += (text.empty() ? "" : " ") + instance_name(problem, i);
  return text;
}

std::string refusal_of(const std::string& text, const Problem& problem) {
  try {
    parse(text, problem);
  } catch (const SourceError& error) {
    return error.what();
  }
  return "accepted";
}

std::string to_csv(const Problem& problem, const Orders& orders) {
  std::string text;
  for (const auto& order : orders) {
    for (std::size_t i = 0; i < order.size(); ++i) text += (i ? "," : "") + instance_name(problem, order[i]);
    text += '\n';
  }
  return text;
}

}  // namespace

TEST_CASE("PyTorch's example of a schedule is read", "[csv]") {
  const auto problem = placed("shape: v, forward: 1, backward: 2", 2, 8);
  const CsvOrders csv = parse(pytorch, *problem);
  CHECK(csv.micro_batches == 3);
  CHECK(names(*problem, csv.orders[MachineId{0}]) == "F0@0 F0@1 B0@0 F0@2 B0@1 B0@2");
  CHECK(names(*problem, csv.orders[MachineId{1}]) == "F1@0 B1@0 F1@1 B1@1 F1@2 B1@2");
}

TEST_CASE("what editors and spreadsheets leave in a file changes nothing", "[csv]") {
  const auto problem = placed("shape: v", 2, 3);
  const Orders expected = parse(pytorch, *problem).orders;
  const std::string row0 = "0F0,0F1,0B0,0F2,0B1,0B2", row1 = "1F0,1B0,1F1,1B1,1F2,1B2";
  CHECK(parse(row0 + "\n" + row1, *problem).orders == expected);  // no end of the last line
  CHECK(parse(row0 + "\r\n" + row1 + "\r\n", *problem).orders == expected);
  CHECK(parse(row0 + "\n" + row1 + "\n\n \t\r\n", *problem).orders == expected);
  CHECK(parse("\xEF\xBB\xBF" + row0 + "\n" + row1 + "\n", *problem).orders == expected);
  CHECK(parse(row0 + ",,\n" + row1 + ",\n", *problem).orders == expected);
  CHECK(parse(" 0F0 ,\t0F1 , ,0B0,0F2,0B1,0B2\n" + row1, *problem).orders == expected);
}

TEST_CASE("a rank may hold several stages, in any placement", "[csv]") {
  // V placement: rank 0 holds stages 0 and 3, rank 1 holds 1 and 2.
  const auto problem = placed("shape: zbv, forward: 1, input_gradient: 1, weight_gradient: 1", 2, 4);
  const CsvOrders csv = parse("0F0,3F0,3I0,3W0,0I0,0W0\n1F0,2F0,2I0,2W0,1I0,1W0\n", *problem);
  CHECK(csv.micro_batches == 1);
  CHECK(names(*problem, csv.orders[MachineId{0}]) == "F0@0 F3@0 I3@0 W3@0 I0@0 W0@0");
  CHECK(names(*problem, csv.orders[MachineId{1}]) == "F1@0 F2@0 I2@0 W2@0 I1@0 W1@0");
}

TEST_CASE("a stage that two branches share is the one of the row's device", "[csv]") {
  const auto problem = placed("shape: k, forward: 1, backward: 2", 4, 1);
  const CsvOrders csv =
      parse("0F0,L@0,Lb@0,0B0\n1F0,L@0,Lb@0,1B0\n0F0,L@0,Lb@0,0B0\n1F0,L@0,Lb@0,1B0\n", *problem);
  CHECK(names(*problem, csv.orders[MachineId{0}]) == "Fa0@0 L@0 Lb@0 Ba0@0");
  CHECK(names(*problem, csv.orders[MachineId{3}]) == "Fb1@0 L@0 Lb@0 Bb1@0");
}

TEST_CASE("gangs stand in the row of each of their devices", "[csv]") {
  const auto problem = placed("shape: m, forward: 1, backward: 2", 2, 1);
  const CsvOrders csv = parse("E@0,0F0,0B0,Eb@0\nE@0,1F0,1B0,Eb@0\n", *problem);
  CHECK(names(*problem, csv.orders[MachineId{1}]) == "E@0 F1@0 B1@0 Eb@0");
  CHECK(refusal_of("E@0,0F0,0B0,Eb@0\nE@0,1F0,1B0\n", *problem) ==
        "o.csv:2:1: Eb@0 is missing in the row of gpu1");
}

TEST_CASE("orders written with block names are read back", "[csv]") {
  std::mt19937_64 random(11);
  for (int round = 0; round < 100; ++round) {
    const Problem problem = test::random_problem(random);
    const Orders orders = test::random_orders(random, problem);
    const CsvOrders csv = parse(to_csv(problem, orders), problem);
    CHECK(csv.orders == orders);
    CHECK(csv.micro_batches == problem.micro_batches);
  }
}

TEST_CASE("every mistake in a schedule has its place and its message", "[csv]") {
  const auto problem = placed("shape: v", 2, 2);
  const auto [text, message] = GENERATE(table<std::string, std::string>({
      {"", "1:1: the row of gpu0 is missing, expected one for each of the 2 devices"},
      {"0F0,0B0\n", "2:1: the row of gpu1 is missing, expected one for each of the 2 devices"},
      {"0F0,0B0\n1F0,1B0\n0F1\n", "3:1: a row too many, expected one for each of the 2 devices"},
      {",,\n\n", "1:1: every row is empty, expected cells such as 0F3 or block@micro-batch"},
      {"0F0,0X0\n1F0,1B0\n",
       "1:5: '0X0' is no cell, expected stage, F, B, I or W, and micro-batch, as in 0F3, "
       "or block@micro-batch"},
      {"rank0,\n1F0\n",
       "1:1: 'rank0' is no cell, expected stage, F, B, I or W, and micro-batch, as in 0F3, or "
       "block@micro-batch"},
      {"F0\n1F0\n",
       "1:1: 'F0' is no cell, expected stage, F, B, I or W, and micro-batch, as in 0F3, or "
       "block@micro-batch"},
      {"0F\n1F0\n", "1:1: '' is no number from 0 to 10000000"},
      {"0F-1\n1F0\n", "1:1: '-1' is no number from 0 to 10000000"},
      {"0F1.5\n1F0\n", "1:1: '1.5' is no number from 0 to 10000000"},
      {"0F99999999999\n1F0\n", "1:1: '99999999999' is no number from 0 to 10000000"},
      {"0F10000001\n1F0\n", "1:1: '10000001' is no number from 0 to 10000000"},
      {"F0@x\n1F0\n", "1:1: 'x' is no number from 0 to 10000000"},
      {"Q@0\n1F0\n", "1:1: no block is called 'Q'"},
      {"@0\n1F0\n", "1:1: no block is called ''"},
      {"2F0\n1F0\n", "1:1: no forward block has stage 2"},
      {"0F0,0I0\n1F0\n", "1:5: no input-gradient block has stage 0"},
      {"0F0,0W0\n1F0\n", "1:5: no weight-gradient block has stage 0"},
      {"1F0\n1F0\n", "1:1: 1F0 does not run on gpu0"},
      {"F1@0\n1F0\n", "1:1: F1@0 does not run on gpu0"},
      {"0F0,0B0,0F0\n1F0,1B0\n", "1:9: 0F0 stands in this row already"},
      {"0F0,0B0,  F0@0\n1F0,1B0\n", "1:11: F0@0 stands in this row already"},
      {"0F0,0B0\n1F0\n", "2:1: B1@0 is missing in the row of gpu1"},
      {"0F0,0B0,0F2,0B2\n1F0,1B0\n", "1:1: F0@1 is missing in the row of gpu0"},
  }));
  CAPTURE(text);
  CHECK(refusal_of(text, *problem) == "o.csv:" + message);
}

TEST_CASE("two blocks of one stage on one device are told apart by name only", "[csv]") {
  Problem problem = test::pipeline(1, 1, 1, 2);
  problem.blocks.push_back(problem.blocks[0]);
  problem.blocks.back().name = "twin";
  CHECK(refusal_of("0F0,0B0\n", problem) ==
        "o.csv:1:1: F0 and twin are both stage 0 here, expected block@micro-batch");
  CHECK(parse("F0@0,twin@0,0B0\n", problem).orders[MachineId{0}].size() == 3);
}

TEST_CASE("damaged schedules are read or refused, nothing else", "[csv]") {
  const auto problem = placed("shape: v", 2, 3);
  constexpr std::string_view interesting = ",\n\r @0123456789FBIWX-\t";
  std::mt19937_64 random(5);
  int read = 0, refused = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string text = pytorch;
    for (auto damage = test::uniform(random, 1, 3); damage > 0 && !text.empty(); --damage) {
      const auto at = static_cast<std::size_t>(test::uniform(random, 0, std::ssize(text) - 1));
      const char sign = interesting[random() % interesting.size()];
      switch (test::uniform(random, 0, 3)) {
        case 0:
          text[at] = static_cast<char>(test::uniform(random, 0, 255));
          break;
        case 1:
          text.insert(at, 1, sign);
          break;
        case 2:
          text.erase(at, 1 + random() % 4);
          break;
        default:
          text[at] = sign;
      }
    }
    CAPTURE(text);
    try {
      const CsvOrders csv = parse(text, *problem);
      Problem changed = *problem;
      changed.micro_batches = csv.micro_batches;
      REQUIRE_NOTHROW(simulate(changed, csv.orders));  // a deadlock is an answer too
      ++read;
    } catch (const SourceError& error) {
      CHECK_THAT(error.what(), ContainsSubstring("o.csv:"));
      ++refused;
    }
  }
  CHECK(read > 100);
  CHECK(refused > 1000);
}

namespace {

Problem with_exchange() {
  return *parse_scenario(
              "micro_batches: 2\ndevices: {count: 1, lanes: [compute, comm]}\nblocks:\n"
              "  - {name: F, kind: forward, stage: 0, devices: [0], time: 1}\n"
              "  - {name: G, kind: communication, devices: [0], lane: comm, repeat: last, time: 1, "
              "after: [F]}\n",
              "f.yaml")
              .problem;
}

}  // namespace

TEST_CASE("rows of lanes that do not compute may be left out, all of them") {
  const Problem problem = with_exchange();
  for (const char* text : {"0F0,0F1", "0F0,0F1\n\n", "0F0,0F1\nG@1\n"}) {
    const CsvOrders csv = parse_orders_csv(text, "f.csv", problem);
    CHECK(csv.micro_batches == 2);
    CHECK(csv.orders[MachineId{0}].size() == 2);
    CHECK(csv.orders[MachineId{1}].size() == (std::string_view(text).ends_with("G@1\n") ? 1 : 0));
  }
  CHECK_THROWS_WITH(parse_orders_csv("0F0,0F1\nG@0\n", "f.csv", problem),
                    "f.csv:2:1: G@1 is missing in the row of gpu0.comm");
  CHECK_THROWS_WITH(
      parse_orders_csv("", "f.csv", problem),
      "f.csv:1:1: the row of gpu0 is missing, expected one for each of the 1 devices, or of these "
      "and the 1 other lanes and machines");
}

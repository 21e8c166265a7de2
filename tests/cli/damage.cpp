#include "tests/cli/damage.hpp"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

namespace repetend::test {
namespace {

using Json = nlohmann::ordered_json;

std::size_t below(std::mt19937_64& random, std::size_t size) { return random() % size; }

// The place of a random instance in a random order; none where that order is empty.
struct InstancePlace {
  Json* order = nullptr;
  std::size_t at = 0;

  InstancePlace(std::mt19937_64& random, Json& plan) {
    Json& orders = plan["orders"];
    Json& chosen = orders[below(random, orders.size())];
    if (chosen["block"].empty()) return;
    order = &chosen;
    at = below(random, chosen["block"].size());
  }
  explicit operator bool() const { return order; }
  Json& block() const { return (*order)["block"][at]; }
  Json& micro_batch() const { return (*order)["micro_batch"][at]; }
  void insert(const Json& block, const Json& micro_batch) const {
    (*order)["block"].insert((*order)["block"].begin() + std::ptrdiff_t(at), block);
    (*order)["micro_batch"].insert((*order)["micro_batch"].begin() + std::ptrdiff_t(at), micro_batch);
  }
  void erase() const {
    (*order)["block"].erase(at);
    (*order)["micro_batch"].erase(at);
  }
};

void damage_orders(std::mt19937_64& random, Json& plan) {
  const InstancePlace a(random, plan), b(random, plan);
  if (!a || !b) return;
  const Json block = a.block(), micro_batch = a.micro_batch();
  switch (below(random, 5)) {
    case 0:  // doubled in the place of another
      b.block() = block;
      b.micro_batch() = micro_batch;
      break;
    case 1:  // doubled
      b.insert(block, micro_batch);
      break;
    case 2:
      a.erase();
      break;
    case 3:  // on another device; swapped where it is the same
      a.block() = std::exchange(b.block(), block);
      a.micro_batch() = std::exchange(b.micro_batch(), micro_batch);
      break;
    default:
      std::swap((*a.order)["device"], (*b.order)["device"]);
  }
}

// Every value in the tree that is `wanted`.
template <class Wanted>
void collect(Json& value, Wanted wanted, std::vector<Json*>& found) {
  if (wanted(value)) found.push_back(&value);
  if (value.is_structured())
    for (Json& each : value) collect(each, wanted, found);
}

bool is_rate_or_number(const Json& value) {
  return value.is_number() || (value.is_string() && value.get<std::string>().ends_with("B/s"));
}

void damage_number(std::mt19937_64& random, Json& plan) {
  constexpr std::int64_t sum_limit = std::int64_t{1} << 62;
  constexpr std::int64_t limits[] = {0,
                                     1,
                                     2,
                                     -1,
                                     1'000'000'000,
                                     2'147'483'647,
                                     2'147'483'648,
                                     4294967296,
                                     1LL << 53,
                                     1LL << 60,
                                     1LL << 61,
                                     sum_limit / 8,
                                     sum_limit - 1,
                                     sum_limit,
                                     sum_limit + 1,
                                     std::numeric_limits<std::int64_t>::max(),
                                     std::numeric_limits<std::int64_t>::min()};
  std::vector<Json*> numbers;
  // The problem has few numbers beside the orders and times, and the more interesting ones.
  collect(random() % 2 ? plan["problem"] : plan, is_rate_or_number, numbers);
  Json& number = *numbers[below(random, numbers.size())];
  if (number.is_number())
    number = limits[below(random, std::size(limits))];
  else
    number = "9223372036854775807B/s";
}

void lose_a_key(std::mt19937_64& random, Json& plan) {
  std::vector<Json*> maps;
  collect(
      plan, [](const Json& v) { return v.is_object() && !v.empty(); }, maps);
  Json& map = *maps[below(random, maps.size())];
  map.erase(std::next(map.begin(), std::ptrdiff_t(below(random, map.size()))));
}

void damage_times(std::mt19937_64& random, Json& plan) {
  if (!plan["start_ns"].is_array()) return;
  for (Json& starts : plan["start_ns"])
    for (Json& start : starts)
      if (random() % 3 == 0) start = random() % (1ULL << (random() % 62));
}

}  // namespace

std::string damaged_plan(std::mt19937_64& random, const std::string& text) {
  Json plan = Json::parse(text);
  for (auto times = 1 + below(random, 3); times > 0; --times) {
    const std::size_t kind = below(random, 8);
    if (kind == 0 && plan.is_object()) {
      lose_a_key(random, plan);
      break;  // nothing else can count on a key
    }
    if (kind == 1)
      damage_times(random, plan);
    else if (kind < 4)
      damage_number(random, plan);
    else
      damage_orders(random, plan);
  }
  return plan.dump();
}

}  // namespace repetend::test

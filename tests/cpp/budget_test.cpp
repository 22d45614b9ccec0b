#include <agent_event_bus/budget.h>
#include <agent_event_bus/budget_pool.h>

#include <string>
#include <vector>

#include "catch.h"
#include "random.h"

using namespace agent_event_bus;

namespace {

Amounts amounts(int64_t tokens, int64_t usd, int64_t calls) { return {{tokens, usd, calls}}; }

}  // namespace

TEST_CASE("a reservation is in all of its pools, or in none") {
  BudgetPool budget;
  const auto total = budget.pool("total", amounts(100, BudgetPool::kUnlimited, 2));
  const auto agent = budget.pool("agent:a", amounts(30, BudgetPool::kUnlimited, 9));
  CHECK(budget.pool("total", amounts(0, 0, 0)) == total);
  const auto one = budget.reserve({total, agent}, amounts(30, 7, 1));
  REQUIRE(one.id != 0);
  const auto refused = budget.reserve({total, agent}, amounts(1, 0, 1));
  CHECK(refused.id == 0);
  CHECK(refused.refusal.pool == agent);
  CHECK(refused.refusal.axis == Axis::kTokens);
  CHECK(refused.refusal.attempted == 31);
  CHECK(budget.reservedIn(total) == amounts(30, 0, 1));
  CHECK(budget.commit(one.id, amounts(10, 5, 1)));
  CHECK_FALSE(budget.commit(one.id, amounts(10, 5, 1)));
  CHECK_FALSE(budget.release(one.id));
  CHECK(budget.used(agent) == amounts(10, 5, 1));
  CHECK(budget.remaining(agent, Axis::kTokens) == 20);
}

TEST_CASE("a pool is forgotten when nothing is reserved in it") {
  BudgetPool budget;
  const auto run = budget.pool("run:1", amounts(5, 5, 5));
  const auto reserved = budget.reserve({run}, amounts(0, 0, 0));
  CHECK_FALSE(budget.forget("run:1"));
  CHECK(budget.release(reserved.id));
  CHECK(budget.forget("run:1"));
  CHECK(budget.pool("run:2", amounts(1, 1, 1)) == run);  // its place is used again
  CHECK(budget.names() == std::vector<std::string>{"run:2"});
}

TEST_CASE("10^5 reservations, commits and releases in random order") {
  CAPTURE(testSeed());
  std::mt19937 random(testSeed());
  const auto below = [&random](uint32_t bound) { return static_cast<int64_t>(random() % bound); };
  BudgetPool budget;
  constexpr size_t kPools = 4;
  struct Expected {
    Amounts limits, used, reserved;
  };
  std::vector<Expected> expected(kPools);
  for (size_t i = 0; i < kPools; ++i) {
    expected[i].limits = amounts(1'000'000, 50'000'000 + below(1'000'000), 20'000);
    budget.pool("pool " + std::to_string(i), expected[i].limits);
  }
  struct Open {
    BudgetPool::ReservationId id;
    std::vector<BudgetPool::PoolId> pools;
    Amounts held;
  };
  std::vector<Open> open;
  int refused = 0;
  bool holds = true;
  for (int step = 0; step < 200'000; ++step) {
    if (open.empty() || (step < 150'000 && below(2) == 0)) {
      std::vector<BudgetPool::PoolId> pools;
      for (uint32_t i = 0; i < kPools; ++i) {
        if (below(2) == 0) pools.push_back(i);
      }
      const Amounts wanted = amounts(below(200), below(10'000), below(3));
      bool fits = true;
      for (const auto pool : pools) {
        for (const Axis axis : kAxes) {
          const Expected& e = expected[pool];
          fits = fits && (wanted[axis] == 0 ||
                          e.used[axis] + e.reserved[axis] + wanted[axis] <= e.limits[axis]);
        }
      }
      const auto reserved = budget.reserve(pools, wanted);
      holds = holds && (reserved.id != 0) == fits;
      if (reserved.id == 0) {
        ++refused;
        continue;
      }
      for (const auto pool : pools) {
        for (const Axis axis : kAxes) expected[pool].reserved[axis] += wanted[axis];
      }
      open.push_back({reserved.id, pools, wanted});
    } else {
      const auto index = static_cast<size_t>(below(static_cast<uint32_t>(open.size())));
      std::swap(open[index], open.back());
      const Open ended = open.back();
      open.pop_back();
      Amounts actual;
      for (const Axis axis : kAxes) {
        actual[axis] = below(static_cast<uint32_t>(ended.held[axis] + 1));
      }
      const bool fails = below(3) == 0;
      holds = holds && (fails ? budget.release(ended.id) : budget.commit(ended.id, actual));
      for (const auto pool : ended.pools) {
        for (const Axis axis : kAxes) {
          expected[pool].reserved[axis] -= ended.held[axis];
          if (!fails) expected[pool].used[axis] += actual[axis];
        }
      }
    }
    for (uint32_t i = 0; i < kPools; ++i) {
      const Expected& e = expected[i];
      holds = holds && budget.used(i) == e.used && budget.reservedIn(i) == e.reserved;
      for (const Axis axis : kAxes)
        holds = holds && e.used[axis] + e.reserved[axis] <= e.limits[axis];
    }
    REQUIRE(holds);
  }
  while (!open.empty()) {
    CHECK(budget.release(open.back().id));
    open.pop_back();
  }
  CHECK(budget.openReservations() == 0);
  for (uint32_t i = 0; i < kPools; ++i) CHECK(budget.reservedIn(i) == Amounts());
  CHECK(refused > 0);
}

TEST_CASE("a budget follows the events of calls") {
  Budget budget;
  CHECK(budget.limitTotal(R"({"calls":1,"usd":"0.50"})").empty());
  CHECK(budget.limitTool("rm", R"({"calls":0})").empty());
  CHECK_FALSE(budget.limitTotal(R"({"calls":1.5})").empty());
  CHECK_FALSE(budget.limitEachRun(R"({"usd":"five"})").empty());

  CHECK(budget.observe("tool.called", R"({"callId":"1","tool":"search"})").allowed);
  const Budget::Verdict refused =
      budget.observe("tool.called", R"({"callId":"2","tool":"search"})");
  CHECK_FALSE(refused.allowed);
  CHECK(refused.refusal == R"({"scope":"total","axis":"calls","attempted":2,"limit":1})");
  budget.observe("tool.failed", R"({"callId":"1","tool":"search"})");
  CHECK(budget.observe("tool.called", R"({"callId":"3","tool":"search"})").allowed);
  budget.observe("tool.succeeded", R"({"callId":"3"})");

  CHECK_FALSE(budget.observe("tool.called", R"({"callId":"4","tool":"rm"})").allowed);
  const auto request =
      R"({"callId":"5","model":"gpt-4o","tokensEstimate":100000,"maxTokens":25000})";
  CHECK(budget.observe("model.request", request).allowed);
  CHECK_FALSE(budget.observe("model.request", R"({"callId":"6","costEstimateUsd":0.01})").allowed);
  budget.observe("model.response", R"({"callId":"5","costUsd":0.25})");
  CHECK(budget.status() ==
        R"({"scopes":{"total":{"usd":{"limit":0.5,"used":0.25,"reserved":0,"remaining":0.25},)"
        R"("calls":{"limit":1,"used":1,"reserved":0,"remaining":0}},)"
        R"("tool:rm":{"calls":{"limit":0,"used":0,"reserved":0,"remaining":0}}},)"
        R"("openReservations":0})");
}

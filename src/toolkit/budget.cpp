#include "budget.h"

#include <algorithm>
#include <utility>

#include "json_slice.h"

namespace agent_event_bus {
namespace {

constexpr std::string_view kBadCount = "must be a whole number from 0 to 2^53";
constexpr std::string_view kBadUsd =
    "must be a number of dollars from 0 to 9000000, with at most 12 decimals";

// Reads amounts from {"tokens","usd","calls"}; leaves those that are missing as they are. Returns
// what is wrong, as a clause.
std::string_view readAmounts(const Members& members, Amounts& amounts) {
  for (const Axis axis : kAxes) {
    const std::string_view value = members[axisName(axis)];
    if (isNothing(value)) continue;
    if (axis == Axis::kUsd) {
      const std::string text = isString(value) ? textOf(value) : std::string(value);
      const std::optional<PicoUsd> amount = picoUsdOf(text);
      if (!amount) return kBadUsd;
      amounts[axis] = *amount;
    } else {
      const std::optional<int64_t> amount = countOf(value);
      if (!amount || static_cast<double>(*amount) != *numberOf(value)) return kBadCount;
      amounts[axis] = *amount;
    }
  }
  return {};
}

void addEvent(Budget::Verdict& verdict, std::string_view topic, const std::string& event) {
  if (!verdict.events.empty()) verdict.events += ',';
  verdict.events += "{\"topic\":" + jsonString(topic) + ",\"event\":{" + event + "}}";
}

std::string member(std::string_view key, const std::string& json) {
  return jsonString(key) + ':' + json;
}

}  // namespace

Budget::Verdict Budget::observe(std::string_view topic, std::string_view json) {
  Verdict verdict;
  if (meaningOf(topic).subject == Subject::kNothing) return verdict;
  const AgentEvent event(0, topic, json);
  const Meaning meaning = event.meaning;
  if (meaning.subject == Subject::kRun) {
    if (meaning.phase != Phase::kStart) endRun(event, verdict);
  } else if (meaning.subject != Subject::kTurn) {
    if (meaning.phase == Phase::kStart) {
      begin(event, verdict);
    } else {
      end(event, verdict);
    }
  }
  return verdict;
}

Budget::Verdict Budget::reserve(std::string_view json) {
  Verdict verdict;
  const Members members(json);
  Amounts amounts;
  verdict.problem = readAmounts(members, amounts);
  if (!verdict.problem.empty()) return verdict;
  take({poolsOf(members, true), idOf(members["callId"]), {}, idOf(members["runId"])}, amounts,
       verdict);
  return verdict;
}

Budget::Verdict Budget::commit(ReservationId id, std::string_view json) {
  Verdict verdict;
  const Amounts* reserved = pool_.reserved(id);
  if (reserved == nullptr) return verdict;
  Amounts actual = *reserved;
  verdict.problem = readAmounts(Members(json), actual);
  if (verdict.problem.empty()) settle(id, &actual, verdict);
  return verdict;
}

Budget::Verdict Budget::release(ReservationId id) {
  Verdict verdict;
  settle(id, nullptr, verdict);
  return verdict;
}

void Budget::reset() {
  pool_.reset();
  bookings_.clear();
  open_.clear();
}

std::string Budget::status() const {
  std::string scopes;
  for (const std::string& name : pool_.names()) {
    const BudgetPool::PoolId id = *pool_.findPool(name);
    std::string axes;
    for (const Axis axis : kAxes) {
      const int64_t limit = pool_.limits(id)[axis];
      if (limit == BudgetPool::kUnlimited) continue;
      const int64_t used = pool_.used(id)[axis];
      const int64_t reserved = pool_.reservedIn(id)[axis];
      if (!axes.empty()) axes += ',';
      axes += jsonString(axisName(axis)) + ":{" + member("limit", amountText(axis, limit)) + ',' +
              member("used", amountText(axis, used)) + ',' +
              member("reserved", amountText(axis, reserved)) + ',' +
              member("remaining", amountText(axis, pool_.remaining(id, axis))) + '}';
    }
    if (!scopes.empty()) scopes += ',';
    scopes += jsonString(name) + ":{" + axes + '}';
  }
  return "{\"scopes\":{" + scopes +
         "},\"openReservations\":" + std::to_string(pool_.openReservations()) + '}';
}

std::string_view Budget::limit(std::string kind, std::string_view limits) {
  Amounts amounts;
  for (const Axis axis : kAxes) amounts[axis] = BudgetPool::kUnlimited;
  const std::string_view problem = readAmounts(Members(limits), amounts);
  if (!problem.empty()) return problem;
  if (kind == "total") pool_.pool(kind, amounts);  // listed from the start
  limits_.insert_or_assign(std::move(kind), amounts);
  return {};
}

Budget::Pools Budget::poolsOf(const Members& members, bool makesMissing) {
  Pools pools;
  const auto add = [&](std::string_view kind, const std::string& name) {
    const auto limits = limits_.find(kind);
    if (limits == limits_.end()) return;
    if (makesMissing) {
      pools.push_back(pool_.pool(name, limits->second));
    } else if (const auto found = pool_.findPool(name)) {
      pools.push_back(*found);
    }
  };
  add("total", "total");
  const std::string agent = idOf(members["agent"]);
  if (!agent.empty()) add("agent", "agent:" + agent);
  add("run", "run:" + idOf(members["runId"]));
  const std::string tool = "tool:" + idOf(members["tool"]);
  add(tool, tool);
  return pools;
}

void Budget::begin(const AgentEvent& event, Verdict& verdict) {
  take({poolsOf(event.members, true), event.text("callId"), callKey(event), event.text("runId")},
       estimateOf(event), verdict);
}

void Budget::end(const AgentEvent& event, Verdict& verdict) {
  const bool failed = event.meaning.phase == Phase::kFailure;
  const auto found = open_.find(callKey(event));
  if (found == open_.end()) {
    if (failed) return;
    // It began before the budget did, or its run has ended; but it was spent.
    pool_.spend(poolsOf(event.members, false), actualOf(event, estimateOf(event)));
    tellWarnings(verdict);
    return;
  }
  const ReservationId id = ownOf(found->second, event.text("runId"));
  if (failed) {
    settle(id, nullptr, verdict);
  } else {
    const Amounts actual = actualOf(event, *pool_.reserved(id));
    settle(id, &actual, verdict);
  }
}

Budget::ReservationId Budget::ownOf(const std::vector<ReservationId>& ids,
                                    const std::string& runId) const {
  const auto own = std::find_if(ids.rbegin(), ids.rend(), [&](ReservationId id) {
    return bookings_.find(id)->second.runId == runId;
  });
  return own != ids.rend() ? *own : ids.back();
}

void Budget::endRun(const AgentEvent& event, Verdict& verdict) {
  const std::string runId = event.text("runId");
  std::vector<ReservationId> ended;
  for (const auto& [id, booking] : bookings_) {
    // What was reserved by hand is given back by hand.
    if (booking.runId == runId && !booking.key.empty()) ended.push_back(id);
  }
  std::sort(ended.begin(), ended.end());
  for (const ReservationId id : ended) settle(id, nullptr, verdict);
  if (limits_.find("run") != limits_.end()) pool_.forget("run:" + runId);
}

Amounts Budget::estimateOf(const AgentEvent& event) const {
  const Members& members = event.members;
  const Usage usage{.input = countOf(members["tokensEstimate"]).value_or(0),
                    .output = countOf(members["maxTokens"]).value_or(0)};
  Amounts amounts;
  amounts[Axis::kCalls] = event.meaning.subject == Subject::kTool ? 1 : 0;
  amounts[Axis::kTokens] = usage.total();
  amounts[Axis::kUsd] =
      picoUsdOf(members["costEstimateUsd"]).value_or(prices_.cost(idOf(members["model"]), usage));
  return amounts;
}

Amounts Budget::actualOf(const AgentEvent& event, const Amounts& reserved) const {
  Amounts amounts = reserved;
  const std::optional<Usage> usage = usageOf(event.members["usage"]);
  if (usage) amounts[Axis::kTokens] = usage->total();
  if (const std::optional<PicoUsd> cost = picoUsdOf(event.members["costUsd"])) {
    amounts[Axis::kUsd] = *cost;
  } else if (usage) {
    amounts[Axis::kUsd] = prices_.cost(event.text("model"), *usage);
  }
  return amounts;
}

void Budget::take(Booking booking, const Amounts& amounts, Verdict& verdict) {
  const BudgetPool::Reserved reserved = pool_.reserve(booking.pools, amounts);
  if (reserved.id == 0) {
    const auto [pool, axis, attempted] = reserved.refusal;
    const int64_t taken = pool_.used(pool)[axis] + pool_.reservedIn(pool)[axis];
    const std::string what = member("scope", jsonString(pool_.name(pool))) + ',' +
                             member("axis", jsonString(axisName(axis))) + ',' +
                             member("attempted", amountText(axis, attempted)) + ',' +
                             member("limit", amountText(axis, pool_.limits(pool)[axis]));
    verdict.allowed = false;
    verdict.refusal = '{' + what + '}';
    addEvent(verdict, "budget.exceeded",
             (booking.callId.empty() ? "" : member("callId", jsonString(booking.callId)) + ',') +
                 what + ',' + member("used", amountText(axis, taken)));
    return;
  }
  verdict.id = reserved.id;
  tell("budget.reserved", booking, amounts, verdict);
  tellWarnings(verdict);
  if (!booking.key.empty()) open_[booking.key].push_back(reserved.id);
  bookings_.emplace(reserved.id, std::move(booking));
}

void Budget::settle(ReservationId id, const Amounts* actual, Verdict& verdict) {
  const auto found = bookings_.find(id);
  if (found == bookings_.end()) return;
  const Booking booking = std::move(found->second);
  bookings_.erase(found);
  if (const auto open = open_.find(booking.key); open != open_.end()) {
    std::erase(open->second, id);
    if (open->second.empty()) open_.erase(open);
  }
  verdict.id = id;
  const Amounts reserved = *pool_.reserved(id);
  if (actual != nullptr) {
    pool_.commit(id, *actual);
    tell("budget.committed", booking, *actual, verdict);
  } else {
    pool_.release(id);
    tell("budget.released", booking, reserved, verdict);
  }
  tellWarnings(verdict);
}

void Budget::tell(std::string_view topic, const Booking& booking, const Amounts& amounts,
                  Verdict& verdict) const {
  for (const BudgetPool::PoolId pool : booking.pools) {
    for (const Axis axis : kAxes) {
      if (amounts[axis] == 0 || pool_.limits(pool)[axis] == BudgetPool::kUnlimited) continue;
      std::string event;
      if (!booking.callId.empty()) event += member("callId", jsonString(booking.callId)) + ',';
      if (!booking.runId.empty()) event += member("runId", jsonString(booking.runId)) + ',';
      event += member("scope", jsonString(pool_.name(pool))) + ',' +
               member("axis", jsonString(axisName(axis))) + ',' +
               member("amount", amountText(axis, amounts[axis])) + ',' +
               member("remaining", amountText(axis, pool_.remaining(pool, axis)));
      addEvent(verdict, topic, event);
    }
  }
}

void Budget::tellWarnings(Verdict& verdict) {
  for (const auto& [pool, axis, isOver] : pool_.takeWarnings()) {
    const int64_t taken =
        addUpTo(pool_.used(pool)[axis], pool_.reservedIn(pool)[axis], BudgetPool::kUnlimited);
    addEvent(verdict, isOver ? "budget.exceeded" : "budget.warning",
             member("scope", jsonString(pool_.name(pool))) + ',' +
                 member("axis", jsonString(axisName(axis))) + ',' +
                 member("used", amountText(axis, taken)) + ',' +
                 member("limit", amountText(axis, pool_.limits(pool)[axis])));
  }
}

}  // namespace agent_event_bus

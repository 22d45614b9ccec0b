// A budget that follows an agent's events: it reserves when a call is about to run, commits what
// the call came to, and takes back what a failed one had reserved.
//
//   Budget budget;
//   budget.limitTotal(R"({"usd":5,"calls":50})");
//   const Budget::Verdict verdict = budget.observe("tool.called",
//   R"({"callId":"1","tool":"search"})"); if (!verdict.allowed) …   // the call must not run
//
// A tool call takes one of `calls`; a model call takes `tokens` and `usd`. Before it runs, those
// are estimated, from its `tokensEstimate`, `costEstimateUsd` and `maxTokens`; afterwards they are
// what its `usage` and `costUsd` say.

#ifndef AGENT_EVENT_BUS_BUDGET_H_
#define AGENT_EVENT_BUS_BUDGET_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent_calls.h"
#include "budget_pool.h"
#include "prices.h"

namespace agent_event_bus {

class Budget {
 public:
  using ReservationId = BudgetPool::ReservationId;

  /// What became of a publish, or of a reservation.
  struct Verdict {
    bool allowed = true;
    ReservationId id = 0;  ///< Of what was reserved, if it was.
    /// What happened, as a JSON array of {"topic":"budget.…","event":{…}}, in order.
    std::string events;
    /// Why not, as JSON: {"scope","axis","attempted","limit"}; empty if it is allowed.
    std::string refusal;
    /// What is wrong with the input, as a clause; empty if all is well. Nothing has changed then.
    std::string_view problem;
  };

  explicit Budget(double warnAt = 0.8) : pool_(warnAt) {}

  Prices& prices() { return prices_; }

  /// Each limits a scope, by {"tokens":…,"usd":…,"calls":…}, of which any may be missing: all that
  /// happens; each agent and each run on its own; one tool. They return what is wrong
  /// with the limits, as a clause, and change nothing then. Call them before the first event.
  std::string_view limitTotal(std::string_view limits) { return limit("total", limits); }
  std::string_view limitEachAgent(std::string_view limits) { return limit("agent", limits); }
  std::string_view limitEachRun(std::string_view limits) { return limit("run", limits); }
  std::string_view limitTool(std::string_view tool, std::string_view limits) {
    return limit("tool:" + std::string(tool), limits);
  }

  /// Follows one event: `json` is its payload. Only the start of a call can be refused.
  Verdict observe(std::string_view topic, std::string_view json);

  /// Reserves without an event: `json` has {"tokens","usd","calls"}, and may have the "agent",
  /// "runId" and "tool" that it is for.
  Verdict reserve(std::string_view json);
  /// Ends a reservation. An axis that `json` does not have is used up as it was reserved. One that
  /// is not open any more, for instance after a reset, is left as it is.
  Verdict commit(ReservationId id, std::string_view json);
  Verdict release(ReservationId id);

  void reset();

  /// {"scopes":{"total":{"tokens":{"limit","used","reserved","remaining"}, …}, …},
  /// "openReservations":n}. Only limited axes are listed.
  std::string status() const;

 private:
  using Pools = std::vector<BudgetPool::PoolId>;
  /// A reservation that is open, and whose it is.
  struct Booking {
    Pools pools;
    std::string callId;
    std::string key;  // of the call, in open_
    std::string runId;
  };

  std::string_view limit(std::string kind, std::string_view limits);
  /// The pools that an event, or a reservation, counts in. Makes those that are missing, or not.
  Pools poolsOf(const Members& members, bool makesMissing);
  void begin(const AgentEvent& event, Verdict& verdict);
  void end(const AgentEvent& event, Verdict& verdict);
  void endRun(const AgentEvent& event, Verdict& verdict);
  /// The last of them that is of this run, else the last. There is at least one.
  ReservationId ownOf(const std::vector<ReservationId>& ids, const std::string& runId) const;
  Amounts estimateOf(const AgentEvent& event) const;
  /// What a call came to; where the event does not say, what was reserved.
  Amounts actualOf(const AgentEvent& event, const Amounts& reserved) const;
  void take(Booking booking, const Amounts& amounts, Verdict& verdict);
  /// Ends a reservation: commits `actual`, or releases it if there is none.
  void settle(ReservationId id, const Amounts* actual, Verdict& verdict);
  /// Adds an event for each limited axis of each pool that there is an amount of.
  void tell(std::string_view topic, const Booking& booking, const Amounts& amounts,
            Verdict& verdict) const;
  void tellWarnings(Verdict& verdict);

  BudgetPool pool_;
  Prices prices_;
  std::map<std::string, Amounts, std::less<>> limits_;  // by kind of pool, or the name of one
  std::unordered_map<ReservationId, Booking> bookings_;
  std::unordered_map<std::string, std::vector<ReservationId>> open_;  // by call
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_BUDGET_H_

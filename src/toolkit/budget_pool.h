// A budget that many share: what a call may cost is reserved before it runs, and what it did cost
// is committed after, or the reservation released.
//
// Amounts are whole numbers: tokens, calls, and dollars in 1e-12 of one. There are as many pools of
// them as wanted ("the run", "this agent"), and a reservation is in several at once or in none.
//
// What must hold for every limited axis of every pool: used + reserved never exceeds the limit by a
// reservation; only a commit of more than was reserved can exceed it, as that is spent already.

#ifndef AGENT_EVENT_BUS_BUDGET_POOL_H_
#define AGENT_EVENT_BUS_BUDGET_POOL_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "money.h"

namespace agent_event_bus {

/// What is counted. Their names are "tokens", "usd" and "calls".
enum class Axis : uint8_t { kTokens, kUsd, kCalls };
inline constexpr std::array kAxes{Axis::kTokens, Axis::kUsd, Axis::kCalls};
std::string_view axisName(Axis axis);

/// An amount on each axis. None is negative, or above kMaxPicoUsd.
struct Amounts {
  std::array<int64_t, kAxes.size()> values{};

  int64_t& operator[](Axis axis) { return values[static_cast<size_t>(axis)]; }
  int64_t operator[](Axis axis) const { return values[static_cast<size_t>(axis)]; }
  bool operator==(const Amounts&) const = default;
};

/// An amount as JSON: dollars as an exact decimal, the others as integers.
std::string amountText(Axis axis, int64_t amount);

class BudgetPool {
 public:
  static constexpr int64_t kUnlimited = INT64_MAX;
  using ReservationId = uint64_t;  // never 0, never used again

  /// A pool in a list of pools; see pool().
  using PoolId = uint32_t;

  struct Refusal {
    PoolId pool = 0;
    Axis axis = Axis::kTokens;
    int64_t attempted = 0;  ///< What would be used and reserved, with this.
  };
  struct Reserved {
    ReservationId id = 0;  ///< 0 if it was refused.
    Refusal refusal;       ///< The first pool and axis that it does not fit into.
  };
  /// An axis of a pool that has come to the share of its limit at which to warn.
  struct Warning {
    PoolId pool = 0;
    Axis axis = Axis::kTokens;
    bool isOver = false;  ///< More than the limit was spent.
  };

  /// `warnAt` is that share, above 0 and at most 1.
  explicit BudgetPool(double warnAt = 0.8) : warnAt_(warnAt) {}

  /// The pool of this name, made with these limits if there is none. kUnlimited is none.
  PoolId pool(std::string_view name, const Amounts& limits);
  /// The pool of this name, if there is one.
  std::optional<PoolId> findPool(std::string_view name) const;
  /// Forgets a pool that nothing is reserved in, and what was used of it. False if something is.
  bool forget(std::string_view name);

  /// Reserves in all of `pools`, or in none. Their ids must be valid and different.
  Reserved reserve(const std::vector<PoolId>& pools, const Amounts& amounts);
  /// Ends a reservation: `actual` is used, the rest is free again. False if it is not open.
  bool commit(ReservationId id, const Amounts& actual);
  /// Ends a reservation: all of it is free again. False if it is not open.
  bool release(ReservationId id);
  /// Counts what was used without a reservation.
  void spend(const std::vector<PoolId>& pools, const Amounts& actual);
  /// What a reservation that is open holds.
  const Amounts* reserved(ReservationId id) const;

  /// Nothing is used and nothing is reserved any more. What was reserved is not open any more: its
  /// commit and its release do nothing.
  void reset();

  const std::string& name(PoolId pool) const { return pools_[pool].name; }
  const Amounts& limits(PoolId pool) const { return pools_[pool].limits; }
  const Amounts& used(PoolId pool) const { return pools_[pool].used; }
  /// Of the limited axes.
  const Amounts& reservedIn(PoolId pool) const { return pools_[pool].reserved; }
  /// What can still be reserved; 0 where more than the limit was spent.
  int64_t remaining(PoolId pool, Axis axis) const;
  /// Of all pools, in the order of their making.
  std::vector<std::string> names() const;
  size_t openReservations() const { return reservations_.size(); }

  /// What has come to its warning since the last call: each axis of each pool once, and once more
  /// when it is over its limit.
  std::vector<Warning> takeWarnings();

 private:
  struct Pool {
    std::string name;  // empty: forgotten, free for another
    Amounts limits;
    Amounts used;
    Amounts reserved;
    uint8_t warned = 0;  // a bit for each axis, and one for each that is over
  };
  struct Reservation {
    std::vector<PoolId> pools;
    Amounts amounts;
  };

  void giveBack(const Reservation& reservation);
  void use(PoolId pool, const Amounts& actual);
  void warn(PoolId pool);

  double warnAt_;
  std::vector<Pool> pools_;
  std::vector<PoolId> free_;
  std::unordered_map<std::string, PoolId> byName_;
  ReservationId lastId_ = 0;
  std::unordered_map<ReservationId, Reservation> reservations_;
  std::vector<Warning> warnings_;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_BUDGET_POOL_H_

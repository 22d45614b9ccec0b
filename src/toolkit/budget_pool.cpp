#include "budget_pool.h"

#include <utility>

namespace agent_event_bus {

std::string_view axisName(Axis axis) {
  constexpr std::array<std::string_view, kAxes.size()> kNames{"tokens", "usd", "calls"};
  return kNames[static_cast<size_t>(axis)];
}

std::string amountText(Axis axis, int64_t amount) {
  return axis == Axis::kUsd ? usdText(amount) : std::to_string(amount);
}

BudgetPool::PoolId BudgetPool::pool(std::string_view name, const Amounts& limits) {
  if (const std::optional<PoolId> found = findPool(name)) return *found;
  PoolId id = static_cast<PoolId>(pools_.size());
  if (free_.empty()) {
    pools_.emplace_back();
  } else {
    id = free_.back();
    free_.pop_back();
  }
  pools_[id] = {.name = std::string(name), .limits = limits, .used = {}, .reserved = {}};
  byName_.emplace(name, id);
  return id;
}

std::optional<BudgetPool::PoolId> BudgetPool::findPool(std::string_view name) const {
  const auto found = byName_.find(std::string(name));
  if (found == byName_.end()) return {};
  return found->second;
}

bool BudgetPool::forget(std::string_view name) {
  const std::optional<PoolId> id = findPool(name);
  if (!id) return true;
  if (pools_[*id].reserved != Amounts()) return false;
  // A reservation of nothing is no less open than another.
  for (const auto& [number, reservation] : reservations_) {
    for (const PoolId pool : reservation.pools) {
      if (pool == *id) return false;
    }
  }
  byName_.erase(pools_[*id].name);
  pools_[*id] = {};
  free_.push_back(*id);
  return true;
}

BudgetPool::Reserved BudgetPool::reserve(const std::vector<PoolId>& pools, const Amounts& amounts) {
  for (const PoolId id : pools) {
    const Pool& pool = pools_[id];
    for (const Axis axis : kAxes) {
      if (pool.limits[axis] == kUnlimited || amounts[axis] == 0) continue;
      const int64_t taken = addUpTo(pool.used[axis], pool.reserved[axis], kUnlimited);
      const int64_t attempted = addUpTo(taken, amounts[axis], kUnlimited);
      if (attempted > pool.limits[axis]) return {0, {id, axis, attempted}};
    }
  }
  for (const PoolId id : pools) {
    Pool& pool = pools_[id];
    for (const Axis axis : kAxes) {
      if (pool.limits[axis] != kUnlimited) pool.reserved[axis] += amounts[axis];
    }
    warn(id);
  }
  reservations_.emplace(++lastId_, Reservation{pools, amounts});
  return {lastId_, {}};
}

bool BudgetPool::commit(ReservationId id, const Amounts& actual) {
  const auto found = reservations_.find(id);
  if (found == reservations_.end()) return false;
  giveBack(found->second);
  for (const PoolId pool : found->second.pools) use(pool, actual);
  reservations_.erase(found);
  return true;
}

bool BudgetPool::release(ReservationId id) {
  const auto found = reservations_.find(id);
  if (found == reservations_.end()) return false;
  giveBack(found->second);
  reservations_.erase(found);
  return true;
}

void BudgetPool::spend(const std::vector<PoolId>& pools, const Amounts& actual) {
  for (const PoolId pool : pools) use(pool, actual);
}

const Amounts* BudgetPool::reserved(ReservationId id) const {
  const auto found = reservations_.find(id);
  return found == reservations_.end() ? nullptr : &found->second.amounts;
}

void BudgetPool::reset() {
  reservations_.clear();
  warnings_.clear();
  for (Pool& pool : pools_) {
    pool.used = pool.reserved = {};
    pool.warned = 0;
  }
}

int64_t BudgetPool::remaining(PoolId pool, Axis axis) const {
  const int64_t limit = limits(pool)[axis];
  if (limit == kUnlimited) return kUnlimited;
  const int64_t taken = addUpTo(used(pool)[axis], reservedIn(pool)[axis], kUnlimited);
  return taken > limit ? 0 : limit - taken;
}

std::vector<std::string> BudgetPool::names() const {
  std::vector<std::string> names;
  for (const Pool& pool : pools_) {
    if (!pool.name.empty()) names.push_back(pool.name);
  }
  return names;
}

std::vector<BudgetPool::Warning> BudgetPool::takeWarnings() { return std::exchange(warnings_, {}); }

void BudgetPool::giveBack(const Reservation& reservation) {
  for (const PoolId id : reservation.pools) {
    Pool& pool = pools_[id];
    for (const Axis axis : kAxes) {
      if (pool.limits[axis] != kUnlimited) pool.reserved[axis] -= reservation.amounts[axis];
    }
  }
}

void BudgetPool::use(PoolId id, const Amounts& actual) {
  for (const Axis axis : kAxes) {
    int64_t& used = pools_[id].used[axis];
    used = addUpTo(used, actual[axis], kUnlimited);
  }
  warn(id);
}

void BudgetPool::warn(PoolId id) {
  Pool& pool = pools_[id];
  for (const Axis axis : kAxes) {
    const int64_t limit = pool.limits[axis];
    if (limit == kUnlimited) continue;
    const auto bit = static_cast<uint8_t>(1u << static_cast<uint8_t>(axis));
    const auto overBit = static_cast<uint8_t>(bit << kAxes.size());
    const int64_t taken = addUpTo(pool.used[axis], pool.reserved[axis], kUnlimited);
    const bool isOver = pool.used[axis] > limit;
    const bool isNear =
        taken > 0 && static_cast<double>(taken) >= warnAt_ * static_cast<double>(limit);
    if (isOver && (pool.warned & overBit) == 0) {
      pool.warned |= bit | overBit;
      warnings_.push_back({id, axis, true});
    } else if (isNear && (pool.warned & bit) == 0) {
      pool.warned |= bit;
      warnings_.push_back({id, axis, false});
    }
  }
}

}  // namespace agent_event_bus

// The runs of an agent that a part of the toolkit keeps, by their ids.
//
// An id may be used again: then the run that began last is the one it means, and the earlier one
// stays until it is forgotten.

#ifndef AGENT_EVENT_BUS_RUNS_H_
#define AGENT_EVENT_BUS_RUNS_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace agent_event_bus {

/// `Run` has an `id`, and `isOver()`.
template <typename Run>
class Runs {
 public:
  /// Counts all runs, from 1.
  using Serial = uint64_t;

  /// Keeps at most `most` of them, at least 1. Beyond that the oldest that is over is forgotten, or
  /// if none is, the oldest.
  explicit Runs(size_t most) : most_(most) {}

  /// Null if it is not kept.
  const Run* find(std::string_view id) const {
    const auto latest = latest_.find(std::string(id));
    return latest == latest_.end() ? nullptr : &runs_.find(latest->second)->second;
  }
  Run* find(std::string_view id) { return const_cast<Run*>(std::as_const(*this).find(id)); }
  Run* find(Serial serial) {
    const auto found = runs_.find(serial);
    return found == runs_.end() ? nullptr : &found->second;
  }

  /// Of a run that is kept.
  Serial serialOf(const Run& run) const { return latest_.find(run.id)->second; }

  std::optional<std::string> lastId() const {
    if (runs_.empty()) return {};
    return runs_.rbegin()->second.id;
  }

  Run& add(const std::string& id) {
    if (runs_.size() >= most_) forgetOne();
    Run& run = runs_[++last_];
    run.id = id;
    latest_.insert_or_assign(id, last_);
    return run;
  }

  uint64_t forgotten() const { return forgotten_; }

  /// In the order in which they began: pairs of their serial and the run.
  auto begin() const { return runs_.begin(); }
  auto end() const { return runs_.end(); }

 private:
  void forgetOne() {
    auto victim = std::find_if(runs_.begin(), runs_.end(),
                               [](const auto& entry) { return entry.second.isOver(); });
    if (victim == runs_.end()) victim = runs_.begin();
    const auto latest = latest_.find(victim->second.id);
    // It may mean a later run, or, when that was forgotten first, nothing.
    if (latest != latest_.end() && latest->second == victim->first) latest_.erase(latest);
    runs_.erase(victim);
    ++forgotten_;
  }

  size_t most_;
  Serial last_ = 0;
  uint64_t forgotten_ = 0;
  std::map<Serial, Run> runs_;
  std::unordered_map<std::string, Serial> latest_;
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_RUNS_H_

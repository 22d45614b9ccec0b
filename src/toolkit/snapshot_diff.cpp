#include "snapshot_diff.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "json_slice.h"

namespace agent_event_bus {
namespace {

using nlohmann::json;

// Comparing is recursive; deeper values would not fit on the stack of WebAssembly.
constexpr int kMaxDepth = 500;

const json kAbsent = json::value_t::discarded;

/// An object of a trace, as a value to compare, where the order of members does not count, and as
/// the text that it is, to show.
struct Node {
  json value;
  Members text;

  const json& operator[](const char* key) const {
    const auto found = value.find(key);
    return found == value.end() ? kAbsent : *found;
  }
};

struct ParsedTrace {
  Node trace;
  std::vector<Node> tools;
  std::string problem;
};

ParsedTrace parse(std::string_view text, const std::string& name) {
  const auto fail = [](std::string problem) {
    return ParsedTrace{{{}, Members({})}, {}, std::move(problem)};
  };
  bool isTooDeep = false;
  const auto watchDepth = [&isTooDeep](int depth, json::parse_event_t, json&) {
    isTooDeep = isTooDeep || depth > kMaxDepth;
    return !isTooDeep;
  };
  json value = json::parse(text, watchDepth, /*allow_exceptions=*/false);
  if (isTooDeep) {
    return fail("the " + name + " is nested deeper than " + std::to_string(kMaxDepth) + " levels");
  }
  if (value.is_discarded()) return fail("the " + name + " is not JSON");
  if (!value.is_object()) return fail("the " + name + " must be an object");
  value.erase("fingerprint");
  ParsedTrace parsed{{std::move(value), Members(text)}, {}, {}};
  const json& tools = parsed.trace["tools"];
  if (tools.is_discarded() || tools.is_null()) return parsed;
  const bool areObjects =
      tools.is_array() &&
      std::all_of(tools.begin(), tools.end(), [](const json& tool) { return tool.is_object(); });
  if (!areObjects) return fail("the tools of the " + name + " must be an array of objects");
  const std::vector<std::string_view> texts = elementsOf(parsed.trace.text["tools"]);
  for (size_t i = 0; i < tools.size() && i < texts.size(); ++i) {
    parsed.tools.push_back({tools[i], Members(texts[i])});
  }
  return parsed;
}

// What JavaScript takes for true.
bool isTrue(const json& value) {
  if (value.is_discarded() || value.is_null()) return false;
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number()) return value.get<double>() != 0;
  if (value.is_string()) return !value.get_ref<const std::string&>().empty();
  return true;
}

bool areEqual(const json& a, const json& b) {
  if (a.is_discarded() || b.is_discarded()) return a.is_discarded() == b.is_discarded();
  return a == b;
}

std::vector<json> namesOf(const std::vector<Node>& tools) {
  std::vector<json> names;
  names.reserve(tools.size());
  for (const Node& tool : tools) {
    const json& name = tool["name"];
    names.push_back(name.is_discarded() ? json() : name);
  }
  return names;
}

std::string namesText(const std::vector<Node>& tools) {
  std::string out = "[";
  for (const Node& tool : tools) {
    if (out.size() > 1) out += ',';
    const std::string_view name = tool.text["name"];
    out += name.empty() ? "null" : name;
  }
  return out + ']';
}

size_t firstFailed(const std::vector<Node>& tools) {
  const auto found = std::find_if(tools.begin(), tools.end(),
                                  [](const Node& tool) { return isTrue(tool["error"]); });
  return static_cast<size_t>(found - tools.begin());
}

/// What differs, collected as JSON.
class Changes {
 public:
  /// `from` and `to` are JSON; empty where there was nothing.
  void add(const std::string& path, std::string_view from, std::string_view to) {
    if (!list_.empty()) list_ += ',';
    list_ += "{\"path\":" + jsonString(path);
    if (!from.empty()) list_.append(",\"from\":").append(from);
    if (!to.empty()) list_.append(",\"to\":").append(to);
    list_ += '}';
  }
  void addIfDifferent(const std::string& path, const Node& from, const Node& to, const char* key) {
    if (!areEqual(from[key], to[key])) add(path, from.text[key], to.text[key]);
  }
  bool empty() const { return list_.empty(); }

  std::string as(std::string_view status) const {
    return "{\"status\":" + jsonString(status) + ",\"changes\":[" + list_ + "]}";
  }

 private:
  std::string list_;
};

std::string compare(const ParsedTrace& baseline, const ParsedTrace& current) {
  Changes changes;
  if (baseline.trace.value == current.trace.value) return changes.as("PASSED");

  if (!isTrue(baseline.trace["error"]) && isTrue(current.trace["error"])) {
    changes.add("error", "null", current.trace.text["error"]);
    return changes.as("REGRESSION");
  }
  const std::vector<Node>& before = baseline.tools;
  const std::vector<Node>& after = current.tools;
  const size_t failed = firstFailed(after);
  if (firstFailed(before) == before.size() && failed < after.size()) {
    changes.add("tools[" + std::to_string(failed) + "].error", "null", after[failed].text["error"]);
    return changes.as("REGRESSION");
  }

  std::vector<json> names = namesOf(before);
  std::vector<json> otherNames = namesOf(after);
  if (names != otherNames) {
    std::sort(names.begin(), names.end());
    std::sort(otherNames.begin(), otherNames.end());
    const bool areReordered = names == otherNames;
    changes.add(areReordered ? "tools[].order" : "tools[].name", namesText(before),
                namesText(after));
    return changes.as(areReordered ? "TOOLS_REORDERED" : "TOOLS_CHANGED");
  }

  const auto compareTools = [&](const char* key) {
    for (size_t i = 0; i < before.size(); ++i) {
      changes.addIfDifferent("tools[" + std::to_string(i) + "]." + key, before[i], after[i], key);
    }
  };
  compareTools("args");
  if (!changes.empty()) return changes.as("TOOLS_CHANGED");
  compareTools("result_hash");
  for (const char* key : {"output", "model"}) {
    changes.addIfDifferent(key, baseline.trace, current.trace, key);
  }
  return changes.as(changes.empty() ? "PASSED" : "OUTPUT_DRIFT");
}

}  // namespace

SnapshotDiff diffSnapshots(std::string_view baseline, std::string_view current) {
  ParsedTrace before = parse(baseline, "baseline");
  if (!before.problem.empty()) return {{}, std::move(before.problem)};
  ParsedTrace after = parse(current, "current trace");
  if (!after.problem.empty()) return {{}, std::move(after.problem)};
  return {compare(before, after), {}};
}

}  // namespace agent_event_bus

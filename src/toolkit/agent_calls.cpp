#include "agent_calls.h"

#include <algorithm>
#include <array>
#include <utility>

#include "number_text.h"

namespace agent_event_bus {
namespace {

struct Listed {
  std::string_view topic;
  Meaning meaning;
};

constexpr std::array kMeanings{
    Listed{"tool.called", {Subject::kTool, Phase::kStart}},
    Listed{"tool.succeeded", {Subject::kTool, Phase::kSuccess}},
    Listed{"tool.failed", {Subject::kTool, Phase::kFailure}},
    Listed{"tool.denied", {Subject::kTool, Phase::kFailure}},
    Listed{"model.request", {Subject::kModel, Phase::kStart}},
    Listed{"model.response", {Subject::kModel, Phase::kSuccess}},
    Listed{"model.failed", {Subject::kModel, Phase::kFailure}},
    Listed{"agent.turn.started", {Subject::kTurn, Phase::kStart}},
    Listed{"agent.turn.completed", {Subject::kTurn, Phase::kSuccess}},
    Listed{"agent.turn.failed", {Subject::kTurn, Phase::kFailure}},
    Listed{"run.started", {Subject::kRun, Phase::kStart}},
    Listed{"run.completed", {Subject::kRun, Phase::kSuccess}},
    Listed{"run.failed", {Subject::kRun, Phase::kFailure}},
};

std::string nameOf(const AgentEvent& event) {
  if (event.meaning.subject == Subject::kTool) return event.text("tool");
  std::string name = event.text("name");
  if (name.empty()) name = event.meaning.subject == Subject::kModel ? "model" : event.text("agent");
  if (name.empty()) name = "turn";
  return name;
}

Call callOf(const AgentEvent& event) {
  return {.subject = event.meaning.subject,
          .startTime = event.time,
          .callId = event.text("callId"),
          .runId = event.text("runId"),
          .agent = event.text("agent"),
          .name = nameOf(event),
          .model = event.text("model"),
          .args = std::string(event.members["args"]),
          .tags = std::string(event.members["tags"]),
          .metadata = std::string(event.members["metadata"])};
}

}  // namespace

Meaning meaningOf(std::string_view topic) {
  for (const Listed& listed : kMeanings) {
    if (listed.topic == topic) return listed.meaning;
  }
  return {};
}

std::string callKey(const AgentEvent& event) {
  const char kind = static_cast<char>('0' + static_cast<int>(event.meaning.subject));
  const std::string callId = event.text("callId");
  if (!callId.empty()) return std::string{kind, '#'} + callId;
  const bool isModel = event.meaning.subject == Subject::kModel;
  return std::string{kind, ':'} + (isModel ? event.text("model") : nameOf(event));
}

CallError errorOf(const AgentEvent& event) {
  const std::string_view value = event.members["error"];
  if (isString(value)) return {"Error", textOf(value)};
  if (isNothing(value)) {
    const bool isDenial = event.topic == "tool.denied";
    return {isDenial ? "ToolDenied" : "Error", event.text("reason")};
  }
  const Members error(value);
  CallError result{textOf(error["type"]), textOf(error["message"])};
  if (result.type.empty()) result.type = textOf(error["name"]);
  if (result.type.empty()) result.type = "Error";
  return result;
}

Outcome outcomeOf(const AgentEvent& event, const Call& call) {
  Outcome outcome;
  outcome.endTime = event.time;
  outcome.failed = event.meaning.phase == Phase::kFailure;
  if (outcome.failed) outcome.error = errorOf(event);
  const std::string_view latency = event.members["latencyMs"];
  if (const std::optional<double> published = numberOf(latency)) {
    outcome.latencyMs = *published;
    outcome.latencyText = latency;
  } else {
    outcome.latencyMs = event.time - call.startTime;
    outcome.latencyText = numberText(outcome.latencyMs);
  }
  outcome.usage = usageOf(event.members["usage"]);
  outcome.model = event.text("model");
  if (outcome.model.empty()) outcome.model = call.model;
  const std::string_view cost = event.members["costUsd"];
  if (numberOf(cost)) outcome.costUsd = cost;
  outcome.result = event.members["result"];
  return outcome;
}

Call& OpenCalls::begin(const AgentEvent& event) {
  if (calls_.size() >= kMaxOpen) remove(calls_.begin());
  calls_.push_back({callOf(event), callKey(event)});
  const auto entry = std::prev(calls_.end());
  byKey_[entry->key].push_back(entry);
  return entry->call;
}

Call OpenCalls::end(const AgentEvent& event, bool* wasSeen) {
  const auto entry = find(event);
  const bool isSeen = entry != calls_.end();
  if (wasSeen != nullptr) *wasSeen = isSeen;
  if (!isSeen) {
    Call call = callOf(event);
    call.startTime -= numberOf(event.members["latencyMs"]).value_or(0);
    return call;
  }
  Call call = std::move(entry->call);
  remove(entry);
  return call;
}

OpenCalls::Calls::iterator OpenCalls::find(const AgentEvent& event) {
  const auto found = byKey_.find(callKey(event));
  if (found == byKey_.end()) return calls_.end();
  const std::vector<Calls::iterator>& calls = found->second;  // the last that began is the last
  const std::string runId = event.text("runId");
  const auto own = std::find_if(calls.rbegin(), calls.rend(), [&runId](Calls::iterator entry) {
    return entry->call.runId == runId;
  });
  return own != calls.rend() ? *own : calls.back();
}

void OpenCalls::remove(Calls::iterator entry) {
  const auto found = byKey_.find(entry->key);
  std::erase(found->second, entry);
  if (found->second.empty()) byKey_.erase(found);
  calls_.erase(entry);
}

}  // namespace agent_event_bus

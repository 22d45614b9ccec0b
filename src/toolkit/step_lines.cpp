#include "step_lines.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>

#include "json_slice.h"
#include "money.h"
#include "number_text.h"

namespace agent_event_bus {
namespace {

constexpr double kDay = 86'400'000;
// 0001-01-01 and the end of 9999.
constexpr double kFirstTime = -62'135'596'800'000;
constexpr double kLastTime = 253'402'300'799'999;

/// An object that is being written: members that are empty are left out.
class Line {
 public:
  Line& text(std::string_view key, std::string_view value) {
    return value.empty() ? *this : json(key, jsonString(value));
  }
  Line& json(std::string_view key, std::string_view value) {
    if (value.empty()) return *this;
    if (!out_.empty()) out_ += ',';
    out_ += jsonString(key);
    out_ += ':';
    out_ += value;
    return *this;
  }
  std::string take() { return '{' + out_ + '}'; }

 private:
  std::string out_;
};

// What agent-debug-replay sorts steps by.
std::string_view kindOf(const Call& call, const Outcome& outcome) {
  if (outcome.failed) return "error";
  if (call.subject == Subject::kTool) return "tool_call";
  return call.subject == Subject::kModel ? "llm_response" : "custom";
}

std::string_view stepTypeOf(const Call& call, const Outcome& outcome) {
  if (outcome.failed) return "error";
  if (call.subject == Subject::kTool) return "tool_result";
  return call.subject == Subject::kModel ? "response" : "custom";
}

std::string errorText(const Outcome& outcome) {
  return outcome.failed ? outcome.error.type + ": " + outcome.error.message : std::string();
}

// What a step came to: the result of a tool, the output or message of a model.
std::string_view outputOf(const AgentEvent& event, const Call& call, const Outcome& outcome) {
  if (call.subject == Subject::kTool) return outcome.result;
  const std::string_view output = event.members["output"];
  return output.empty() ? event.members["message"] : output;
}

std::string metaOf(const AgentEvent& event, const Call& call) {
  Line meta;
  meta.text("call_id", call.callId).text("parent_id", event.text("parentId"));
  meta.text("agent", call.agent).text("provider", event.text("provider"));
  meta.text("stop_reason", event.text("stopReason"));
  const std::string own = meta.take();
  if (!isObject(call.metadata) || call.metadata == "{}") return own == "{}" ? "" : own;
  if (own == "{}") return call.metadata;
  // One object of both, the caller's own first.
  return call.metadata.substr(0, call.metadata.size() - 1) + ',' + own.substr(1);
}

}  // namespace

std::string isoTime(double time) {
  time = std::clamp(std::floor(time), kFirstTime, kLastTime);
  const double day = std::floor(time / kDay);
  const auto inDay = static_cast<int>(time - day * kDay);
  // Days to a date of the Gregorian calendar, in eras of 400 years that begin on a 1 March.
  const auto days = static_cast<int>(day) + 719'468;
  const int era = (days >= 0 ? days : days - 146'096) / 146'097;
  const int dayOfEra = days - era * 146'097;
  const int yearOfEra =
      (dayOfEra - dayOfEra / 1'460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
  const int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const int monthFromMarch = (5 * dayOfYear + 2) / 153;
  const int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const int year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const int dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
  std::array<char, 80> buffer;
  const int length = std::snprintf(
      buffer.data(), buffer.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", year, month, dayOfMonth,
      inDay / 3'600'000, inDay / 60'000 % 60, inDay / 1'000 % 60, inDay % 1'000);
  return {buffer.data(), static_cast<size_t>(length)};
}

std::string StepLines::record(double timeMs, std::string_view topic, std::string_view json) {
  if (!meaningOf(topic).isCall()) return {};
  const AgentEvent event(timeMs, topic, json);
  if (event.meaning.phase == Phase::kStart) {
    open_.begin(event);
    return {};
  }
  const Call call = open_.end(event);
  const Outcome outcome = outcomeOf(event, call);
  return format_ == Format::kStepLog ? stepLog(event, call, outcome)
                                     : stepLogger(event, call, outcome);
}

std::string StepLines::stepLog(const AgentEvent& event, const Call& call,
                               const Outcome& outcome) const {
  const bool isTool = call.subject == Subject::kTool;
  Line line;
  line.text("name", call.name)
      .text("kind", kindOf(call, outcome))
      .text("ts", isoTime(outcome.endTime))
      .text("started_at", isoTime(outcome.endTime - outcome.latencyMs))
      .json("duration_ms", outcome.latencyText)
      .text("run_id", call.runId)
      .text("model", outcome.model);
  if (isTool) line.text("tool_name", call.name).json("tool_args", call.args);
  line.json(isTool ? "tool_output" : "output", outputOf(event, call, outcome));
  if (outcome.usage) {
    const Usage& usage = *outcome.usage;
    line.json("tokens_in", std::to_string(usage.total() - usage.output))
        .json("tokens_out", std::to_string(usage.output));
  }
  line.json("cost_usd", costOf(outcome)).text("error", errorText(outcome));
  return line.json("meta", metaOf(event, call)).take();
}

std::string StepLines::stepLogger(const AgentEvent& event, const Call& call,
                                  const Outcome& outcome) {
  const std::string_view output = outputOf(event, call, outcome);
  std::string content = isString(output) ? textOf(output) : std::string(output);
  if (outcome.failed) content = outcome.error.message;
  Line metadata;
  if (call.subject == Subject::kTool) metadata.text("tool_name", call.name).json("args", call.args);
  if (call.subject == Subject::kTurn) metadata.text("label", call.name);
  metadata.text("model", outcome.model);
  if (outcome.failed) metadata.text("error_type", outcome.error.type);
  if (outcome.usage) metadata.json("usage", usageJson(*outcome.usage));
  metadata.json("cost_usd", costOf(outcome)).json("duration_ms", outcome.latencyText);
  metadata.text("run_id", call.runId).text("call_id", call.callId);
  Line line;
  return line.json("index", std::to_string(index_++))
      .text("step_type", stepTypeOf(call, outcome))
      .json("content", jsonString(content))
      .json("metadata", metadata.take())
      .json("timestamp", numberText(outcome.endTime / 1000))
      .take();
}

std::string StepLines::costOf(const Outcome& outcome) const {
  if (!outcome.costUsd.empty()) return std::string(outcome.costUsd);
  if (!outcome.usage || !prices_.has(outcome.model)) return {};
  return usdText(prices_.cost(outcome.model, *outcome.usage));
}

}  // namespace agent_event_bus

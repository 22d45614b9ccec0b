#include "snapshots.h"

#include "json_slice.h"
#include "sha256.h"

namespace agent_event_bus {
namespace {

// Inputs and outputs are strings in a trace: whatever is none stands there as its JSON, in a
// string.
std::string asString(std::string_view value) {
  if (value.empty() || isString(value)) return std::string(value);
  return jsonString(value);
}

std::string errorJson(const CallError& error) {
  return "{\"name\":" + jsonString(error.type) + ",\"message\":" + jsonString(error.message) + '}';
}

std::string orNull(const std::string& json) { return json.empty() ? "null" : json; }

}  // namespace

std::string resultHash(std::string_view result) {
  const std::string digest = isString(result) ? sha256Hex(textOf(result))
                             : result.empty() ? sha256Hex("null")
                                              : sha256Hex(result);
  return "sha256:" + digest;
}

void Snapshots::record(double timeMs, std::string_view topic, std::string_view json) {
  const Meaning meaning = meaningOf(topic);
  if (meaning.subject == Subject::kNothing || meaning.subject == Subject::kTurn) return;
  const AgentEvent event(timeMs, topic, json);
  switch (meaning.subject) {
    case Subject::kTool:
      if (meaning.phase == Phase::kStart) {
        open_.begin(event);
      } else {
        endTool(event);
      }
      return;
    case Subject::kModel: {
      Run& run = runOf(event);
      const std::string_view model = event.members["model"];
      if (run.model.empty() && isString(model)) run.model = model;
      return;
    }
    default:
      break;
  }
  if (meaning.phase == Phase::kStart) {
    Run& run = runs_.add(event.text("runId"));
    if (isString(event.members["model"])) run.model = event.members["model"];
    run.input = asString(event.members["input"]);
    return;
  }
  Run& run = runOf(event);
  run.isEnded = true;
  if (meaning.phase == Phase::kSuccess) {
    run.output = asString(event.members["output"]);
  } else {
    run.error = errorJson(errorOf(event));
  }
}

std::string Snapshots::toJson(std::string_view runId, std::string_view fingerprint) const {
  const Run* found = runs_.find(runId);
  if (found == nullptr) return "null";
  const Run& run = *found;
  std::string tools;
  for (const std::string& tool : run.tools) {
    if (!tools.empty()) tools += ',';
    tools += tool;
  }
  std::string out = "{\"version\":1,\"model\":" + orNull(run.model);
  out += ",\"input\":" + orNull(run.input) + ",\"output\":" + orNull(run.output) + ",\"tools\":[";
  out += tools + "],\"error\":" + orNull(run.error) + ",\"fingerprint\":";
  return out.append(fingerprint) + '}';
}

Snapshots::Run& Snapshots::runOf(const AgentEvent& event) {
  const std::string id = event.text("runId");
  Run* run = runs_.find(id);
  return run == nullptr ? runs_.add(id) : *run;
}

void Snapshots::endTool(const AgentEvent& event) {
  const Call call = open_.end(event);
  std::string tool = "{\"name\":" + jsonString(call.name);
  if (!call.args.empty()) tool += ",\"args\":" + call.args;
  if (event.meaning.phase == Phase::kFailure) {
    tool += ",\"error\":" + errorJson(errorOf(event));
  } else {
    const std::string_view result = event.members["result"];
    tool += ",\"result_hash\":" + jsonString(resultHash(result));
    if (keepResults_ && !result.empty()) tool.append(",\"result\":").append(result);
  }
  runOf(event).tools.push_back(tool + '}');
}

}  // namespace agent_event_bus

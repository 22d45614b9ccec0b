// Traces, snapshots, step logs and their comparison on any bytes in place of JSON: nothing outside
// the bytes is read, and of events that are JSON, they make JSON. The events of an input are its
// lines.

#include <agent_event_bus/json_slice.h>
#include <agent_event_bus/snapshot_diff.h>
#include <agent_event_bus/snapshots.h>
#include <agent_event_bus/step_lines.h>
#include <agent_event_bus/trace.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

using namespace agent_event_bus;

namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 8> kTopics = {
    "run.started",    "run.completed", "tool.called", "tool.succeeded",
    "model.response", "model.request", "tool.failed", "agent.turn.completed"};

void requireJson(const std::string& text, const char* what) {
  if (Json::accept(text)) return;
  std::fprintf(stderr, "%s is no JSON: %s\n", what, text.c_str());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  Trace trace(4, 4);
  Snapshots snapshots(4, true);
  std::array<StepLines, 2> steps = {StepLines(StepLines::Format::kStepLog),
                                    StepLines(StepLines::Format::kStepLogger)};
  double time = 0;
  bool allJson = true;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty()) continue;
    const std::string_view topic = kTopics[static_cast<uint8_t>(line[0]) % kTopics.size()];
    const std::string_view json = line.substr(1);
    // Results, errors and names are passed on as they came.
    const bool isJson = Json::accept(json);
    allJson = allJson && isJson;
    trace.record(time, topic, json);
    snapshots.record(time, topic, json);
    for (StepLines& one : steps) {
      const std::string written = one.record(time, topic, json);
      if (allJson && !written.empty()) requireJson(written, "a step");
    }
    const SnapshotDiff diff = diffSnapshots(json, json);
    if (diff.problem.empty()) {
      requireJson(diff.json, "a difference");
      if (Json::parse(diff.json)["status"] != "PASSED") std::abort();
    }
    ++time;
  }
  const std::string runId = trace.lastRunId().value_or("");
  if (allJson) {
    requireJson(trace.runIds(), "the list of runs");
    requireJson(trace.toJson(runId), "a trace");
    requireJson(trace.report(std::nullopt), "a report");
    requireJson(snapshots.toJson(runId, "{}"), "a snapshot");
  }
  (void)trace.summary(runId);
  return 0;
}

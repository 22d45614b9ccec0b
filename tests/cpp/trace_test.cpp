#include <agent_event_bus/event_bus.h>
#include <agent_event_bus/step_lines.h>
#include <agent_event_bus/trace.h>

#include <string>

#include "catch.h"
#include "fixtures.h"

using namespace agent_event_bus;
using nlohmann::ordered_json;

// Recorded with agenttrace 0.1.0.
TEST_CASE("traces are those of agenttrace, byte for byte") {
  for (const auto& run : loadFixture("agenttrace.json")) {
    CAPTURE(run.at("name").get<std::string>());
    Trace trace;
    for (const auto& event : run.at("events")) {
      trace.record(event[0].get<double>(), event[1].get<std::string>(), event[2].dump());
    }
    const auto runId = run.at("runId").get<std::string>();
    CHECK(trace.lastRunId() == runId);
    // nlohmann spells some numbers of the events otherwise; what they say is compared.
    CHECK(ordered_json::parse(trace.toJson(runId)) ==
          ordered_json::parse(run.at("toJSON").get<std::string>()));
    CHECK(trace.summary(runId) == run.at("summary"));
  }
}

TEST_CASE("a trace follows a native bus") {
  EventBus bus;
  Trace trace;
  double now = 0;
  bus.subscribe("**", [&](const auto& topic, const nlohmann::json& event) {
    trace.record(now, topic, event.dump());
  });
  bus.publish("run.started", {{"runId", "r"}, {"agent", "auditor"}});
  bus.publish("tool.called", {{"runId", "r"}, {"callId", 1}, {"tool", "search"}});
  now = 5;
  bus.publish("tool.succeeded", {{"runId", "r"}, {"callId", 1}});
  bus.publish("run.completed", {{"runId", "r"}});
  CHECK(trace.summary("r") == "Run \"auditor\" — 1 steps, 5ms, $0.000000\n  • search — 5ms — $0");
  const auto report = nlohmann::json::parse(trace.report("r"));
  CHECK(report.at("tools").at("search").at("latencyMs").at("p99") == 5);
  CHECK(trace.toJson("other") == "null");
  CHECK(trace.summary("other").empty());
}

TEST_CASE("calls that never end are forgotten, the oldest first") {
  OpenCalls open;
  for (size_t i = 0; i <= OpenCalls::kMaxOpen; ++i) {
    open.begin({0, "tool.called", "{\"callId\":" + std::to_string(i) + "}"});
  }
  CHECK(open.size() == OpenCalls::kMaxOpen);
  bool wasSeen = true;
  open.end({0, "tool.succeeded", R"({"callId":0})"}, &wasSeen);
  CHECK_FALSE(wasSeen);
  open.end({0, "tool.succeeded", R"({"callId":1})"}, &wasSeen);
  CHECK(wasSeen);
}

TEST_CASE("times are those of the calendar") {
  CHECK(isoTime(0) == "1970-01-01T00:00:00.000Z");
  CHECK(isoTime(951'782'399'999) == "2000-02-28T23:59:59.999Z");
  CHECK(isoTime(951'782'400'000) == "2000-02-29T00:00:00.000Z");
  CHECK(isoTime(1'769'851'800'123.9) == "2026-01-31T09:30:00.123Z");
  CHECK(isoTime(-1) == "1969-12-31T23:59:59.999Z");
  CHECK(isoTime(-2'203'891'200'000) == "1900-03-01T00:00:00.000Z");
  CHECK(isoTime(-1e300) == "0001-01-01T00:00:00.000Z");
  CHECK(isoTime(1e300) == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("a step that has ended is one line") {
  StepLines lines;
  CHECK(lines.record(0, "tool.called", R"({"callId":"c","tool":"t","args":{"a":1}})").empty());
  CHECK(lines.record(7, "tool.succeeded", R"({"callId":"c","result":[1.50]})") ==
        R"({"name":"t","kind":"tool_call","ts":"1970-01-01T00:00:00.007Z",)"
        R"("started_at":"1970-01-01T00:00:00.000Z","duration_ms":7,"tool_name":"t",)"
        R"("tool_args":{"a":1},"tool_output":[1.50],"meta":{"call_id":"c"}})");
  CHECK(lines.record(0, "http.request", "{}").empty());
}

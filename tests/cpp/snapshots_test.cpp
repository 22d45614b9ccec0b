#include <agent_event_bus/snapshot_diff.h>
#include <agent_event_bus/snapshots.h>

#include <string>

#include "catch.h"
#include "fixtures.h"

using namespace agent_event_bus;

// Recorded with agentsnap 0.1.2.
TEST_CASE("digests of results are those of agentsnap") {
  for (const auto& result : loadFixture("agentsnap.json", "hashes")) {
    const std::string json =
        result.at("json").is_null() ? "" : result.at("json").get<std::string>();
    CAPTURE(json);
    CHECK(resultHash(json) == result.at("hash"));
  }
}

TEST_CASE("differences are those of agentsnap") {
  for (const auto& pair : loadFixture("agentsnap.json", "diffs")) {
    CAPTURE(pair.at("name").get<std::string>());
    const SnapshotDiff diff = diffSnapshots(pair.at("baseline").dump(), pair.at("current").dump());
    CHECK(diff.problem.empty());
    CHECK(nlohmann::ordered_json::parse(diff.json) ==
          nlohmann::ordered_json::parse(pair.at("diff").get<std::string>()));
  }
}

TEST_CASE("a trace has its tools in the order in which they ended") {
  Snapshots snapshots(/*maxRuns=*/1, /*keepResults=*/true);
  CHECK_FALSE(snapshots.lastRunId());
  snapshots.record(0, "run.started", R"({"runId":"r","input":{"q":1},"model":"m"})");
  snapshots.record(0, "tool.called", R"({"runId":"r","callId":1,"tool":"slow","args":[1, 2]})");
  snapshots.record(0, "tool.called", R"({"runId":"r","callId":2,"tool":"fast"})");
  snapshots.record(0, "tool.succeeded", R"({"runId":"r","callId":2,"result":"x"})");
  snapshots.record(0, "tool.failed", R"({"runId":"r","callId":1,"error":{"message":"no"}})");
  snapshots.record(0, "run.completed", R"({"runId":"r","output":"done"})");
  CHECK(
      snapshots.toJson("r", "{}") ==
      R"({"version":1,"model":"m","input":"{\"q\":1}","output":"done","tools":[)"
      R"({"name":"fast","result_hash":")" +
          resultHash("\"x\"") +
          R"(","result":"x"},{"name":"slow","args":[1, 2],"error":{"name":"Error","message":"no"}})"
          R"(],"error":null,"fingerprint":{}})");
  snapshots.record(0, "run.started", R"({"runId":"s"})");
  CHECK(snapshots.toJson("r", "{}") == "null");
}

TEST_CASE("what is no trace is refused") {
  const std::string trace = R"({"version":1,"tools":[]})";
  std::string deep = "{\"a\":";
  deep.append(100'000, '[').append(100'000, ']').append("}");
  CHECK(diffSnapshots("{", trace).problem == "the baseline is not JSON");
  CHECK(diffSnapshots(trace, "\"\xFF\"").problem == "the current trace is not JSON");
  CHECK(diffSnapshots(trace, "[]").problem == "the current trace must be an object");
  CHECK(diffSnapshots(trace, deep).problem == "the current trace is nested deeper than 500 levels");
  CHECK(diffSnapshots(R"({"tools":[7]})", trace).problem ==
        "the tools of the baseline must be an array of objects");
}

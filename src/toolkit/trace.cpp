#include "trace.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "json_slice.h"
#include "number_text.h"

namespace agent_event_bus {
namespace {

// A step that is in no list: the run had as many already, or is forgotten.
constexpr uint64_t kUnlisted = UINT32_MAX;

// Where the step of a call is: its run and its place there.
uint64_t tagOf(uint64_t serial, uint64_t index) { return serial << 32 | index; }

std::string arrayOr(std::string_view value) {
  return !value.empty() && value[0] == '[' ? std::string(value) : "[]";
}

std::string objectOr(std::string_view value) { return isObject(value) ? std::string(value) : "{}"; }

// The four kinds that agenttrace knows, in its order.
std::string shortUsageJson(const Usage& usage) {
  return "{\"input\":" + std::to_string(usage.input) +
         ",\"output\":" + std::to_string(usage.output) +
         ",\"cacheWrite\":" + std::to_string(usage.cacheWrite) +
         ",\"cacheRead\":" + std::to_string(usage.cacheRead) + '}';
}

/// What a report says of a tool, a model, or all of them.
struct Totals {
  uint64_t calls = 0;
  uint64_t failures = 0;
  uint64_t running = 0;
  std::vector<double> latencies;
  Usage usage;
  PicoUsd cost = 0;

  // The smallest that at least this share of all do not exceed.
  std::string percentile(double share) const {
    const double rank = std::ceil(share * static_cast<double>(latencies.size()));
    return numberText(latencies[static_cast<size_t>(std::max(rank, 1.0)) - 1]);
  }

  std::string json() {
    std::string out = "{\"calls\":" + std::to_string(calls) +
                      ",\"failures\":" + std::to_string(failures) +
                      ",\"running\":" + std::to_string(running) + ",\"latencyMs\":";
    std::sort(latencies.begin(), latencies.end());
    out += latencies.empty()
               ? "null"
               : "{\"p50\":" + percentile(0.5) + ",\"p95\":" + percentile(0.95) +
                     ",\"p99\":" + percentile(0.99) + ",\"max\":" + percentile(1) + '}';
    return out + ",\"usage\":" + usageJson(usage) + ",\"costUsd\":" + usdText(cost) + '}';
  }
};

std::string json(std::map<std::string, Totals>& byName) {
  std::string out = "{";
  for (auto& [name, totals] : byName) {
    if (out.size() > 1) out += ',';
    out += jsonString(name) + ':' + totals.json();
  }
  return out + '}';
}

}  // namespace

double Trace::Run::approximateCost() const {
  double sum = 0;
  for (const Step& step : steps) sum += step.approximateCost;
  return sum + unlistedApproximateCost;
}

double Trace::Run::latencyMs() const {
  return latency.empty() ? lastTime - startTime : *numberOf(latency);
}

void Trace::record(double timeMs, std::string_view topic, std::string_view json) {
  if (meaningOf(topic).subject == Subject::kNothing)
    return;  // most are not for us: do not read them
  const AgentEvent event(timeMs, topic, json);
  const Meaning meaning = event.meaning;
  if (meaning.subject == Subject::kRun) {
    Run& run = meaning.phase == Phase::kStart ? add(event) : runOf(event);
    run.lastTime = timeMs;
    if (meaning.phase == Phase::kStart) return;
    const std::string_view latency = event.members["latencyMs"];
    run.latency = numberOf(latency) ? std::string(latency) : numberText(timeMs - run.startTime);
    run.failed = meaning.phase == Phase::kFailure;
  } else if (meaning.subject != Subject::kTurn) {
    if (meaning.phase == Phase::kStart) {
      beginStep(event);
    } else {
      endStep(event);
    }
  }
}

std::string Trace::runIds() const {
  std::string out = "[";
  for (const auto& [serial, run] : runs_) {
    if (out.size() > 1) out += ',';
    out += jsonString(run.id);
  }
  return out + ']';
}

std::string Trace::toJson(std::string_view runId) const {
  const Run* run = runs_.find(runId);
  if (run == nullptr) return "null";
  Usage total = run->unlistedUsage;
  std::string steps;
  for (const Step& step : run->steps) {
    total.add(step.usage);
    if (!steps.empty()) steps += ',';
    steps += "{\"name\":" + jsonString(step.name);
    if (!step.model.empty()) steps += ",\"model\":" + jsonString(step.model);
    steps += ",\"tags\":" + step.tags +
             ",\"latencyMs\":" + (step.isRunning ? "null" : step.outcome.latencyText) +
             ",\"usage\":" + shortUsageJson(step.usage) +
             ",\"costUsd\":" + numberText(step.approximateCost) + ",\"error\":";
    if (step.outcome.failed) {
      steps += "{\"name\":" + jsonString(step.outcome.error.type) +
               ",\"message\":" + jsonString(step.outcome.error.message) + '}';
    } else {
      steps += "null";
    }
    steps += ",\"metadata\":" + step.metadata + '}';
  }
  return "{\"name\":" + jsonString(run->name) + ",\"tags\":" + run->tags +
         ",\"latencyMs\":" + (run->latency.empty() ? numberText(run->latencyMs()) : run->latency) +
         ",\"totalCostUsd\":" + numberText(run->approximateCost()) +
         ",\"totalUsage\":" + shortUsageJson(total) + ",\"steps\":[" + steps +
         "],\"metadata\":" + run->metadata + '}';
}

std::string Trace::summary(std::string_view runId) const {
  const Run* run = runs_.find(runId);
  if (run == nullptr) return {};
  std::string out = "Run \"" + run->name + "\" — " + std::to_string(run->steps.size()) +
                    " steps, " + durationText(run->latencyMs()) + ", $" +
                    fixedText(run->approximateCost(), 6);
  for (const Step& step : run->steps) {
    out += "\n  • " + step.name;
    if (!step.model.empty()) out += " [" + step.model + ']';
    out += " — " + (step.isRunning ? "running" : durationText(step.outcome.latencyMs)) + " — $";
    out += step.approximateCost == 0 ? "0" : fixedText(step.approximateCost, 6);
    if (step.outcome.failed) out += " ERR";
  }
  return out;
}

std::string Trace::report(std::optional<std::string_view> runId) const {
  Totals all;
  std::map<std::string, Totals> tools;
  std::map<std::string, Totals> models;
  std::string runs;
  const Run* only = runId ? runs_.find(*runId) : nullptr;
  for (const auto& [serial, run] : runs_) {
    if (runId && &run != only) continue;
    Usage usage = run.unlistedUsage;
    PicoUsd cost = run.unlistedCost;
    uint64_t failures = 0;
    for (const Step& step : run.steps) {
      usage.add(step.usage);
      cost = addUpTo(cost, step.cost, kMaxPicoUsd);
      failures += step.outcome.failed ? 1 : 0;
      Totals& own = step.subject == Subject::kTool ? tools[step.name] : models[step.model];
      for (Totals* totals : {&all, &own}) {
        ++totals->calls;
        if (step.outcome.failed) ++totals->failures;
        if (step.isRunning) {
          ++totals->running;
        } else {
          totals->latencies.push_back(step.outcome.latencyMs);
        }
      }
      own.usage.add(step.usage);
      own.cost = addUpTo(own.cost, step.cost, kMaxPicoUsd);
    }
    all.usage.add(usage);
    all.cost = addUpTo(all.cost, cost, kMaxPicoUsd);
    all.calls += run.unlisted;
    if (!runs.empty()) runs += ',';
    runs += "{\"runId\":" + jsonString(run.id) + ",\"name\":" + jsonString(run.name) +
            ",\"state\":\"" +
            (!run.isOver() ? "running"
             : run.failed  ? "failed"
                           : "completed") +
            "\",\"latencyMs\":" + numberText(run.latencyMs()) +
            ",\"steps\":" + std::to_string(run.steps.size() + run.unlisted) +
            ",\"failures\":" + std::to_string(failures) + ",\"usage\":" + usageJson(usage) +
            ",\"costUsd\":" + usdText(cost) + '}';
  }
  std::string total = all.json();
  total.pop_back();  // the closing brace: the lists go in as well
  return total + ",\"tools\":" + json(tools) + ",\"models\":" + json(models) + ",\"runs\":[" +
         runs + "],\"forgottenRuns\":" + std::to_string(runs_.forgotten()) + '}';
}

Trace::Run& Trace::runOf(const AgentEvent& event) {
  Run* run = runs_.find(event.text("runId"));
  return run == nullptr ? add(event) : *run;
}

Trace::Run& Trace::add(const AgentEvent& event) {
  Run& run = runs_.add(event.text("runId"));
  run.startTime = run.lastTime = event.time;
  run.name = event.text("name");
  if (run.name.empty()) run.name = event.text("agent");
  // An event of a run whose start was not seen tells of itself, not of the run.
  const bool isStart = event.meaning.subject == Subject::kRun;
  if (run.name.empty() || !isStart) run.name = "run";
  run.tags = arrayOr(isStart ? event.members["tags"] : std::string_view());
  run.metadata = objectOr(isStart ? event.members["metadata"] : std::string_view());
  return run;
}

void Trace::beginStep(const AgentEvent& event) {
  Run& run = runOf(event);
  run.lastTime = event.time;
  Call& call = open_.begin(event);
  const uint64_t serial = runs_.serialOf(run);
  if (run.steps.size() >= maxSteps_) {
    ++run.unlisted;
    call.tag = tagOf(serial, kUnlisted);
    return;
  }
  call.tag = tagOf(serial, run.steps.size());
  Step& step = run.steps.emplace_back();
  step.subject = call.subject;
  step.name = call.name;
  step.model = call.model;
  step.tags = arrayOr(call.tags);
  step.metadata = objectOr(call.metadata);
}

void Trace::endStep(const AgentEvent& event) {
  bool wasSeen = false;
  Call call = open_.end(event, &wasSeen);
  if (!wasSeen) {
    beginStep(event);
    call.tag = open_.end(event).tag;
  }
  const Outcome outcome = outcomeOf(event, call);
  Run* found = runs_.find(call.tag >> 32);
  if (found == nullptr) return;  // forgotten meanwhile
  Run& run = *found;
  run.lastTime = event.time;

  const Usage usage = outcome.usage.value_or(Usage());
  PicoUsd cost = 0;
  double approximateCost = 0;
  if (const std::optional<PicoUsd> published = picoUsdOf(outcome.costUsd)) {
    cost = *published;
    approximateCost = *numberOf(outcome.costUsd);
  } else if (outcome.usage) {
    cost = prices_.cost(outcome.model, usage);
    approximateCost = prices_.approximateCost(outcome.model, usage);
  }

  const uint64_t index = call.tag & UINT32_MAX;
  if (index == kUnlisted) {
    run.unlistedUsage.add(usage);
    run.unlistedCost = addUpTo(run.unlistedCost, cost, kMaxPicoUsd);
    run.unlistedApproximateCost += approximateCost;
    return;
  }
  Step& step = run.steps[index];
  step.isRunning = false;
  step.usage = usage;
  step.cost = cost;
  step.approximateCost = approximateCost;
  step.outcome = outcome;
  // These point into the event, which is about to go.
  step.outcome.costUsd = step.outcome.result = {};
  if (step.model.empty()) step.model = outcome.model;
}

}  // namespace agent_event_bus

// The parts of the toolkit that keep accounts of an agent, for JavaScript: traces, snapshots, step
// logs and budgets.

#include <emscripten/bind.h>

#include <optional>
#include <string>

#include "toolkit/budget.h"
#include "toolkit/json_slice.h"
#include "toolkit/snapshot_diff.h"
#include "toolkit/snapshots.h"
#include "toolkit/step_lines.h"
#include "toolkit/trace.h"
#include "toolkit/usage.h"
#include "toolkit_texts.h"

namespace agent_event_bus {

namespace {

/// Leaves what is wrong in the output, as a clause, and tells whether there is something.
int problem(std::string_view clause) {
  freshOutput() = clause;
  return clause.empty() ? 0 : 1;
}

int setPriceOf(Prices& prices, uint32_t modelBytes, uint32_t priceBytes) {
  InputTexts texts;
  const std::string_view model = texts.next(modelBytes);
  return problem(prices.set(model, texts.next(priceBytes)));
}

int leave(const std::optional<std::string>& text) {
  freshOutput() = text.value_or("");
  return text ? 1 : 0;
}

class BoundUsage {
 public:
  /// Leaves a usage object in our names in the output; 0 if there is none in the input.
  static int normalize(uint32_t bytes) {
    const std::optional<Usage> usage = usageOf(InputTexts().next(bytes));
    return leave(usage ? std::optional(usageJson(*usage)) : std::nullopt);
  }
};

class BoundTrace {
 public:
  BoundTrace(uint32_t maxRuns, uint32_t maxSteps) : trace_(maxRuns, maxSteps) {}

  int setPrice(uint32_t modelBytes, uint32_t priceBytes) {
    return setPriceOf(trace_.prices(), modelBytes, priceBytes);
  }
  void record(double time, uint32_t topicBytes, uint32_t jsonBytes) {
    InputTexts texts;
    const std::string_view topic = texts.next(topicBytes);
    trace_.record(time, topic, texts.next(jsonBytes));
  }
  int lastRunId() const { return leave(trace_.lastRunId()); }
  int has(uint32_t runIdBytes) const { return trace_.has(InputTexts().next(runIdBytes)) ? 1 : 0; }
  void runIds() const { freshOutput() = trace_.runIds(); }
  void toJson(uint32_t runIdBytes) const {
    freshOutput() = trace_.toJson(InputTexts().next(runIdBytes));
  }
  void summary(uint32_t runIdBytes) const {
    freshOutput() = trace_.summary(InputTexts().next(runIdBytes));
  }
  void report() const { freshOutput() = trace_.report(std::nullopt); }
  void reportOf(uint32_t runIdBytes) const {
    freshOutput() = trace_.report(InputTexts().next(runIdBytes));
  }

 private:
  Trace trace_;
};

class BoundSnapshots {
 public:
  BoundSnapshots(uint32_t maxRuns, uint32_t keepResults) : snapshots_(maxRuns, keepResults != 0) {}

  void record(double time, uint32_t topicBytes, uint32_t jsonBytes) {
    InputTexts texts;
    const std::string_view topic = texts.next(topicBytes);
    snapshots_.record(time, topic, texts.next(jsonBytes));
  }
  int lastRunId() const { return leave(snapshots_.lastRunId()); }
  void toJson(uint32_t runIdBytes, uint32_t fingerprintBytes) const {
    InputTexts texts;
    const std::string_view runId = texts.next(runIdBytes);
    freshOutput() = snapshots_.toJson(runId, texts.next(fingerprintBytes));
  }

  /// Leaves the difference in the output and returns 0; or what is wrong with an input, and 1.
  static int diff(uint32_t baselineBytes, uint32_t currentBytes) {
    InputTexts texts;
    const std::string_view baseline = texts.next(baselineBytes);
    const SnapshotDiff found = diffSnapshots(baseline, texts.next(currentBytes));
    freshOutput() = found.problem.empty() ? found.json : found.problem;
    return found.problem.empty() ? 0 : 1;
  }

 private:
  Snapshots snapshots_;
};

class BoundStepLines {
 public:
  /// The format is a StepLines::Format.
  explicit BoundStepLines(uint32_t format) : lines_(static_cast<StepLines::Format>(format)) {}

  int setPrice(uint32_t modelBytes, uint32_t priceBytes) {
    return setPriceOf(lines_.prices(), modelBytes, priceBytes);
  }
  /// Leaves a line in the output and returns 1, if the event ended a step.
  int record(double time, uint32_t topicBytes, uint32_t jsonBytes) {
    InputTexts texts;
    const std::string_view topic = texts.next(topicBytes);
    const std::string line = lines_.record(time, topic, texts.next(jsonBytes));
    freshOutput() = line;
    return line.empty() ? 0 : 1;
  }

 private:
  StepLines lines_;
};

class BoundBudget {
 public:
  explicit BoundBudget(double warnAt) : budget_(warnAt) {}

  int setPrice(uint32_t modelBytes, uint32_t priceBytes) {
    return setPriceOf(budget_.prices(), modelBytes, priceBytes);
  }
  int limitTotal(uint32_t bytes) { return problem(budget_.limitTotal(InputTexts().next(bytes))); }
  int limitEachAgent(uint32_t bytes) {
    return problem(budget_.limitEachAgent(InputTexts().next(bytes)));
  }
  int limitEachRun(uint32_t bytes) {
    return problem(budget_.limitEachRun(InputTexts().next(bytes)));
  }
  int limitTool(uint32_t toolBytes, uint32_t bytes) {
    InputTexts texts;
    const std::string_view tool = texts.next(toolBytes);
    return problem(budget_.limitTool(tool, texts.next(bytes)));
  }

  // These leave a verdict in the output, and return 0 if nothing is to be done about it.
  int observe(uint32_t topicBytes, uint32_t jsonBytes) {
    InputTexts texts;
    const std::string_view topic = texts.next(topicBytes);
    return leaveVerdict(budget_.observe(topic, texts.next(jsonBytes)));
  }
  int reserve(uint32_t bytes) { return leaveVerdict(budget_.reserve(InputTexts().next(bytes))); }
  int commit(double id, uint32_t bytes) {
    return leaveVerdict(budget_.commit(static_cast<uint64_t>(id), InputTexts().next(bytes)));
  }
  int release(double id) { return leaveVerdict(budget_.release(static_cast<uint64_t>(id))); }

  void reset() { budget_.reset(); }
  void status() const { freshOutput() = budget_.status(); }

 private:
  static int leaveVerdict(const Budget::Verdict& verdict) {
    freshOutput() = "{\"id\":" + std::to_string(verdict.id) + ",\"events\":[" + verdict.events +
                    "],\"refusal\":" + (verdict.allowed ? "null" : verdict.refusal) +
                    ",\"problem\":" + jsonString(verdict.problem) + '}';
    return verdict.id != 0 || !verdict.events.empty() || !verdict.problem.empty() ? 1 : 0;
  }

  Budget budget_;
};

}  // namespace

}  // namespace agent_event_bus

EMSCRIPTEN_BINDINGS(agent_event_bus_toolkit_accounts) {
  using namespace agent_event_bus;
  emscripten::class_<BoundUsage>("Usage").class_function("normalize", &BoundUsage::normalize);
  emscripten::class_<BoundTrace>("Trace")
      .constructor<uint32_t, uint32_t>()
      .function("setPrice", &BoundTrace::setPrice)
      .function("record", &BoundTrace::record)
      .function("lastRunId", &BoundTrace::lastRunId)
      .function("has", &BoundTrace::has)
      .function("runIds", &BoundTrace::runIds)
      .function("toJson", &BoundTrace::toJson)
      .function("summary", &BoundTrace::summary)
      .function("report", &BoundTrace::report)
      .function("reportOf", &BoundTrace::reportOf);
  emscripten::class_<BoundSnapshots>("Snapshots")
      .constructor<uint32_t, uint32_t>()
      .function("record", &BoundSnapshots::record)
      .function("lastRunId", &BoundSnapshots::lastRunId)
      .function("toJson", &BoundSnapshots::toJson)
      .class_function("diff", &BoundSnapshots::diff);
  emscripten::class_<BoundStepLines>("StepLines")
      .constructor<uint32_t>()
      .function("setPrice", &BoundStepLines::setPrice)
      .function("record", &BoundStepLines::record);
  emscripten::class_<BoundBudget>("Budget")
      .constructor<double>()
      .function("setPrice", &BoundBudget::setPrice)
      .function("limitTotal", &BoundBudget::limitTotal)
      .function("limitEachAgent", &BoundBudget::limitEachAgent)
      .function("limitEachRun", &BoundBudget::limitEachRun)
      .function("limitTool", &BoundBudget::limitTool)
      .function("observe", &BoundBudget::observe)
      .function("reserve", &BoundBudget::reserve)
      .function("commit", &BoundBudget::commit)
      .function("release", &BoundBudget::release)
      .function("reset", &BoundBudget::reset)
      .function("status", &BoundBudget::status);
}

// The topics that tell of calls and runs: those that src/toolkit/agent_calls.cpp knows.

export const CALL_STARTS = ['tool.called', 'model.request'];
export const CALL_ENDS = [
  ...['tool.succeeded', 'tool.failed', 'tool.denied'],
  ...['model.response', 'model.failed'],
];
export const RUN_ENDS = ['run.completed', 'run.failed'];

/** What a run consists of. Of other events not even the JSON is made. @type {ReadonlySet<string>} */
export const RUN_TOPICS = /* @__PURE__ */ new Set([
  ...['run.started', 'run.completed', 'run.failed'],
  ...['tool.called', 'tool.succeeded', 'tool.failed', 'tool.denied'],
  ...['model.request', 'model.response', 'model.failed'],
]);

/** What steps begin and end with: also turns are steps. @type {ReadonlySet<string>} */
export const STEP_TOPICS = /* @__PURE__ */ new Set([
  ...['tool.called', 'tool.succeeded', 'tool.failed', 'tool.denied'],
  ...['model.request', 'model.response', 'model.failed'],
  ...['agent.turn.started', 'agent.turn.completed', 'agent.turn.failed'],
]);

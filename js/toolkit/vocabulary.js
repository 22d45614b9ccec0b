// The topics that tell of calls and runs: those that src/toolkit/agent_calls.cpp knows.

export const CALL_STARTS = ['tool.called', 'model.request'];
export const CALL_ENDS = [
  ...['tool.succeeded', 'tool.failed', 'tool.denied'],
  ...['model.response', 'model.failed'],
];
export const RUN_ENDS = ['run.completed', 'run.failed'];

/** @type {ReadonlySet<string>} */
export const CALL_TOPICS = /* @__PURE__ */ new Set([
  ...['tool.called', 'model.request'],
  ...['tool.succeeded', 'tool.failed', 'tool.denied'],
  ...['model.response', 'model.failed'],
  ...['agent.turn.started', 'agent.turn.completed', 'agent.turn.failed'],
  ...['run.started', 'run.completed', 'run.failed'],
]);

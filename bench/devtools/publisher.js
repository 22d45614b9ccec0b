// In the page: an agent that is very busy, and what the frames were like meanwhile.

import { EventBus } from '/dist/index.js';

/** Between two turns of the publisher, in milliseconds. */
const TURN_MS = 4;

globalThis.bus = new EventBus();

let calls = 0;
let step = 0;

/** Publishes one event: of each four, a call, its end, a piece of a model's answer and a budget. */
function publishOne() {
  const call = Math.floor(step / 4);
  const base = { runId: `run-${Math.floor(call / 500)}`, callId: `call-${call}`, agent: 'auditor' };
  const tool = ['search', 'read_file', 'run_command'][call % 3];
  switch (step++ % 4) {
    case 0:
      if (call % 500 === 0) bus.publish('run.started', { runId: base.runId, agent: 'auditor' });
      bus.publish('tool.called', {
        ...base,
        tool,
        args: { query: `number ${calls++}`, limit: 10 },
      });
      break;
    case 1:
      if (call % 50 === 7) {
        bus.publish('tool.failed', {
          ...base,
          tool,
          error: { message: 'refused' },
          latencyMs: 3.2,
        });
      } else {
        bus.publish('tool.succeeded', { ...base, tool, result: ['a', 'b'], latencyMs: call % 97 });
      }
      break;
    case 2: {
      const usage = { input: 700 + (call % 300), output: call % 200 };
      const model = { ...base, callId: `model-${call}`, model: 'large' };
      bus.publish('model.response', {
        ...model,
        usage,
        costUsd: 0.004,
        latencyMs: 400 + (call % 500),
      });
      break;
    }
    default:
      bus.publish('budget.committed', {
        scope: 'total',
        axis: 'calls',
        amount: 1,
        used: call,
        limit: 1e6,
      });
  }
}

/** @param {number} count all at once */
globalThis.publishMany = (count) => {
  for (let i = 0; i < count; i++) publishOne();
};

/**
 * @param {number} perSecond
 * @param {number} seconds
 * @returns {Promise<{ events: number, seconds: number, gaps: number[] }>} `gaps` from frame to frame, in
 *   milliseconds
 */
globalThis.publishSteadily = (perSecond, seconds) =>
  new Promise((resolve) => {
    const gaps = [];
    const start = performance.now();
    let last = start;
    let events = 0;
    let frame = requestAnimationFrame(function onFrame(now) {
      gaps.push(now - last);
      last = now;
      frame = requestAnimationFrame(onFrame);
    });
    const timer = setInterval(() => {
      const passed = (performance.now() - start) / 1_000;
      const due = Math.min(passed, seconds) * perSecond;
      for (; events < due; events++) publishOne();
      if (passed < seconds) return;
      clearInterval(timer);
      cancelAnimationFrame(frame);
      resolve({ events, seconds: passed, gaps: gaps.slice(1) });
    }, TURN_MS);
  });

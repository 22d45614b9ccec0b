// Step logs: lines that the readers there are can read. Those readers are in Python; what they ask of
// a line is repeated here.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { EventBus } from '../../../js/index.js';
import { stepLog } from '../../../js/toolkit/index.js';

const START = Date.UTC(2026, 0, 31, 9, 30);

/** A run with a step of each kind, each a second long. */
function play(options) {
  const bus = new EventBus();
  const lines = [];
  let time = START;
  const log = stepLog(bus, (line) => lines.push(JSON.parse(line)), {
    ...options,
    clock: () => time,
  });
  const step = (start, end, event, more) => {
    bus.publish(start, event);
    time += 1000;
    bus.publish(end, { ...event, ...more });
  };
  bus.publish('run.started', { runId: 'r1' });
  const tool = { runId: 'r1', callId: 'c1', parentId: 'r1', agent: 'a', tool: 'search' };
  step('tool.called', 'tool.succeeded', { ...tool, args: { q: 'x' } }, { result: ['hit'] });
  const model = { runId: 'r1', callId: 'c2', model: 'gpt-4o', provider: 'openai' };
  step('model.request', 'model.response', model, {
    latencyMs: 842.5,
    usage: { input: 70, cacheRead: 30, output: 50 },
    stopReason: 'stop',
    output: 'It is "here".',
  });
  const error = { type: 'TypeError', message: 'down' };
  step('tool.called', 'tool.failed', { ...tool, callId: 'c3' }, { error });
  step('agent.turn.started', 'agent.turn.completed', { runId: 'r1', callId: 't1', agent: 'a' }, {});
  step('tool.called', 'tool.denied', { ...tool, callId: 'c4' }, { reason: 'no' });
  bus.publish('run.completed', { runId: 'r1' });
  return { bus, log, lines };
}

describe("format 'step-log'", () => {
  const { lines } = play();

  test('has the fields of agent-step-log', () => {
    assert.deepEqual(lines.slice(0, 3), [
      {
        name: 'search',
        kind: 'tool_call',
        ts: '2026-01-31T09:30:01.000Z',
        started_at: '2026-01-31T09:30:00.000Z',
        duration_ms: 1000,
        run_id: 'r1',
        tool_name: 'search',
        tool_args: { q: 'x' },
        tool_output: ['hit'],
        meta: { call_id: 'c1', parent_id: 'r1', agent: 'a' },
      },
      {
        name: 'model',
        kind: 'llm_response',
        ts: '2026-01-31T09:30:02.000Z',
        started_at: '2026-01-31T09:30:01.157Z',
        duration_ms: 842.5,
        run_id: 'r1',
        model: 'gpt-4o',
        output: 'It is "here".',
        tokens_in: 100,
        tokens_out: 50,
        cost_usd: 0.00075,
        meta: { call_id: 'c2', provider: 'openai', stop_reason: 'stop' },
      },
      {
        name: 'search',
        kind: 'error',
        ts: '2026-01-31T09:30:03.000Z',
        started_at: '2026-01-31T09:30:02.000Z',
        duration_ms: 1000,
        run_id: 'r1',
        tool_name: 'search',
        error: 'TypeError: down',
        meta: { call_id: 'c3', parent_id: 'r1', agent: 'a' },
      },
    ]);
  });

  test('is what the Replayer of agent-debug-replay takes for its spine', () => {
    for (const line of lines) {
      assert.equal(typeof line.name, 'string');
      assert(!Number.isNaN(Date.parse(line.started_at)));
      assert.equal(typeof line.duration_ms, 'number');
      assert.equal(line.run_id, 'r1');
      assert.equal(Array.isArray(line.meta) || typeof line.meta !== 'object', false);
    }
    const cost = lines.reduce((sum, line) => sum + (line.cost_usd ?? 0), 0);
    assert.equal(cost, 0.00075);
  });

  test('has the kinds of its DebugReplay', () => {
    assert.deepEqual(
      lines.map(({ kind }) => kind),
      ['tool_call', 'llm_response', 'error', 'custom', 'error'],
    );
  });
});

test("format 'step-logger' has the fields of agent-step-logger", () => {
  const { lines } = play({ format: 'step-logger' });
  const types = ['tool_call', 'tool_result', 'thinking', 'response', 'error', 'custom'];
  for (const [i, line] of lines.entries()) {
    assert.deepEqual(Object.keys(line), ['index', 'step_type', 'content', 'metadata', 'timestamp']);
    assert.equal(line.index, i);
    assert(types.includes(line.step_type));
    assert.equal(typeof line.content, 'string');
    assert.equal(typeof line.timestamp, 'number');
  }
  assert.deepEqual(lines[0], {
    index: 0,
    step_type: 'tool_result',
    content: '["hit"]',
    metadata: {
      tool_name: 'search',
      args: { q: 'x' },
      duration_ms: 1000,
      run_id: 'r1',
      call_id: 'c1',
    },
    timestamp: START / 1000 + 1,
  });
  assert.equal(lines[1].content, 'It is "here".');
  assert.deepEqual(
    lines.map(({ step_type }) => step_type),
    ['tool_result', 'response', 'error', 'custom', 'error'],
  );
});

test("the caller's metadata is in the meta of a step", () => {
  const bus = new EventBus();
  const lines = [];
  stepLog(bus, (line) => lines.push(JSON.parse(line)));
  const metadata = { ticket: 7, 'a "b"': [1] };
  bus.publish('tool.called', { callId: 'c', tool: 't', metadata });
  bus.publish('tool.succeeded', { callId: 'c' });
  bus.publish('tool.called', { tool: 't', metadata });
  bus.publish('tool.succeeded', { tool: 't' });
  assert.deepEqual(lines[0].meta, { ...metadata, call_id: 'c' });
  assert.deepEqual(lines[1].meta, metadata);
});

test('a stream gets lines with their ends', () => {
  const bus = new EventBus();
  const written = [];
  const stream = {
    write(text) {
      assert.equal(this, stream);
      written.push(text);
    },
  };
  const log = stepLog(bus, stream);
  bus.publish('tool.succeeded', { tool: 'a' });
  log.detach();
  log[Symbol.dispose]();
  bus.publish('tool.succeeded', { tool: 'b' });
  assert.equal(written.length, 1);
  assert(written[0].endsWith('}\n'));
  assert.equal(bus.size, 0);
});

test('what a sink throws, or rejects with, goes to onError, and never to the publisher', async () => {
  const failure = new Error('disk full');
  for (const sink of [
    () => {
      throw failure;
    },
    async () => {
      throw failure;
    },
  ]) {
    const bus = new EventBus();
    const errors = [];
    stepLog(bus, sink, { onError: (error) => errors.push(error) });
    bus.publish('tool.succeeded', { tool: 'a' });
    await turn();
    assert.deepEqual(errors, [failure]);
  }
});

test('bad arguments are refused', () => {
  const bus = new EventBus();
  const invalid = { code: 'ERR_INVALID_ARGUMENT' };
  assert.throws(() => stepLog(bus), invalid);
  assert.throws(() => stepLog(bus, {}), invalid);
  assert.throws(() => stepLog(bus, () => {}, { format: 'yaml' }), invalid);
  assert.throws(() => stepLog(7, () => {}), invalid);
  assert.equal(bus.size, 0);
});

// Snapshots: traces as agentsnap records them, and differences as it sees them.
//
// tests/fixtures/agentsnap.json was recorded with agentsnap 0.1.2: digests of results, runs of the
// agents in snapshot-agents.js, and what its diff() says of pairs of traces.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { EventBus } from '../../../js/index.js';
import { diffSnapshots, instrument, serialize, snapshot } from '../../../js/toolkit/index.js';
import { agents } from './snapshot-agents.js';

const { hashes, diffs, runs } = JSON.parse(
  readFileSync(new URL('../../fixtures/agentsnap.json', import.meta.url), 'utf8'),
);

function recorded(options) {
  const bus = new EventBus();
  const errors = [];
  return { bus, errors, snapshot: snapshot(bus, { ...options, onError: (e) => errors.push(e) }) };
}

/** Plays the run of an agent with instrumented tools. */
async function play({ options, tools, agent }, given) {
  const { bus, errors, snapshot } = recorded(given);
  const instrumentation = instrument(bus);
  const wrapped = Object.fromEntries(
    Object.entries(tools).map(([name, fn]) => [name, instrumentation.tool(name, fn)]),
  );
  await instrumentation.run(options, () => agent(wrapped)).catch(() => {});
  assert.deepEqual(errors, []);
  return snapshot;
}

test('digests of results', () => {
  for (const { json, isUndefined, isString, hash } of hashes) {
    const { bus, snapshot } = recorded();
    const result = isUndefined ? undefined : JSON.parse(json);
    assert.equal(typeof result === 'string', isString);
    bus.publish('tool.succeeded', { tool: 't', ...(isUndefined ? {} : { result }) });
    assert.equal(snapshot.trace().tools[0].result_hash, hash, json);
  }
});

describe('runs, as agentsnap records them', () => {
  for (const [i, { name, trace }] of runs.entries()) {
    test(name, async () => {
      assert.equal(agents[i].name, name);
      const snapshot = await play(agents[i]);
      const ours = snapshot.trace();
      // All but who recorded it is the same, byte for byte.
      const theirs = JSON.parse(trace);
      assert.deepEqual(Object.keys(ours.fingerprint), Object.keys(theirs.fingerprint));
      ours.fingerprint = theirs.fingerprint;
      assert.equal(JSON.stringify(ours), trace);
      assert.equal(diffSnapshots(trace, snapshot).status, 'PASSED');
    });
  }
});

test('differences, as agentsnap sees them', () => {
  const seen = new Set();
  for (const { name, baseline, current, diff } of diffs) {
    const ours = diffSnapshots(baseline, current);
    seen.add(ours.status);
    assert.equal(JSON.stringify(ours), diff, name);
    assert.equal(JSON.stringify(diffSnapshots(JSON.stringify(baseline), current)), diff, name);
  }
  assert.deepEqual([...seen].sort(), [
    'OUTPUT_DRIFT',
    'PASSED',
    'REGRESSION',
    'TOOLS_CHANGED',
    'TOOLS_REORDERED',
  ]);
});

test('results are in the trace if wanted', async () => {
  const [booking] = agents;
  const { tools } = (await play(booking, { captureResults: true })).trace();
  assert.deepEqual(tools[1].result, { flightId: 'DL456', windowAvailable: true });
});

test('runs are kept apart, and are bounded', () => {
  const { bus, snapshot } = recorded({ maxRuns: 2 });
  for (const runId of ['a', 'b', 'c']) {
    bus.publish('run.started', { runId, input: runId });
    bus.publish('model.request', { runId, model: `model of ${runId}` });
    bus.publish('tool.succeeded', { runId, tool: runId });
  }
  assert.equal(snapshot.trace('a'), undefined);
  assert.equal(snapshot.trace('b').model, 'model of b');
  assert.deepEqual(
    snapshot.trace('b').tools.map(({ name }) => name),
    ['b'],
  );
  assert.equal(snapshot.trace().input, 'c');
  assert.equal(JSON.parse(JSON.stringify(snapshot)).input, 'c');
});

test('a call that was denied is a tool that failed', () => {
  const { bus, snapshot } = recorded();
  bus.publish('tool.called', { callId: 1, tool: 'rm', args: { path: '/' } });
  bus.publish('tool.denied', { callId: 1, tool: 'rm', reason: 'not that one' });
  assert.deepEqual(snapshot.trace().tools, [
    { name: 'rm', args: { path: '/' }, error: { name: 'ToolDenied', message: 'not that one' } },
  ]);
});

test('nothing an event may be disturbs it', () => {
  const { bus, errors, snapshot } = recorded();
  const circular = { callId: 'c', tool: 't' };
  circular.args = circular;
  const throwing = {
    get args() {
      throw new Error('no');
    },
  };
  for (const event of [undefined, null, 7, 'x', [], circular, throwing, { result: 10n }]) {
    for (const topic of ['run.started', 'tool.called', 'tool.succeeded', 'tool.failed']) {
      bus.publish(topic, event);
    }
  }
  assert.deepEqual(errors, []);
  assert.equal(snapshot.trace().version, 1);
});

test('a result of 10 MB is hashed whole, one of 10,000 levels as the JSON it becomes', () => {
  const { bus, errors, snapshot } = recorded();
  const large = 'ten bytes"'.repeat(1_000_000);
  let deep = 'x';
  for (let i = 0; i < 10_000; i++) deep = { deep };
  for (const result of [large, deep]) {
    bus.publish('tool.called', { callId: 1, tool: 't', args: result });
    bus.publish('tool.succeeded', { callId: 1, result });
  }
  assert.deepEqual(errors, []);
  const sha256 = (text) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
  assert.deepEqual(
    snapshot.trace().tools.map(({ result_hash }) => result_hash),
    [sha256(large), sha256(JSON.stringify(JSON.parse(serialize({ result: deep })).result))],
  );
});

test('what is no trace is refused', () => {
  const trace = { version: 1, tools: [] };
  const invalid = (message) => ({ name: 'TypeError', code: 'ERR_INVALID_ARGUMENT', message });
  let deep = 'x';
  for (let i = 0; i < 501; i++) deep = [deep];
  const circular = {};
  circular.self = circular;
  for (const [baseline, current, message] of [
    [null, trace, /^baseline must be a trace, or its JSON, not null$/],
    [trace, 7, /^current must be a trace/],
    [trace, circular, /^current must be a trace/],
    ['{', trace, 'diffSnapshots: the baseline is not JSON'],
    [trace, '[]', 'diffSnapshots: the current trace must be an object'],
    [{ tools: 7 }, trace, 'diffSnapshots: the tools of the baseline must be an array of objects'],
    [trace, { tools: [7] }, /^diffSnapshots: the tools of the current trace must be an array/],
    [trace, { deep }, 'diffSnapshots: the current trace is nested deeper than 500 levels'],
  ]) {
    assert.throws(() => diffSnapshots(baseline, current), invalid(message));
  }
  assert.throws(() => snapshot(new EventBus(), { captureResults: 1 }), {
    code: 'ERR_INVALID_ARGUMENT',
  });
});

test('detached, it keeps what it has', () => {
  const { bus, snapshot } = recorded();
  bus.publish('tool.succeeded', { tool: 'a' });
  snapshot.detach();
  snapshot[Symbol.dispose]();
  bus.publish('tool.succeeded', { tool: 'b' });
  assert.deepEqual(
    snapshot.trace().tools.map(({ name }) => name),
    ['a'],
  );
  assert.equal(bus.size, 0);
});

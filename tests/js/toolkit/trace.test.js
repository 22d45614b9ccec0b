// Traces: byte for byte those of agenttrace, and exact where agenttrace is not.
//
// tests/fixtures/agenttrace.json was recorded with agenttrace 0.1.0 and a clock that a script sets.
// Each case has the events of a run, and what agenttrace made of the same calls.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EventBus } from '../../../js/index.js';
import { trace } from '../../../js/toolkit/index.js';

const cases = JSON.parse(
  readFileSync(new URL('../../fixtures/agenttrace.json', import.meta.url), 'utf8'),
);

/** A bus with a trace, and a clock that the test sets. */
function traced(options) {
  const bus = new EventBus();
  const clock = { time: 0 };
  const errors = [];
  const onError = (error) => errors.push(error);
  const traced = trace(bus, { ...options, clock: () => clock.time, onError });
  const publish = (time, topic, event) => {
    clock.time = time;
    bus.publish(topic, event);
    assert.deepEqual(errors, []);
  };
  return { bus, trace: traced, publish };
}

for (const { name, runId, events, toJSON, summary } of cases) {
  test(`as agenttrace has it: ${name}`, () => {
    const { trace, publish } = traced();
    for (const [time, topic, event] of events) publish(time, topic, event);
    assert.equal(JSON.stringify(trace.run(runId)), toJSON);
    assert.equal(JSON.stringify(trace), toJSON);
    assert.equal(trace.summary(runId), summary);
  });
}

test('exact sums do not drift, where floating point does', () => {
  const { trace, publish } = traced({ prices: { tenth: { input: 100_000 } } });
  publish(0, 'run.started', { runId: 'r' });
  for (let i = 0; i < 10; i++) {
    publish(1, 'model.request', { runId: 'r', callId: i, model: 'tenth' });
    publish(2, 'model.response', { runId: 'r', callId: i, model: 'tenth', usage: { input: 1 } });
  }
  // 0.1 dollars, ten times.
  assert.equal(trace.run('r').totalCostUsd, 0.9999999999999999);
  assert.equal(trace.report('r').costUsd, 1);
  assert.equal(trace.report().costUsd, 1);
  assert.equal(trace.report().models.tenth.costUsd, 1);
});

test('the longest prefix in the table is the price', () => {
  const costOf = (model, prices) => {
    const { trace, publish } = traced({ prices });
    publish(0, 'model.request', { callId: 'c', model });
    publish(1, 'model.response', { callId: 'c', usage: { input: 1_000_000, output: 0 } });
    return trace.report().costUsd;
  };
  assert.equal(costOf('gpt-4o'), 2.5);
  assert.equal(costOf('gpt-4o-2024-08-06'), 2.5);
  assert.equal(costOf('gpt-4o-mini-2024-07-18'), 0.15);
  assert.equal(costOf('gpt-4'), 0);
  assert.equal(costOf('gpt-4o-2024-08-06', { 'gpt-4o-2024': { input: 7 } }), 7);
  assert.equal(costOf('my-model-2', { 'my-model': { input: 0.000001 } }), 0.000001);
});

test('costUsd of an event is what counts, digit for digit', () => {
  const { trace, publish } = traced();
  for (const [callId, costUsd] of [0.1, 0.2, 1e-7, 0].entries()) {
    publish(0, 'model.request', { callId, model: 'gpt-4o' });
    publish(1, 'model.response', { callId, usage: { input: 1_000_000 }, costUsd });
  }
  assert.equal(trace.report().costUsd, 0.3000001);
});

test('usage in the words of each provider', () => {
  const usages = {
    'openai chat': {
      prompt_tokens: 100,
      completion_tokens: 50,
      prompt_tokens_details: { cached_tokens: 30 },
      completion_tokens_details: { reasoning_tokens: 20 },
    },
    'openai responses': {
      input_tokens: 100,
      output_tokens: 50,
      input_tokens_details: { cached_tokens: 30 },
      output_tokens_details: { reasoning_tokens: 20 },
    },
    anthropic: {
      input_tokens: 70,
      output_tokens: 50,
      cache_read_input_tokens: 30,
      cache_creation_input_tokens: 0,
    },
    'ai sdk': { inputTokens: 100, outputTokens: 50, cachedInputTokens: 30, reasoningTokens: 20 },
    'ai sdk, newer': {
      inputTokens: 100,
      outputTokens: 50,
      inputTokenDetails: { cacheReadTokens: 30 },
      outputTokenDetails: { reasoningTokens: 20 },
    },
    bedrock: { inputTokens: 70, outputTokens: 50, cacheReadInputTokens: 30 },
    google: {
      promptTokenCount: 100,
      candidatesTokenCount: 30,
      thoughtsTokenCount: 20,
      cachedContentTokenCount: 30,
    },
    langchain: {
      input_tokens: 100,
      output_tokens: 50,
      input_token_details: { cache_read: 30 },
      output_token_details: { reasoning: 20 },
    },
    ours: { input: 70, output: 50, cacheRead: 30, reasoning: 20 },
  };
  for (const [provider, usage] of Object.entries(usages)) {
    const { trace, publish } = traced();
    publish(0, 'model.request', { callId: 'c' });
    publish(1, 'model.response', { callId: 'c', usage });
    const { reasoning, ...rest } = trace.report().usage;
    assert.deepEqual(rest, { input: 70, output: 50, cacheRead: 30, cacheWrite: 0 }, provider);
    assert(reasoning === 20 || !JSON.stringify(usage).includes('20'), provider);
  }
  const { trace, publish } = traced();
  const bad = [null, 7, 'x', [], {}, { input: 'many' }, { input_tokens: -1 }, { prompt: 1 }];
  for (const usage of bad) publish(0, 'model.response', { usage });
  assert.equal(trace.report().usage.input, 0);
});

test('percentiles of latency, per tool and per model', () => {
  const { trace, publish } = traced();
  for (let i = 1; i <= 200; i++) {
    publish(0, 'tool.called', { callId: i, tool: 'search' });
    publish(0, 'tool.succeeded', { callId: i, tool: 'search', latencyMs: 201 - i });
  }
  publish(0, 'tool.called', { callId: 'f', tool: 'fetch' });
  publish(7, 'tool.failed', { callId: 'f', tool: 'fetch', error: { message: 'x' } });
  publish(7, 'tool.called', { callId: 'open', tool: 'fetch' });
  const { tools } = trace.report();
  assert.deepEqual(tools.search.latencyMs, { p50: 100, p95: 190, p99: 198, max: 200 });
  assert.deepEqual(tools.fetch.latencyMs, { p50: 7, p95: 7, p99: 7, max: 7 });
  const { calls, failures, running } = tools.fetch;
  assert.deepEqual({ calls, failures, running }, { calls: 2, failures: 1, running: 1 });
});

test('events without ids are paired by name, the last that is open first', () => {
  const { trace, publish } = traced();
  publish(0, 'tool.called', { tool: 'a' });
  publish(10, 'tool.called', { tool: 'b' });
  publish(20, 'tool.called', { tool: 'a' });
  publish(25, 'tool.succeeded', { tool: 'a' });
  publish(26, 'tool.succeeded', { tool: 'b' });
  publish(30, 'tool.failed', { tool: 'a', error: { message: 'x' } });
  publish(31, 'tool.succeeded', { tool: 'never called', latencyMs: 3 });
  const { steps } = trace.run('');
  assert.deepEqual(
    steps.map(({ name, latencyMs }) => [name, latencyMs]),
    [
      ['a', 30],
      ['b', 16],
      ['a', 5],
      ['never called', 3],
    ],
  );
});

test('runs that count their calls each on their own are not mixed up', () => {
  const { trace, publish } = traced();
  for (const runId of ['a', 'b']) publish(0, 'tool.called', { runId, callId: 1, tool: 't' });
  publish(3, 'tool.succeeded', { runId: 'a', callId: 1 });
  publish(5, 'tool.failed', { runId: 'b', callId: 1, error: { message: 'x' } });
  const of = (runId) =>
    trace.run(runId).steps.map(({ latencyMs, error }) => [latencyMs, error?.message]);
  assert.deepEqual([of('a'), of('b')], [[[3, undefined]], [[5, 'x']]]);
});

test('runs and steps are bounded, and totals stay whole', () => {
  const { trace, publish } = traced({ maxRuns: 2, maxSteps: 3 });
  for (let run = 1; run <= 4; run++) {
    publish(run, 'run.started', { runId: `r${run}` });
    for (let i = 0; i < 5; i++) {
      publish(run, 'model.request', { runId: `r${run}`, callId: i, model: 'gpt-4o' });
      publish(run, 'model.response', { callId: i, model: 'gpt-4o', usage: { input: 1_000_000 } });
    }
    publish(run, 'run.completed', { runId: `r${run}` });
  }
  assert.deepEqual(trace.runs(), ['r3', 'r4']);
  assert.equal(trace.run('r1'), undefined);
  assert.equal(trace.summary('r1'), '');
  assert.equal(trace.report('r1'), undefined);
  assert.equal(trace.run('r4').steps.length, 3);
  assert.equal(trace.run('r4').totalCostUsd, 12.5);
  const { forgottenRuns, runs, costUsd } = trace.report();
  assert.deepEqual([forgottenRuns, runs[1].steps, costUsd], [2, 5, 25]);
});

test('nothing an event may be disturbs it, or the publisher', () => {
  const { trace, publish } = traced();
  const hostile = [
    undefined,
    null,
    'text',
    [],
    { callId: {}, tool: 7, latencyMs: 'long', usage: { input: Number.NaN }, costUsd: -1 },
    { tool: '\ud800', error: 'a text', tags: {}, metadata: [] },
    {
      get tool() {
        throw new Error('no');
      },
    },
    { tool: 'x', usage: { input: 1e300 }, costUsd: 1e300, latencyMs: -5 },
  ];
  for (const topic of ['run.started', 'tool.called', 'tool.failed', 'model.response']) {
    for (const event of hostile) publish(1, topic, event);
  }
  publish(2, 'run.failed', null);
  assert.equal(JSON.stringify(trace.report()).includes('NaN'), false);
  assert.equal(typeof trace.summary(), 'string');
});

test('a runId that is a number is a text', () => {
  const { trace, publish } = traced();
  publish(1, 'run.started', { runId: 1e9, name: 'n' });
  assert.equal(trace.run(1e9).name, 'n');
  assert.match(trace.summary(1e9), /^Run "n"/);
  assert.equal(trace.report(1e9).runs.length, 1);
  assert.deepEqual(trace.runs(), ['1000000000']);
});

test('detached, it keeps what it has', () => {
  const { bus, trace, publish } = traced();
  publish(1, 'tool.called', { tool: 'a' });
  trace.detach();
  trace[Symbol.dispose]();
  bus.publish('tool.called', { tool: 'b' });
  assert.deepEqual(
    trace.run('').steps.map(({ name }) => name),
    ['a'],
  );
  assert.equal(bus.size, 0);
});

test('bad options are refused', () => {
  const bus = new EventBus();
  const invalid = { code: 'ERR_INVALID_ARGUMENT' };
  for (const options of [
    { maxRuns: 0 },
    { maxSteps: 1.5 },
    { prices: 7 },
    { prices: { m: 7 } },
    { prices: { m: { input: -1 } } },
    { prices: { m: { input: 0.0000001 } } },
    { prices: { '': {} } },
    { clock: 7 },
    { onError: 'x' },
  ]) {
    assert.throws(() => trace(bus, options), invalid, JSON.stringify(options));
  }
  assert.throws(() => trace({}, {}), invalid);
  assert.throws(() => trace(bus, { prices: { 'gpt-9': { output: 'free' } } }), {
    message: 'prices["gpt-9"]: a price must be a number of dollars from 0 to 9000000',
  });
  assert.equal(bus.size, 0);
});

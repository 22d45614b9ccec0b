// Latency, tokens and dollars over time.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Histogram } from '../../../../js/devtools/model/histogram.js';
import { MAX_BUCKETS, MAX_OPEN_CALLS, MAX_SUBJECTS } from '../../../../js/devtools/model/limits.js';
import { OTHERS, Series } from '../../../../js/devtools/model/series.js';
import { EventBus } from '../../../../js/index.js';
import { trace } from '../../../../js/toolkit/index.js';
import { anyEntries, entries, exampleRun, parameters, seed, T0 } from './support.js';

function seriesOf(list) {
  const series = new Series();
  series.add(list);
  return series;
}

/** The nearest rank, by sorting. */
function exactPercentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

describe('percentiles', () => {
  const latency = fc.double({ min: 0.001, max: 1e8, noNaN: true });
  const share = fc.double({ min: 0.01, max: 1, noNaN: true });

  test(`are within 1 % of the exact ones, put together or not (seed ${seed})`, () => {
    const lists = fc.tuple(fc.array(latency, { minLength: 1 }), fc.array(latency));
    const property = fc.property(lists, share, ([some, more], share) => {
      const [histogram, other] = [new Histogram(), new Histogram()];
      for (const value of some) histogram.add(value);
      for (const value of more) other.add(value);
      histogram.merge(other);
      const exact = exactPercentile([...some, ...more], share);
      assert.equal(histogram.count, some.length + more.length);
      const error = Math.abs(histogram.percentile(share) / exact - 1);
      assert(error <= 0.01, `${histogram.percentile(share)} for ${exact}`);
    });
    fc.assert(property, parameters);
  });

  test('of nothing there are none; what is too short or too long is counted, too', () => {
    const histogram = new Histogram();
    assert.equal(histogram.percentile(0.5), undefined);
    for (const value of [0, 1e-9, 1e300]) histogram.add(value);
    assert.equal(histogram.percentile(0.5), 0.001);
    assert(histogram.percentile(1) > 9e8);
  });
});

describe('series', () => {
  test('calls, failures, tokens and dollars of each tool and model, by the second', () => {
    const series = seriesOf(
      entries(
        [0, 'tool.called', { callId: 1, tool: 'a' }],
        [100, 'tool.succeeded', { callId: 1, tool: 'a', latencyMs: 90 }],
        [200, 'tool.called', { callId: 2, tool: 'a' }],
        [2_300, 'tool.failed', { callId: 2 }], // the start has the name, the times the latency
        [2_400, 'tool.denied', { callId: 3, tool: 'a', latencyMs: 0 }],
        [100, 'model.request', { callId: 4, model: 'gpt' }],
        [900, 'model.response', { callId: 4, usage: { input: 7, output: 2 }, costUsd: 0.5 }],
        [950, 'model.response', { model: 'gpt', usage: { prompt_tokens: 1 }, costUsd: 0.25 }],
      ),
    );
    assert.equal(series.width, 1_000);
    const first = T0 / 1_000;
    assert.deepEqual(series.range, { first, last: first + 2 });
    const [tool] = series.subjects('tool');
    assert.deepEqual(
      [...tool.buckets].map(([bucket, { calls, failures }]) => [bucket - first, calls, failures]),
      [
        [0, 1, 0],
        [2, 2, 2],
      ],
    );
    assert.deepEqual([tool.name, tool.total.calls, tool.total.latency.count], ['a', 3, 2]);
    const slowest = tool.total.latency.percentile(1);
    assert(Math.abs(slowest / 2_100 - 1) <= 0.01, `${slowest}`);
    const [model] = series.subjects('model');
    const { inputTokens, outputTokens, costUsd, calls } = model.total;
    assert.deepEqual(
      [model.name, inputTokens, outputTokens, costUsd, calls],
      ['gpt', 8, 2, 0.75, 2],
    );
  });

  test('however long it lasts there are at most MAX_BUCKETS intervals, and nothing is lost', () => {
    const series = new Series();
    const seconds = 10_000;
    for (let s = 0; s < seconds; s++) {
      series.add(
        entries([s * 1_000, 'tool.succeeded', { callId: s, tool: `t${s % 2}`, latencyMs: s }]),
      );
    }
    assert.equal(series.width, 128_000);
    const { first, last } = series.range;
    assert(last - first < MAX_BUCKETS);
    assert.equal(first, Math.floor(T0 / series.width));
    for (const subject of series.subjects('tool')) {
      const sums = [...subject.buckets.values()];
      assert.equal(
        sums.reduce((sum, { calls }) => sum + calls, 0),
        seconds / 2,
      );
      assert.equal(
        sums.reduce((sum, { latency }) => sum + latency.count, 0),
        seconds / 2,
      );
      assert(subject.buckets.size <= MAX_BUCKETS);
    }
  });

  test('more tools than have a series are counted together', () => {
    const list = Array.from({ length: 100 }, (_, i) => [i, 'tool.failed', { tool: `t${i}` }]);
    const subjects = seriesOf(entries(...list)).subjects('tool');
    assert.equal(subjects.length, MAX_SUBJECTS + 1);
    assert.equal(subjects.at(-1).name, OTHERS);
    assert.equal(subjects.at(-1).total.failures, 100 - MAX_SUBJECTS);
  });

  test('calls that never end are waited for up to a limit', () => {
    const series = new Series();
    for (let i = 0; i <= MAX_OPEN_CALLS; i++) {
      series.add(entries([i, 'tool.called', { callId: i, tool: 'a' }]));
    }
    series.add(entries([50_000, 'tool.succeeded', { callId: 0 }])); // the oldest is forgotten
    series.add(entries([50_000, 'tool.succeeded', { callId: 1 }]));
    assert.deepEqual(
      series.subjects('tool').map(({ name, total }) => [name, total.latency.count]),
      [
        ['tool', 0],
        ['a', 1],
      ],
    );
  });

  test('clear() forgets all of it', () => {
    const series = seriesOf(entries([0, 'tool.failed', {}], [1e7, 'model.failed', {}]));
    series.clear();
    assert.deepEqual([series.range, series.width, series.subjects('tool')], [undefined, 1_000, []]);
  });
});

/** What trace() makes of the same events; it knows no hostile ones. */
function traceOf(list) {
  const bus = new EventBus();
  const clock = { time: 0 };
  const traced = trace(bus, { clock: () => clock.time, onError: () => {} });
  for (const { time, topic, event } of list) {
    clock.time = time;
    bus.publish(topic, event);
  }
  return traced.report();
}

test('the example agent, as trace() counts it', () => {
  const list = exampleRun();
  const { tools } = traceOf(list);
  const subjects = seriesOf(list).subjects('tool');
  assert.deepEqual(new Set(subjects.map(({ name }) => name)), new Set(Object.keys(tools)));
  for (const { name, total } of subjects) {
    const expected = tools[name];
    assert.deepEqual([total.calls, total.failures], [expected.calls, expected.failures]);
    for (const [share, exact] of [
      [0.5, expected.latencyMs.p50],
      [0.95, expected.latencyMs.p95],
    ]) {
      assert(Math.abs(total.latency.percentile(share) / exact - 1) <= 0.01, `${name} p${share}`);
    }
  }
});

test(`any events: as many calls in the intervals as ended (seed ${seed})`, () => {
  const ends = /^(tool\.(succeeded|failed|denied)|model\.(response|failed))$/;
  const property = fc.property(anyEntries, (list) => {
    const series = seriesOf(list);
    const subjects = [...series.subjects('tool'), ...series.subjects('model')];
    const inBuckets = subjects
      .flatMap(({ buckets }) => [...buckets.values()])
      .reduce((sum, { calls }) => sum + calls, 0);
    assert.equal(inBuckets, list.filter(({ topic }) => ends.test(topic)).length);
    for (const { total } of subjects) assert(total.latency.count <= total.calls);
  });
  fc.assert(property, parameters);
});

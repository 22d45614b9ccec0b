// What the panels are drawn from: the time that is shown, what runs at each time, columns, and rows.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { columnsOf } from '../../../../js/devtools/model/chart-columns.js';
import { errorRows } from '../../../../js/devtools/model/error-rows.js';
import { Errors } from '../../../../js/devtools/model/errors.js';
import { MAX_BUCKETS } from '../../../../js/devtools/model/limits.js';
import { overviewOf } from '../../../../js/devtools/model/overview.js';
import { STEPS } from '../../../../js/devtools/model/rate.js';
import { Series } from '../../../../js/devtools/model/series.js';
import { timeOf } from '../../../../js/devtools/model/span-rows.js';
import { Spans } from '../../../../js/devtools/model/spans.js';
import { TimeWindow } from '../../../../js/devtools/model/time-window.js';
import { TopicTree } from '../../../../js/devtools/model/topic-tree.js';
import { anyEntries, entries, parameters, seed, T0 } from './support.js';

describe('the time that is shown', () => {
  const shown = (from, to) => {
    const window = new TimeWindow();
    window.fit({ from, to });
    return window;
  };

  test('fits a range, with some room behind it, and counts from its beginning', () => {
    const window = shown(T0, T0 + 1_000);
    assert.deepEqual([window.from, window.to, window.origin], [T0, T0 + 1_020, T0]);
    assert.equal(window.shareOf(T0 + 510), 0.5);
    assert(Math.abs(shown(T0, T0).length - 1.02) < 1e-3); // what took no time
  });

  test('zooms about a place, which stays where it is, and pans', () => {
    const window = shown(0, 1_000);
    window.show({ from: 0, to: 1_000 });
    window.zoom(0.5, 0.25);
    assert.deepEqual([window.from, window.to], [125, 625]);
    window.zoom(2, 0.25);
    assert.deepEqual([window.from, window.to], [0, 1_000]);
    window.zoom(0.1);
    assert.deepEqual([window.from, window.to], [450, 550]);
    window.pan(0.5);
    assert.deepEqual([window.from, window.to], [500, 600]);
    for (let i = 0; i < 100; i++) window.zoom(0.1);
    assert(window.length > 0.099);
    window.show({ from: 5, to: 5 });
    assert.equal(window.to, 5.1);
  });

  test('has ticks at steps that people count in', () => {
    const steps = [
      [10, 2],
      [100, 20],
      [104, 50],
      [1_000, 200],
      [5_000, 1_000],
      [20_000, 5_000],
      [50_000, 10_000],
      [400_000, 120_000],
      [86_400_000, 21_600_000],
      [1e9, 2 * 86_400_000 + 86_400_000],
    ];
    for (const [length, expected] of steps) {
      const window = shown(0, 1);
      window.show({ from: 0, to: length });
      assert.equal(window.ticks(5).step, expected, `of ${length} ms`);
    }
  });

  test(`any window: no more ticks than asked for, all inside, at multiples (seed ${seed})`, () => {
    const number = fc.double({ min: 0.1, max: 1e10, noNaN: true });
    const property = fc.property(
      number,
      number,
      fc.integer({ min: 1, max: 20 }),
      (from, length, most) => {
        const window = shown(T0, T0 + 1);
        window.show({ from: T0 + from, to: T0 + from + length });
        const { step, ticks } = window.ticks(most);
        assert(ticks.length <= most + 1);
        for (const { at, sinceOrigin } of ticks) {
          assert(at >= window.from - 1e-3 && at <= window.to + 1e-3);
          const nearest = Math.round(sinceOrigin / step) * step;
          assert(Math.abs(sinceOrigin - nearest) <= 1e-12 * Math.abs(sinceOrigin));
        }
      },
    );
    fc.assert(property, parameters);
  });
});

test('times beyond all reason, as a recording may have them, end in nothing endless', () => {
  const list = entries(
    [0, 'tool.called', { callId: 1, tool: 'a' }],
    [1e300, 'tool.succeeded', { callId: 1, tool: 'a' }],
    [-1e300, 'tool.failed', { callId: 2, tool: 'a' }],
    [1.7e308, 'tool.failed', { callId: 3, tool: 'a' }],
  );
  const [spans, series, tree] = [new Spans(), new Series(), new TopicTree()];
  for (const model of [spans, series, tree]) model.add(list);
  assert.equal(spans.size, 3);
  assert(columnsOf(series, series.all('tool')).times.length <= MAX_BUCKETS);
  assert.equal(series.all('tool').total.calls, 3);
  for (let i = 0; i < 100; i += 2) tree.add([{ seq: 1, time: (2 ** 53 + i) * 250, topic: 'a' }]);
  for (const now of [T0, 1e300, -1e300, 1.7e308]) {
    assert.equal(tree.root.rate.perSecond(now, 9) >= 0, true);
    assert.equal(tree.root.rate.history(now).length, STEPS);
    const range = timeOf(spans.roots, now);
    overviewOf(spans.roots, range, 100, now);
    const window = new TimeWindow();
    window.fit(range);
    window.pan(1e9);
    assert(window.ticks(10).ticks.length <= 11);
  }
});

describe('what runs at each time', () => {
  const overview = (list, columns, now) => {
    const spans = new Spans();
    spans.add(list);
    return overviewOf(spans.roots, { from: T0, to: T0 + 10 }, columns, now);
  };

  test('of each kind, without the runs and turns around them', () => {
    const { running, most, failed } = overview(
      entries(
        [0, 'run.started', { runId: 'r' }],
        [1, 'tool.called', { runId: 'r', callId: 1, tool: 'a' }],
        [2, 'model.request', { runId: 'r', callId: 2 }],
        [3, 'tool.called', { callId: 3, parentId: 1, tool: 'b' }],
        [4, 'tool.failed', { callId: 3 }],
        [5, 'tool.succeeded', { callId: 1 }],
      ),
      10,
      T0 + 7,
    );
    assert.deepEqual([...running.keys()].sort(), ['model', 'tool']);
    assert.deepEqual([...running.get('tool')], [0, 1, 1, 2, 2, 1, 0, 0, 0, 0]);
    assert.deepEqual([...running.get('model')], [0, 0, 1, 1, 1, 1, 1, 1, 0, 0]);
    assert.equal(most, 3);
    assert.deepEqual([...failed], [0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  });

  test(`any events: as many as there are calls, at most (seed ${seed})`, () => {
    const property = fc.property(anyEntries, fc.integer({ min: 1, max: 50 }), (list, columns) => {
      const spans = new Spans();
      spans.add(list);
      const { running, most } = overviewOf(spans.roots, { from: T0, to: T0 }, columns, T0);
      assert(most <= spans.size);
      for (const counts of running.values()) {
        assert.equal(counts.length, columns);
        for (const count of counts) assert(count >= 0);
      }
    });
    fc.assert(property, parameters);
  });
});

describe('columns of a chart', () => {
  test('one for each interval, empty ones too, and at least ten', () => {
    const series = new Series();
    series.add(
      entries(
        [
          0,
          'model.response',
          { model: 'm', latencyMs: 5, usage: { input: 3, output: 4 }, costUsd: 1 },
        ],
        [2_000, 'model.failed', { model: 'm' }],
      ),
    );
    const columns = columnsOf(series, series.all('model'));
    assert.equal(columns.times.length, 10);
    assert.deepEqual(columns.times.slice(0, 2), [T0 / 1_000, T0 / 1_000 + 1]);
    assert.deepEqual(columns.calls.slice(0, 4), [1, 0, 1, 0]);
    assert.deepEqual(columns.failures.slice(0, 4), [0, 0, 1, 0]);
    const [first, second] = columns.p95;
    assert(Math.abs(first / 5 - 1) <= 0.01);
    assert.deepEqual([second, columns.p50[2]], [null, null]); // nobody told how long it took
    assert.deepEqual(
      [columns.inputTokens[0], columns.outputTokens[0], columns.costUsd[0]],
      [3, 4, 1],
    );
    assert.deepEqual(columnsOf(new Series(), new Series().all('tool')).times, []);
  });

  test(`any events: all tools are the sum of each (seed ${seed})`, () => {
    const property = fc.property(anyEntries, (list) => {
      const series = new Series();
      series.add(list);
      const each = series.subjects('tool').map((subject) => columnsOf(series, subject));
      const all = columnsOf(series, series.all('tool'));
      assert(all.times.length <= MAX_BUCKETS);
      for (const [i, calls] of all.calls.entries()) {
        assert.equal(
          calls,
          each.reduce((sum, columns) => sum + columns.calls[i], 0),
        );
      }
    });
    fc.assert(property, parameters);
  });
});

test('kinds of errors are rows, and their events if they are expanded', () => {
  const errors = new Errors();
  errors.add(entries([0, 'a.failed', {}], [1, 'b.failed', {}], [2, 'b.failed', {}]));
  const { groups } = errors;
  const text = (expanded) =>
    errorRows(groups, new Set(expanded)).map(
      ({ group, entry, depth, position, siblings, expanded }) =>
        `${depth} ${group.topic} ${entry?.seq ?? '-'} ${position}/${siblings} ${expanded}`,
    );
  assert.deepEqual(text([]), ['0 b.failed - 1/2 false', '0 a.failed - 2/2 false']);
  assert.deepEqual(text([groups[0].key]), [
    '0 b.failed - 1/2 true',
    '1 b.failed 3 1/2 undefined',
    '1 b.failed 2 2/2 undefined',
    '0 a.failed - 2/2 false',
  ]);
});

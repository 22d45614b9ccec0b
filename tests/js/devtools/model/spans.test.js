// Spans: what the events tell of runs, turns and calls, and how they are nested.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { meaningOf } from '../../../../js/devtools/model/meaning.js';
import { callKey } from '../../../../js/devtools/model/open-calls.js';
import { latestRoots, rootOf, rowsOf, timeOf } from '../../../../js/devtools/model/span-rows.js';
import { Spans } from '../../../../js/devtools/model/spans.js';
import { EventBus } from '../../../../js/index.js';
import { instrument, trace } from '../../../../js/toolkit/index.js';
import { anyEntries, entries, exampleRun, parameters, recorded, seed, T0 } from './support.js';

/** The spans of some events, and what a test asks of them. */
function spansOf(list, max) {
  const spans = new Spans(max);
  spans.add(list);
  const rows = rowsOf(spans.roots, spans.roots.size, new Set());
  /** Each as `kind name outcome latency`, indented by its depth. */
  const text = () =>
    rows.map(({ depth, span: { kind, name, outcome, latencyMs } }) =>
      `${'  '.repeat(depth)}${kind} ${name} ${outcome} ${latencyMs ?? '-'}`.trimEnd(),
    );
  return { spans, rows, text, named: (name) => rows.find(({ span }) => span.name === name)?.span };
}

describe('what is nested in what', () => {
  test('runs have turns, turns have calls', () => {
    const { text } = spansOf(
      entries(
        [0, 'run.started', { runId: 'r', agent: 'auditor' }],
        [1, 'agent.turn.started', { runId: 'r', parentId: 'r', callId: 't', turn: 1 }],
        [2, 'model.request', { runId: 'r', parentId: 't', callId: 'm', model: 'gpt' }],
        [12, 'model.response', { runId: 'r', callId: 'm', latencyMs: 9.5 }],
        [13, 'tool.called', { runId: 'r', parentId: 't', callId: 'c', tool: 'search' }],
        [14, 'http.request', { parentId: 'c', callId: 'h', method: 'GET', url: 'http://x/' }],
        [20, 'http.response', { callId: 'h', latencyMs: 6 }],
        [23, 'tool.succeeded', { runId: 'r', callId: 'c' }],
        [24, 'agent.turn.completed', { runId: 'r', callId: 't', latencyMs: 23 }],
        [25, 'run.completed', { runId: 'r', latencyMs: 25 }],
      ),
    );
    assert.deepEqual(text(), [
      'run auditor ok 25',
      '  turn turn 1 ok 23',
      '    model gpt ok 9.5',
      '    tool search ok 10',
      '      http GET http://x/ ok 6',
    ]);
  });

  test('calls of runs that began before the devtools stand together', () => {
    const { text, rows } = spansOf(
      entries(
        [0, 'tool.called', { runId: 'r', parentId: 'unseen', callId: 1, tool: 'a' }],
        [5, 'tool.called', { runId: 'r', callId: 2, tool: 'b' }],
        [9, 'tool.called', { callId: 3, tool: 'of no run' }],
        [20, 'run.completed', { runId: 'r', latencyMs: 120 }],
      ),
    );
    assert.deepEqual(text(), [
      'run run ok 120',
      '  tool a unfinished -',
      '  tool b unfinished -',
      'tool of no run open -',
    ]);
    assert.equal(rows[0].span.start, T0 - 100);
    assert.equal(rows[0].span.startEntry, undefined);
  });

  test('a start that comes behind events of its run is that of the run', () => {
    const { text } = spansOf(
      entries(
        [0, 'tool.called', { runId: 'r', callId: 1, tool: 'a' }],
        [1, 'run.started', { runId: 'r' }],
      ),
    );
    assert.deepEqual(text(), ['run run open -', '  tool a open -']);
  });

  test('a parent of the same run is meant, where several have its id', () => {
    const { rows } = spansOf(
      entries(
        ...['r1', 'r2'].flatMap((runId) => [
          [0, 'run.started', { runId, name: runId }],
          [1, 'agent.turn.started', { runId, callId: 'turn-1', parentId: runId, name: runId }],
        ]),
        [2, 'tool.called', { runId: 'r1', parentId: 'turn-1', callId: 1, tool: 'a' }],
      ),
    );
    const { span } = rows.find(({ span }) => span.kind === 'tool');
    assert.deepEqual([span.parent.kind, span.parent.runId], ['turn', 'r1']);
    assert.equal(rootOf(span).name, 'r1');
  });

  test('what no topic of the vocabulary names is a span by its verbs and a callId', () => {
    const { text } = spansOf(
      entries(
        [0, 'memory.search.started', { callId: 1, name: 'find' }],
        [7, 'memory.search.failed', { callId: 1 }],
        [8, 'order.requested', {}], // nothing could tell which end is its own
        [9, 'human.requested', { requestId: 'q', kind: 'approval' }],
        [10, 'human.resolved', { requestId: 'q' }],
        [11, 'agent.handoff', { from: 'a', to: 'b' }],
      ),
    );
    assert.deepEqual(text(), ['other find failed 7', 'human approval ok 1', 'handoff a → b ok -']);
  });
});

describe('which end belongs to which start', () => {
  test('calls that overlap end by their callId', () => {
    const { text } = spansOf(
      entries(
        [0, 'tool.called', { callId: 1, tool: 'a' }],
        [1, 'tool.called', { callId: 2, tool: 'b' }],
        [2, 'tool.failed', { callId: 2 }],
        [4, 'tool.succeeded', { callId: 1 }],
      ),
    );
    assert.deepEqual(text(), ['tool a ok 4', 'tool b failed 1']);
  });

  test('an id is of its run, where runs number their calls anew', () => {
    const { text } = spansOf(
      entries(
        [0, 'tool.called', { runId: 'r1', callId: 1, tool: 'a' }],
        [1, 'tool.called', { runId: 'r2', callId: 1, tool: 'b' }],
        [5, 'tool.succeeded', { runId: 'r1', callId: 1 }],
        [9, 'tool.denied', { runId: 'r2', callId: 1 }],
      ),
    );
    assert.deepEqual(text(), [
      'run run open -',
      '  tool a ok 5',
      'run run open -',
      '  tool b denied 8',
    ]);
  });

  test('without an id, an end is that of the last open call of the same tool', () => {
    const { text } = spansOf(
      entries(
        [0, 'tool.called', { tool: 'a' }],
        [1, 'tool.called', { tool: 'a' }],
        [3, 'tool.succeeded', { tool: 'a' }],
        [3, 'tool.succeeded', { tool: 'b', latencyMs: 2 }],
      ),
    );
    assert.deepEqual(text(), ['tool a open -', 'tool a ok 2', 'tool b ok 2']);
  });

  test('an end whose start was not seen is a span that began by its latency', () => {
    const { rows } = spansOf(entries([10, 'tool.failed', { callId: 1, tool: 'a', latencyMs: 4 }]));
    const [{ span }] = rows;
    assert.deepEqual([span.start, span.end, span.outcome], [T0 + 6, T0 + 10, 'failed']);
  });

  test('a run that ends leaves its calls unfinished, until their ends come after all', () => {
    const list = entries(
      [0, 'run.started', { runId: 'r' }],
      [1, 'tool.called', { runId: 'r', callId: 1, tool: 'a' }],
      [5, 'run.failed', { runId: 'r' }],
      [9, 'tool.succeeded', { runId: 'r', callId: 1 }],
    );
    const early = spansOf(list.slice(0, 3));
    assert.deepEqual(early.text(), ['run run failed 5', '  tool a unfinished -']);
    assert.equal(early.named('a').end, T0 + 5);
    assert.equal(early.spans.open.size, 0);
    const late = spansOf(list);
    assert.deepEqual(late.text(), ['run run failed 5', '  tool a ok 8']);
    assert.equal(late.named('a').end, T0 + 9);
  });

  test('the pieces of an answer count, and the first is remembered', () => {
    const { named } = spansOf(
      entries(
        [0, 'model.request', { callId: 1, model: 'gpt' }],
        [4, 'model.delta', { callId: 1, delta: 'a' }],
        [6, 'model.delta', { callId: 1, delta: 'b' }],
        [7, 'model.delta', { callId: 'of nobody', delta: 'b' }],
        [8, 'model.response', { callId: 1, usage: { input: 5, output: 2 }, costUsd: 0.25 }],
      ),
    );
    const { deltas, firstDelta, tokens, costUsd } = named('gpt');
    assert.deepEqual([deltas, firstDelta, costUsd], [2, T0 + 4, 0.25]);
    assert.deepEqual(tokens, { input: 5, output: 2, total: 7 });
  });
});

describe('what is kept', () => {
  test('beyond the limit the oldest finished goes first, its children stay', () => {
    const list = entries(
      [0, 'tool.called', { callId: 'open', tool: 'open' }],
      [1, 'tool.called', { callId: 'outer', tool: 'outer' }],
      [2, 'tool.called', { callId: 'inner', parentId: 'outer', tool: 'inner' }],
      [3, 'tool.succeeded', { callId: 'outer' }],
      [4, 'tool.called', { callId: 'next', tool: 'next' }],
    );
    const { text, spans } = spansOf(list, 3);
    assert.deepEqual(text(), ['tool open open -', 'tool inner open -', 'tool next open -']);
    assert.deepEqual([spans.size, spans.forgotten], [3, 1]);
  });

  test('where all are open the oldest goes, and its end makes a span of its own', () => {
    const starts = Array.from({ length: 10 }, (_, i) => [
      i,
      'tool.called',
      { callId: i, tool: 't' },
    ]);
    const { spans } = spansOf(entries(...starts), 4);
    assert.deepEqual([spans.size, spans.open.size, spans.forgotten], [4, 4, 6]);
    spans.add(entries([20, 'tool.succeeded', { callId: 0, tool: 't' }]));
    assert.deepEqual([spans.size, spans.open.size], [4, 3]);
  });

  test('clear() forgets all of it', () => {
    const list = entries([0, 'run.started', { runId: 'r' }], [1, 'tool.called', { runId: 'r' }]);
    const { spans } = spansOf(list);
    spans.clear();
    assert.deepEqual(
      [spans.size, spans.open.size, spans.roots.size, spans.forgotten],
      [0, 0, 0, 0],
    );
    spans.add(entries([2, 'tool.succeeded', { runId: 'r' }])); // no start is left that it could end
    assert.equal(spans.size, 2);
    spans.clear(3);
    spans.add(entries(...[1, 2, 3, 4].map((callId) => [callId, 'tool.called', { callId }])));
    assert.deepEqual([spans.size, spans.forgotten], [3, 1]);
  });

  test('20,000 spans on one level, and 5,000 inside each other, are rows', () => {
    const wide = Array.from({ length: 20_000 }, (_, i) => [i, 'tool.called', { callId: i }]);
    assert.equal(spansOf(entries(...wide), 20_000).rows.length, 20_000);
    const deep = Array.from({ length: 5_000 }, (_, i) => [
      ...[i, 'tool.called', { callId: `c${i}`, parentId: `c${i - 1}` }],
    ]);
    const { rows } = spansOf(entries(...deep));
    assert.deepEqual([rows.length, rows.at(-1).depth], [5_000, 4_999]);
    assert.equal(rows.at(-1).span.depth, 4_999);
  });
});

describe('rows and times', () => {
  const list = entries(
    [0, 'run.started', { runId: 'r1' }],
    [1, 'tool.called', { runId: 'r1', callId: 1, tool: 'a' }],
    [2, 'tool.called', { runId: 'r1', callId: 2, tool: 'b' }],
    [3, 'run.completed', { runId: 'r1' }],
    [50, 'run.started', { runId: 'r2' }],
  );

  test('what is collapsed is a row, what is in it none', () => {
    const { spans, rows } = spansOf(list);
    assert.deepEqual(
      rows.map(({ depth, position, siblings }) => [depth, position, siblings]),
      [
        [0, 1, 2],
        [1, 1, 2],
        [1, 2, 2],
        [0, 2, 2],
      ],
    );
    assert.equal(rowsOf(spans.roots, spans.roots.size, new Set([rows[0].key])).length, 2);
  });

  test('the latest are the open runs, else the last', () => {
    const { spans } = spansOf(list);
    assert.deepEqual(
      latestRoots(spans).map(({ runId }) => runId),
      ['r2'],
    );
    assert.deepEqual(timeOf(latestRoots(spans), T0 + 80), { from: T0 + 50, to: T0 + 80 });
    spans.add(entries([60, 'run.completed', { runId: 'r2' }]));
    assert.deepEqual(timeOf(latestRoots(spans), T0 + 80), { from: T0 + 50, to: T0 + 60 });
    assert.deepEqual(timeOf(spans.roots, T0 + 80), { from: T0, to: T0 + 60 });
    assert.equal(timeOf([], T0), undefined);
    assert.deepEqual(latestRoots(new Spans()), []);
  });
});

test('the example agent, as trace() counts it', () => {
  const list = exampleRun();
  const { rows, named, spans } = spansOf(list);
  const started = list.filter(({ topic }) => topic === 'tool.called').length;
  assert.equal(rows.length, started + 1);
  assert.equal(spans.open.size, 0);
  const end = list.find(({ topic }) => topic === 'run.completed');
  assert.equal(named('auditor').latencyMs, end.event.latencyMs);
  const failed = list.filter(({ topic }) => topic === 'tool.failed').length;
  assert.equal(rows.filter(({ span }) => span.outcome === 'failed').length, failed);
});

test('an instrumented agent, with calls side by side', async () => {
  const bus = new EventBus();
  const list = recorded(bus);
  const traced = trace(bus);
  const agent = instrument(bus);
  const later = (value) => new Promise((resolve) => setTimeout(resolve, 1, value));
  const inner = agent.tool('inner', () => later(1));
  const outer = agent.tool('outer', async () => [await inner(), await inner()]);
  const model = agent.model('gpt', () => later({ usage: { input: 3, output: 4 } }));
  const bad = agent.tool('bad', () => Promise.reject(new Error('no')));
  await agent.run({ name: 'job' }, () =>
    agent.turn({}, () => Promise.allSettled([outer(), model(), bad(), outer()])),
  );
  const { rows } = spansOf(list);
  const text = rows.map(({ depth, span }) => `${depth} ${span.name} ${span.outcome}`);
  assert.deepEqual(text, [
    ...['0 job ok', '1 turn 1 ok', '2 outer ok', '3 inner ok', '3 inner ok'],
    ...['2 gpt ok', '2 bad failed', '2 outer ok', '3 inner ok', '3 inner ok'],
  ]);
  assert.equal(traced.report().calls, 8);
  assert.equal(traced.report().failures, 1);
});

test(`any events: one span for each start, and for each end of none (seed ${seed})`, () => {
  const property = fc.property(anyEntries, (list) => {
    const { spans, rows } = spansOf(list);
    const of = (phase) =>
      list.filter(
        ({ topic, event }) =>
          meaningOf(topic)?.phase === phase && callKey(meaningOf(topic), event) !== '',
      );
    const all = rows.map(({ span }) => span);
    assert.equal(all.length, spans.size);
    // No start is lost, and none is there twice.
    const starts = all.map(({ startEntry }) => startEntry).filter(Boolean);
    assert.equal(new Set(starts).size, starts.length);
    // Handoffs begin and end at once, and need no id.
    const handoffs = list.filter(({ topic }) => topic === 'agent.handoff');
    assert.equal(starts.length, of('start').length + handoffs.length);
    const ends = all.map(({ endEntry }) => endEntry).filter(Boolean);
    assert.equal(new Set(ends).size, ends.length);
    assert.equal(ends.length, of('end').length);
    // Whoever has ended is in no list of the open ones, and nobody is its own ancestor.
    for (const span of all) {
      assert.equal(span.isOpen, spans.open.has(span));
      assert(span.end >= span.start);
      assert.equal(span.outcome === 'open', span.isOpen);
      assert.equal(rows.find((row) => row.span === span).depth, span.depth);
    }
  });
  fc.assert(property, parameters);
});

test(`any events, of which a few are kept: never more, and all that are kept agree (seed ${seed})`, () => {
  const property = fc.property(anyEntries, fc.integer({ min: 2, max: 10 }), (list, max) => {
    const { spans, rows } = spansOf(list, max);
    assert(spans.size <= max);
    assert.equal(rows.length, spans.size);
    assert.equal(rows.filter(({ span }) => span.isOpen).length, spans.open.size);
    const unlimited = spansOf(list).spans;
    assert(unlimited.size <= spans.size + spans.forgotten);
  });
  fc.assert(property, parameters);
});

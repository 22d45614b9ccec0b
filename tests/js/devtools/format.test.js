// Numbers and events, as the devtools write them.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  bytes,
  clock,
  compact,
  count,
  dollars,
  duration,
  plural,
  rate,
} from '../../../js/devtools/format.js';
import { nounOf, outcomeOf } from '../../../js/devtools/model/meaning.js';
import { numberOf, read, textOf, tokensOf } from '../../../js/devtools/model/reading.js';
import { summaryOf } from '../../../js/devtools/summary.js';

const table = (format, cases) => {
  for (const [value, text] of cases) assert.equal(format(value), text, String(value));
};

describe('numbers', () => {
  test('durations have three figures and one unit', () => {
    table(duration, [
      [0.454, '0.45 ms'],
      [12.34, '12.3 ms'],
      [845.4, '845 ms'],
      [999.6, '1.00 s'],
      [1_240, '1.24 s'],
      [12_340, '12.3 s'],
      [59_960, '1 min 00 s'],
      [185_000, '3 min 05 s'],
      [7_440_000, '2 h 04 min'],
      [-5, '−5.00 ms'],
      [Number.NaN, '–'],
      ['5', '–'],
      [undefined, '–'],
    ]);
  });

  test('counts, money, bytes and rates', () => {
    table(count, [
      [12_345.4, '12,345'],
      [12_345n, '12,345'],
      [Number.POSITIVE_INFINITY, '–'],
    ]);
    table(compact, [
      [950, '950'],
      [1_234, '1.2k'],
      [34_400, '34k'],
      [5_100_000, '5.1M'],
      [51_000_000, '51M'],
      [7e9, '7.0G'],
      [null, '–'],
    ]);
    table(dollars, [
      [0, '$0'],
      [0.00001, '<$0.0001'],
      [0.0042, '$0.0042'],
      [0.314, '$0.31'],
      [12.4, '$12.40'],
      [1_234.5, '$1,235'],
      [-0.5, '−$0.50'],
      ['1', '–'],
    ]);
    table(bytes, [
      [512, '512 B'],
      [1_400, '1.4 KB'],
      [23_000_000, '23 MB'],
      [5e12, '5000 GB'],
      [undefined, '–'],
    ]);
    table(rate, [
      [0, '0/s'],
      [0.44, '0.4/s'],
      [12, '12/s'],
      [4_900, '4.9k/s'],
      [Number.NaN, '–'],
    ]);
    assert.deepEqual([plural(1, 'event'), plural(1_204, 'event')], ['1 event', '1,204 events']);
  });

  test('the time of day, to the millisecond', () => {
    const time = new Date(2026, 0, 2, 3, 4, 5, 6).getTime();
    assert.equal(clock(time), '03:04:05.006');
    assert.equal(clock(Number.NaN), '–');
  });
});

describe('what an event says of itself', () => {
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error('no');
      },
    },
  );

  test('noun and outcome are of the topic alone', () => {
    assert.deepEqual(
      ['tool.called', 'model', 'toolbox.called', '__proto__.x', 'constructor'].map(nounOf),
      ['tool', 'model', 'other', 'other', 'other'],
    );
    assert.deepEqual(
      ['tool.failed', 'tool.denied', 'run.completed', 'model.request', 'a.__proto__', 'b'].map(
        outcomeOf,
      ),
      ['bad', 'warn', 'good', 'open', 'none', 'none'],
    );
    assert.deepEqual(
      ['budget.exceeded', 'budget.warning', 'model.delta', 'failed'].map(outcomeOf),
      ['bad', 'warn', 'none', 'bad'],
    );
  });

  test('fields are read without trust', () => {
    for (const value of [undefined, null, 'text', 5, hostile]) {
      assert.equal(read(value, 'tool'), undefined);
      assert.equal(textOf(value, 'tool'), '');
      assert.equal(numberOf(value, 'latencyMs'), undefined);
      assert.equal(tokensOf(value), undefined);
    }
    assert.equal(textOf({ id: 7 }, 'id'), '7');
    assert.equal(textOf({ id: 'x'.repeat(1_000) }, 'id').length, 300);
    assert.equal(numberOf({ n: Number.NaN }, 'n'), undefined);
  });

  test('tokens are those of the usage', () => {
    const cases = [
      [{ input: 700, output: 112 }, [700, 112, 812]],
      [{ output: 3 }, [undefined, 3, 3]],
      [{ prompt_tokens: 5, completion_tokens: 2 }, [5, 2, 7]],
      [{ total_tokens: 812 }, [undefined, undefined, 812]],
      [{ total_tokens: 900, input: 700, output: 112 }, [700, 112, 900]],
    ];
    for (const [usage, [input, output, total]] of cases) {
      assert.deepEqual(tokensOf({ usage }), { input, output, total });
    }
    assert.equal(tokensOf({ usage: {} }), undefined);
  });

  test('a summary is whom it is about, and what of it', () => {
    const cases = [
      ['tool.called', { tool: 'search', args: { q: 'wasm' } }, 'search', '{"q":"wasm"}'],
      ['tool.succeeded', { tool: 'read', result: 'a\n  b' }, 'read', 'a b'],
      ['tool.failed', { tool: 'x', error: { message: 'refused' }, args: 1 }, 'x', 'refused'],
      ['tool.failed', { tool: 'x', error: 'text' }, 'x', 'text'],
      ['model.response', { model: 'm', output: 'hi' }, 'm', 'hi'],
      ['model.delta', { provider: 'p', delta: 'wo' }, 'p', 'wo'],
      ['run.started', { agent: 'auditor', input: 5 }, 'auditor', '5'],
      ['agent.turn.started', { agent: 'a', turn: 2 }, 'a', 'turn 2'],
      ['agent.handoff', { from: 'a', to: 'b' }, 'a', '→ b'],
      ['agent.other', {}, '', ''],
      [
        'budget.reserved',
        { scope: 'total', axis: 'calls', amount: 1, remaining: 49 },
        'total',
        'calls · amount 1 · remaining 49',
      ],
      ['http.response', { method: 'GET', url: 'http://a/', status: 200 }, 'GET http://a/', '200'],
      ['human.resolved', { kind: 'confirm', answer: 'yes' }, 'confirm', 'yes'],
      ['memory.stored', { key: 'k' }, '', '{"key":"k"}'],
      ['memory.stored', undefined, '', ''],
      ['memory.stored', hostile, '', '[an object that cannot be shown]'],
    ];
    for (const [topic, event, subject, detail] of cases) {
      assert.deepEqual(summaryOf(topic, event), { subject, detail }, topic);
    }
  });

  test('a summary is short, whatever the event', () => {
    const { subject, detail } = summaryOf('tool.called', {
      tool: 'x'.repeat(1_000_000),
      args: 'y'.repeat(1_000_000),
    });
    assert.deepEqual([subject.length, detail.length], [160, 160]);
  });
});

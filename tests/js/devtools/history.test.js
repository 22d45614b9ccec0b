// The ring of entries: bounded, in order, and honest about what it dropped.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { entryOf, History } from '../../../js/devtools/history.js';

const entry = (seq) => entryOf(seq, 1_000 + seq, 'a.b', { seq });
const seqs = (entries) => entries.map(({ seq }) => seq);

function filled(maxEvents, count) {
  const history = new History({ maxEvents });
  for (let seq = 1; seq <= count; seq++) history.push(entry(seq));
  return history;
}

describe('history', () => {
  test('keeps the newest, and counts what went', () => {
    const history = filled(3, 5);
    assert.deepEqual(seqs(history.slice()), [3, 4, 5]);
    assert.deepEqual([history.length, history.dropped, history.end], [3, 2, 5]);
    assert.deepEqual([history.at(0).seq, history.at(2).seq], [3, 5]);
    assert.deepEqual([history.at(-1), history.at(3)], [undefined, undefined]);
  });

  test('is bounded: 50,000 events leave 20,000 by default', () => {
    const history = new History();
    for (let seq = 1; seq <= 50_000; seq++) history.push(entry(seq));
    assert.deepEqual([history.length, history.dropped], [20_000, 30_000]);
    assert.equal(history.at(0).seq, 30_001);
  });

  test('gives what came since a cursor, as far as it is there', () => {
    const history = filled(4, 3);
    const cursor = history.end;
    assert.deepEqual(history.since(cursor), []);
    for (let seq = 4; seq <= 5; seq++) history.push(entry(seq));
    assert.deepEqual(seqs(history.since(cursor)), [4, 5]);
    for (let seq = 6; seq <= 12; seq++) history.push(entry(seq));
    assert.deepEqual(seqs(history.since(cursor)), [9, 10, 11, 12]);
  });

  test('gives slices, in order, wherever the ring begins', () => {
    for (const count of [2, 5, 8]) {
      const history = filled(5, count);
      const all = seqs(history.slice());
      assert.deepEqual(seqs(history.slice(1, 3)), all.slice(1, 3));
      assert.deepEqual(seqs(history.slice(1, 99)), all.slice(1));
    }
  });

  test('is empty after clear, and counts anew', () => {
    const history = filled(3, 5);
    history.clear();
    assert.deepEqual([history.length, history.dropped, history.end], [0, 0, 0]);
    history.push(entry(9));
    assert.deepEqual(seqs(history.slice()), [9]);
  });

  test('shares the event, and nothing of the entry can be changed', () => {
    const event = { tool: 'search' };
    const one = entryOf(1, 2, 't', event);
    assert.equal(one.event, event);
    assert(Object.isFrozen(one) && !Object.isFrozen(event));
  });

  test('refuses a maxEvents that is none', () => {
    for (const maxEvents of [0, -1, 1.5, 1_000_001, '3', null]) {
      assert.throws(() => new History({ maxEvents }), { code: 'ERR_INVALID_ARGUMENT' });
    }
  });
});

// Errors, each kind of them once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Errors, subjectOf } from '../../../../js/devtools/model/errors.js';
import { MAX_ERROR_GROUPS, MAX_SAMPLES, MAX_TEXT } from '../../../../js/devtools/model/limits.js';
import { anyEntries, entries, parameters, seed, T0 } from './support.js';

function errorsOf(list) {
  const errors = new Errors();
  errors.add(list);
  return errors;
}

test('one group for each topic, class and message; the one that was seen last is first', () => {
  const error = { type: 'TypeError', message: 'no' };
  const { groups, total } = errorsOf(
    entries(
      [0, 'tool.failed', { tool: 'a', error }],
      [1, 'model.failed', { model: 'm', error }],
      [2, 'tool.failed', { tool: 'b', error: { name: 'TypeError', message: 'no' } }],
      [3, 'tool.denied', { tool: 'b', reason: 'not today' }],
      [4, 'x.failed', { error: 'a text' }],
      [5, 'tool.succeeded', { error }],
      [6, 'tool.failedly', { error }],
      [7, 'failed', undefined],
    ),
  );
  assert.deepEqual(
    groups.map(({ topic, type, message, count }) => [topic, type, message, count]),
    [
      ['failed', 'Error', '', 1],
      ['x.failed', 'Error', 'a text', 1],
      ['tool.denied', 'Error', 'not today', 1],
      ['tool.failed', 'TypeError', 'no', 2],
      ['model.failed', 'TypeError', 'no', 1],
    ],
  );
  assert.equal(total, 6);
  const { first, last, samples } = groups[3];
  assert.deepEqual([first.time, last.time, samples.length], [T0, T0 + 2, 2]);
  assert.deepEqual(samples.map(subjectOf), ['a', 'b']);
});

test('of each kind the first event is kept, and the last ones', () => {
  const list = Array.from({ length: 100 }, (_, i) => [i, 'tool.failed', { error: 'no' }]);
  const [{ samples, count }] = errorsOf(entries(...list)).groups;
  assert.equal(count, 100);
  assert.deepEqual(
    samples.map(({ seq }) => seq),
    [1, ...Array.from({ length: MAX_SAMPLES - 1 }, (_, i) => 102 - MAX_SAMPLES + i)],
  );
});

test('of too many kinds those are kept that were seen last', () => {
  const list = Array.from({ length: MAX_ERROR_GROUPS + 3 }, (_, i) => [
    i,
    'x.failed',
    { error: `${i}` },
  ]);
  const errors = errorsOf(entries(...list));
  assert.deepEqual([errors.groups.length, errors.forgotten], [MAX_ERROR_GROUPS, 3]);
  assert.equal(errors.groups.at(-1).message, '3');
  errors.clear();
  assert.deepEqual([errors.groups, errors.total, errors.forgotten], [[], 0, 0]);
});

test('a message of a megabyte is cut', () => {
  const [{ message }] = errorsOf(entries([0, 'x.failed', { error: 'y'.repeat(1e6) }])).groups;
  assert.equal(message.length, MAX_TEXT);
});

test(`any events: every one that went wrong is in one group (seed ${seed})`, () => {
  const property = fc.property(anyEntries, (list) => {
    const { groups, total } = errorsOf(list);
    const wrong = list.filter(({ topic }) => /(^|\.)(failed|denied)$/.test(topic));
    assert.equal(total, wrong.length);
    assert.equal(
      groups.reduce((sum, { count }) => sum + count, 0),
      wrong.length,
    );
    for (const group of groups) assert.equal(typeof subjectOf(group.last), 'string');
  });
  fc.assert(property, parameters);
});

// A reader knows exactly how many events it missed. Compared with a list that is read and trimmed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isBefore, Position } from '../../js/redis/position.js';

const seed = Number(process.env.AEB_SEED ?? Date.now() % 2 ** 31);

/** A stream as the server has it: ids from 1-0 up. */
class Stream {
  added = 0;
  ids = [];

  add(count) {
    for (let i = 0; i < count; i++) this.ids.push(++this.added);
  }

  trim(length) {
    this.ids = length === 0 ? [] : this.ids.slice(-length);
  }

  tail() {
    const { added, ids } = this;
    const firstId = ids.length === 0 ? '' : `${ids[0]}-0`;
    return { lastId: `${added}-0`, added, length: ids.length, firstId, epoch: 'e' };
  }
}

test(`read and announced make up all that was added (seed ${seed})`, () => {
  const operation = fc.oneof(
    fc.record({ what: fc.constant('add'), n: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ what: fc.constant('read'), n: fc.integer({ min: 1, max: 15 }) }),
    fc.record({ what: fc.constant('trim'), n: fc.integer({ min: 0, max: 15 }) }),
    fc.record({ what: fc.constant('check'), n: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), fc.nat(10), (operations, before) => {
      const stream = new Stream();
      stream.add(before);
      const position = Position.of(stream.tail(), undefined);
      let read = 0;
      let missed = 0;
      const check = () => {
        const gap = position.check(stream.tail());
        if (gap === undefined) return;
        assert.equal(gap.reason, 'trimmed');
        assert(gap.atLeast > 0);
        missed += gap.atLeast;
      };
      const readSome = (count) => {
        const next = stream.ids.filter((id) => isBefore(position.cursor, `${id}-0`));
        for (const id of next.slice(0, count)) {
          position.advance(`${id}-0`);
          read++;
        }
      };
      for (const { what, n } of operations) {
        if (what === 'add') stream.add(n);
        else if (what === 'trim') stream.trim(n);
        else if (what === 'read') readSome(n);
        else check();
        assert(read + missed <= stream.added - before);
      }
      check();
      readSome(Number.POSITIVE_INFINITY);
      check();
      assert.equal(read + missed, stream.added - before);
    }),
    { seed, numRuns: 1_000 },
  );
});

test('ids are compared as numbers', () => {
  for (const [a, b] of [
    ['0-0', '0-1'],
    ['9-0', '10-0'],
    ['9-10', '10-9'],
    ['5-9', '5-10'],
    ['1795656347061-0', '18446744073709551615-0'],
  ]) {
    assert(isBefore(a, b) && !isBefore(b, a) && !isBefore(a, a));
  }
});

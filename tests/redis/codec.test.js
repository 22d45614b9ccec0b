// What goes in comes out, or is refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decode, encode, entryOf } from '../../js/redis/codec.js';

const seed = Number(process.env.AEB_SEED ?? Date.now() % 2 ** 31);
const MAX = 1_000_000;

/** Through the codec, as the server would give it back. */
function carry(event) {
  const { json } = encode('t', event, MAX);
  const fields = json === undefined ? ['t', 't'] : ['t', 't', 'e', json];
  return decode(entryOf(['1-1', fields]));
}

test(`any JSON comes out as it went in (seed ${seed})`, () => {
  const json = fc.jsonValue({ noUnicodeString: false, maxDepth: 4 });
  fc.assert(
    fc.property(json, (value) => {
      // 0 and -0 are one number to JSON.
      assert.deepEqual(carry(value), JSON.parse(JSON.stringify(value)));
    }),
    { seed, numRuns: 300 },
  );
});

test(`anything else comes out as JSON has it, or is refused with a place (seed ${seed})`, () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
  });
  let refused = 0;
  fc.assert(
    fc.property(anything, (value) => {
      let carried;
      try {
        carried = carry(value);
      } catch (error) {
        assert.equal(error.code, 'ERR_INVALID_PAYLOAD');
        assert.match(error.path, /^event/);
        refused++;
        return;
      }
      assert.deepEqual(carried, value === undefined ? value : JSON.parse(JSON.stringify(value)));
    }),
    { seed, numRuns: 1_000 },
  );
  assert(refused > 0);
});

test('__proto__ is a key like any other, toJSON is asked, depth is limited', () => {
  const event = JSON.parse('{"__proto__": {"polluted": true}}');
  const carried = carry(event);
  assert.deepEqual(Object.keys(carried), ['__proto__']);
  assert.equal({}.polluted, undefined);
  const date = new Date(0);
  assert.deepEqual(carry({ date, n: { toJSON: () => 7 } }), { date: date.toJSON(), n: 7 });
  assert.deepEqual(carry({ a: undefined, b: null }), { b: null });
  let deep = [];
  for (let i = 0; i < 100_000; i++) deep = [deep];
  assert.throws(() => carry(deep), { code: 'ERR_INVALID_PAYLOAD' });
});

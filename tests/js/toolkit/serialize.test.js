// What becomes of an event that is not JSON: docs/toolkit.md has the same as a table.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { readLog, serialize } from '../../../js/toolkit/index.js';

const json = (value) => JSON.parse(serialize(value));
const boom = () => {
  throw new Error('boom');
};

async function all(iterable) {
  const list = [];
  for await (const one of iterable) list.push(one);
  return list;
}

/** What the reader of logs makes of an event that was serialized. */
async function readBack(value) {
  const line = `{"seq":1,"time":1,"topic":"t","event":${serialize(value)}}\n`;
  const [{ event }] = await all(readLog(line));
  return event;
}
const cases = [
  ['undefined, a function or a symbol is null', [undefined, boom, Symbol('s')], [null, null, null]],
  ['as a member it is left out', { a: undefined, b: boom, c: Symbol('s'), d: 1 }, { d: 1 }],
  ['NaN and the infinities are null', [Number.NaN, 1 / 0, -1 / 0], [null, null, null]],
  ['-0 is 0', [-0], [0]],
  ['a BigInt is its digits', { a: 12345678901234567890n }, { a: '12345678901234567890' }],
  ['a Date is its ISO form', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
  ['an invalid Date is null', [new Date(Number.NaN)], [null]],
  ['a Map is its entries', new Map([['a', { b: 1n }]]), [['a', { b: '1' }]]],
  ['a Set is its values', { s: new Set([1, 'b']) }, { s: [1, 'b'] }],
  ['bytes are base64', Buffer.from('hi'), { type: 'Buffer', base64: 'aGk=' }],
  ['a Uint8Array too', new Uint8Array([1, 2]), { type: 'Uint8Array', base64: 'AQI=' }],
  ['an ArrayBuffer too', new ArrayBuffer(1), { type: 'ArrayBuffer', base64: 'AA==' }],
  ['other typed arrays are their numbers', new Float32Array([1.5, 2]), [1.5, 2]],
  ['also of BigInts', { a: new BigInt64Array([7n]) }, { a: ['7'] }],
  ['boxed values are what is in the box', [Object(1), Object('s'), Object(2n)], [1, 's', '2']],
  ['toJSON is asked', { a: { toJSON: () => ({ b: 1n }) } }, { a: { b: '1' } }],
  [
    'a getter that throws says so',
    {
      get a() {
        return boom();
      },
      b: 1,
    },
    { a: '[threw: boom]', b: 1 },
  ],
  ['a toJSON that throws says so', { a: { toJSON: boom } }, { a: '[threw: boom]' }],
  ['a proxy that throws says so', { a: new Proxy({}, { ownKeys: boom }) }, { a: '[threw: boom]' }],
  [
    'so does one without prototype',
    { a: new Proxy({}, { getPrototypeOf: boom }) },
    { a: '[threw: boom]' },
  ],
  ['a lone surrogate is U+FFFD', { '\ud800a': 'b\udfff🦊' }, { '\ufffda': 'b\ufffd🦊' }],
  [
    'text that looks like an escaped one stays',
    { a: '\\ud800', b: '\\\\udfff' },
    { a: '\\ud800', b: '\\\\udfff' },
  ],
  [
    'names of prototypes are names',
    JSON.parse('{"__proto__":{"a":1},"constructor":2}'),
    JSON.parse('{"__proto__":{"a":1},"constructor":2}'),
  ],
  ['an object without prototype is one', Object.assign(Object.create(null), { a: 1n }), { a: '1' }],
  [
    'a class has its own members',
    new (class A {
      a = 1;
      #b = 2;
      get c() {
        return 3;
      }
    })(),
    { a: 1 },
  ],
];

describe('serialize', () => {
  for (const [name, value, expected] of cases) {
    test(name, async () => {
      assert.deepEqual(json(value), expected);
      assert.deepEqual(await readBack(value), expected);
    });
  }

  test('what is made of JSON is written as JSON.stringify does', () => {
    const event = { a: [1, 'x', null, true, { b: -1.5e300 }], '': '\u2028"\\\n\u0007é🦊' };
    assert.equal(serialize(event), JSON.stringify(event));
    assert.equal(serialize(undefined), 'null');
    assert.equal(serialize('text'), '"text"');
  });

  test('an error is its type, message, code, stack and cause', () => {
    const error = new TypeError('bad', { cause: new RangeError('worse', { cause: 'worst' }) });
    error.code = 'E_BAD';
    error.request = { socket: {} };
    const { stack, cause, ...rest } = json({ error }).error;
    assert.deepEqual(rest, { type: 'TypeError', message: 'bad', code: 'E_BAD' });
    assert.equal(stack, error.stack);
    assert.equal(cause.type, 'RangeError');
    assert.equal(cause.cause, 'worst');
  });

  test('an AggregateError has its errors, one of another realm is an error too', () => {
    const { errors } = json(new AggregateError([new Error('a'), 7], 'all'));
    assert.equal(errors[0].message, 'a');
    assert.equal(errors[1], 7);
    assert.equal(json(runInNewContext('new SyntaxError("far")')).type, 'SyntaxError');
  });

  test('an error whose stack throws keeps the rest', () => {
    const error = new Error('m');
    Object.defineProperty(error, 'stack', { get: boom });
    assert.deepEqual(json(error), { type: 'Error', message: 'm', stack: '[threw: boom]' });
  });

  test('a value that is in itself is [circular], one that is there twice is written twice', () => {
    const shared = { x: 1 };
    const circle = { a: shared, b: [shared] };
    circle.me = circle;
    circle.map = new Map([[circle, 1]]);
    const error = new Error('e');
    error.cause = error;
    circle.error = error;
    const { error: written, ...rest } = json(circle);
    assert.deepEqual(rest, {
      a: { x: 1 },
      b: [{ x: 1 }],
      me: '[circular]',
      map: [['[circular]', 1]],
    });
    assert.equal(written.cause, '[circular]');
  });

  test('a toJSON that returns itself is asked once', () => {
    const value = {
      a: 1,
      toJSON() {
        return this;
      },
    };
    assert.deepEqual(json(value), { a: 1 });
  });

  test('100 levels are kept, the next is [too deep], and 10,000 do no harm', async () => {
    const nest = (levels) => {
      let value = 1;
      for (let i = 0; i < levels; i++) value = i % 2 ? [value] : { a: value };
      return value;
    };
    assert.equal(serialize(nest(100)), JSON.stringify(nest(100)));
    for (const levels of [101, 10_000, 1_000_000]) {
      const text = serialize(nest(levels));
      assert.match(text, /"\[too deep\]"/);
      assert.equal(text.match(/[[{]/g).length, 101); // one is in the text
      assert.notEqual(await readBack(nest(levels)), undefined);
    }
  });

  test('a small graph with very many paths is cut', () => {
    let graph = ['leaf'];
    for (let i = 0; i < 60; i++) graph = [graph, graph];
    const text = serialize(graph);
    assert.match(text, /\[too many values\]/);
    assert(text.length < 50_000_000);
  });

  test('a sparse array of any length is cut', () => {
    assert(serialize(new Array(4_000_000_000)).length < 10_000_000);
  });

  test('a string of 10 MB is whole', async () => {
    const text = 'é"x'.repeat(10_000_000 / 3);
    assert.equal(json({ text }).text, text);
    assert.equal((await readBack({ text })).text, text);
    assert.equal(json({ text, n: 1n }).text, text);
  });

  test('a buffer of 10 MB is whole', () => {
    const bytes = Buffer.alloc(10_000_000, 'ab');
    assert.equal(Buffer.from(json(bytes).base64, 'base64').compare(bytes), 0);
  });

  test('what is too long for a string says so', (t) => {
    // 512 MiB of text take a minute, so this stands in for it.
    const { stringify } = JSON;
    t.mock.method(JSON, 'stringify', (value) => {
      if (typeof value === 'object') throw new RangeError('Invalid string length');
      return stringify(value);
    });
    assert.equal(serialize({ a: 1 }), '"[not serializable: Invalid string length]"');
  });

  test('whatever is thrown, it does not throw', () => {
    const hostile = new Proxy({}, { get: boom });
    for (const thrown of [undefined, null, 1, 'text', hostile, Symbol('s'), Object.create(null)]) {
      const event = {
        get a() {
          throw thrown;
        },
      };
      assert.match(serialize(event), /^\{"a":"\[threw: .*\]"\}$/);
    }
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    assert.match(serialize({ proxy }), /^\{"proxy":"\[threw: .*\]"\}$/);
    assert.match(serialize(proxy), /^"\[threw: .*\]"$/);
  });

  test('a getter that gives something else each time is still JSON', async () => {
    let i = 0;
    const values = [1, 2n, boom, new Error('x'), '\ud800', undefined];
    const event = {
      get a() {
        return values[i++ % values.length];
      },
      b: 1,
    };
    for (let k = 0; k < 30; k++) assert.equal((await readBack(event)).b, 1);
  });
});

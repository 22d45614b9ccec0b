// Any value can be looked into: nothing throws, nothing is called, nothing is walked in full.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ask, look, membersOf, PAGE, Unreadable } from '../../../js/devtools/inspect.js';

const keysOf = (value, ...page) => membersOf(value, ...page).members.map(({ key }) => key);

describe('what a value is, in a few words', () => {
  test('everything has a kind and a text', () => {
    class Money {
      amount = 5;
    }
    const named = () => {};
    const cases = [
      ['text', 'string', '"text"'],
      [1.5, 'number', '1.5'],
      [-0, 'number', '-0'],
      [12n, 'bigint', '12n'],
      [true, 'boolean', 'true'],
      [undefined, 'nothing', 'undefined'],
      [null, 'nothing', 'null'],
      [Symbol('s'), 'symbol', 'Symbol(s)'],
      [named, 'function', 'ƒ named()'],
      [{}, 'object', '{}'],
      [{ a: 1, b: 'x', c: [1, 2], d: 4 }, 'object', '{a: 1, b: "x", c: [2], …}'],
      [{ o: {} }, 'object', '{o: {…}}'],
      [new Money(), 'object', 'Money {amount: 5}'],
      [Object.create(null), 'object', '{}'],
      [Object.create({ constructor: 5 }), 'object', '{}'],
      [[1, 'a', null, 4], 'list', 'Array(4) [1, "a", null, …]'],
      [[], 'list', 'Array(0) []'],
      [new Map([['a', 1]]), 'list', 'Map(1)'],
      [new Set([1, 2]), 'list', 'Set(2)'],
      [new Uint8Array(3), 'list', 'Uint8Array(3)'],
      [new ArrayBuffer(4), 'list', 'ArrayBuffer(4)'],
      [new Date(0), 'object', 'Date 1970-01-01T00:00:00.000Z'],
      [new Date(Number.NaN), 'object', 'Date: not a time'],
      [/a+/g, 'object', '/a+/g'],
      [new TypeError('no'), 'error', 'TypeError: no'],
    ];
    for (const [value, kind, text] of cases) {
      const { kind: seen, text: said } = look(value);
      assert.deepEqual([seen, said], [kind, text]);
    }
  });

  test('long texts are cut, and can be opened', () => {
    const { text, expandable } = look('x'.repeat(1_000_000));
    assert(text.length < 200 && expandable);
    assert.equal(look('two\nlines').expandable, true);
    assert.equal(look('short').expandable, false);
  });

  test('a cycle is told, and ends there', () => {
    const value = { name: 'loop' };
    value.self = value;
    assert.equal(look(value).expandable, true);
    assert.deepEqual(look(value.self, [value]), {
      kind: 'circular',
      text: 'circular: it is in itself',
      expandable: false,
    });
  });

  test('a node of a page is not walked', () => {
    globalThis.Node = class {
      nodeName = 'DIV';
      id = 'main';
      get childNodes() {
        throw new Error('walked');
      }
    };
    try {
      assert.deepEqual(look(new Node()), {
        kind: 'node',
        text: '<div id="main">',
        expandable: false,
      });
      const plain = new Node();
      plain.id = '';
      assert.equal(look(plain).text, '<div>');
    } finally {
      delete globalThis.Node;
    }
  });
});

describe('what is in a value', () => {
  test('members in their order, a page at a time', () => {
    const long = Array.from({ length: 1_000_000 }, (_, i) => i);
    const first = membersOf(long);
    assert.deepEqual([first.members.length, first.total], [PAGE, 1_000_000]);
    assert.deepEqual(keysOf(long, 999_999), ['999999']);
    const wide = Object.fromEntries(long.slice(0, 250).map((i) => [`k${i}`, i]));
    assert.deepEqual([keysOf(wide, 200).length, membersOf(wide).total], [50, 250]);
    assert.deepEqual(
      keysOf(
        new Map([
          ['a', 1],
          [{ b: 2 }, 3],
        ]),
      ),
      ['a', '{b: 2}'],
    );
    assert.deepEqual(membersOf(new Set(['x', 'y', 'z']), 1, 1), {
      members: [{ key: '1', value: 'y' }],
      total: 3,
    });
    assert.deepEqual(membersOf(new Uint8Array([7, 8])).members[1], { key: '1', value: 8 });
    assert.deepEqual(membersOf(new Uint8Array([7]).buffer).members, [{ key: '0', value: 7 }]);
    assert.deepEqual(membersOf('text'), { members: [], total: 0 });
    assert.deepEqual(membersOf(new Array(2)).members[0], {
      key: '0',
      value: undefined,
      hidden: true,
    });
  });

  test('an error shows its message, cause and stack', () => {
    const error = new Error('outer', { cause: new Error('inner') });
    error.extra = 1;
    const keys = keysOf(error);
    assert.deepEqual(keys, ['message', 'cause', 'stack', 'extra']);
    const { members } = membersOf(error);
    assert.match(members[2].value, /Error: outer/);
    assert.equal(members[1].value.message, 'inner');
  });

  test('getters are not called until somebody asks, and may throw', () => {
    let calls = 0;
    const value = {
      get cost() {
        calls++;
        return 5;
      },
      get broken() {
        throw new Error('no');
      },
      set only(_) {},
    };
    look(value);
    const { members } = membersOf(value);
    assert.equal(calls, 0);
    assert.equal(ask(members[0].get), 5);
    assert.equal(calls, 1);
    const answer = ask(members[1].get);
    assert(answer instanceof Unreadable);
    assert.deepEqual(look(answer), { kind: 'broken', text: 'threw no', expandable: false });
    assert.equal(members[2].value, undefined);
  });

  test('a proxy that throws, and one that was revoked, are shown as what cannot be read', () => {
    const traps = ['get', 'getPrototypeOf', 'ownKeys', 'getOwnPropertyDescriptor', 'has'];
    const boom = () => {
      throw new Error('trap');
    };
    const hostile = new Proxy({}, Object.fromEntries(traps.map((trap) => [trap, boom])));
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const value of [hostile, proxy]) {
      assert.equal(look(value).kind, 'broken');
      const { members, total } = membersOf(value);
      assert.deepEqual([total, look(members[0].value).kind], [1, 'broken']);
      assert.equal(typeof look({ value }).text, 'string');
    }
    const odd = new Proxy(() => {}, { getOwnPropertyDescriptor: boom });
    assert.equal(look(odd).text, 'ƒ ()');
    const lies = new Proxy({ a: 1 }, { getOwnPropertyDescriptor: () => undefined });
    assert.deepEqual(membersOf(lies).members, [{ key: 'a', value: undefined, hidden: true }]);
  });

  test('what throws something odd is told as well as it can be', () => {
    const odd = [
      [
        () => {
          throw 5;
        },
        'threw 5',
      ],
      [
        () => {
          throw {
            get message() {
              throw new Error();
            },
          };
        },
        'threw something that cannot be read either',
      ],
    ];
    for (const [get, text] of odd) assert.equal(look(ask(get)).text, text);
  });

  test('keys that are symbols, not enumerable, or dangerous are shown like others', () => {
    const value = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}');
    Object.defineProperty(value, 'hidden', { value: 1, enumerable: false });
    value[Symbol('key')] = 2;
    const { members } = membersOf(value);
    assert.deepEqual(
      members.map(({ key, hidden }) => [key, hidden]),
      [
        ['__proto__', undefined],
        ['constructor', undefined],
        ['hidden', true],
        ['Symbol(key)', undefined],
      ],
    );
    assert.deepEqual(members[0].value, { polluted: true });
  });
});

// redact() on values of all sorts: what is copied, what is not, and what happens when it fails.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { createRedactor, Redactor, redact } from '../../../js/toolkit/index.js';
import { withGrowth } from '../core-limits.js';

const KEY = `sk${'-'}abcdefghij0123456789`;
const GONE = '[REDACTED:api-key]';
const FIELD = '[REDACTED:field]';
const redactor = createRedactor({ env: false });

describe('redaction.json', () => {
  const vectors = JSON.parse(
    readFileSync(new URL('../../vectors/redaction.json', import.meta.url), 'utf8'),
  );
  const plain = (text) => text.replaceAll('¦', '');

  test(`${vectors.text.length} texts`, () => {
    for (const { text, redacted } of vectors.text) {
      assert.equal(redactor.text(plain(text)), plain(redacted));
    }
  });

  test(`${vectors.json.length} JSON texts`, () => {
    for (const { json, redacted } of vectors.json) {
      assert.equal(redactor.json(plain(json)), plain(redacted));
    }
  });

  test('JSON texts that are values say the same as values', () => {
    for (const { json, redacted } of vectors.json) {
      let value;
      try {
        value = JSON.parse(plain(json));
      } catch {
        continue;
      }
      // Bytes are not written so in a value, and half a character is none in a copy.
      if (/base64|ud800/.test(json)) continue;
      assert.deepEqual(redactor.value(value), JSON.parse(plain(redacted)));
    }
  });
});

describe('what has no secret is returned as it is', () => {
  for (const [name, value] of Object.entries({
    object: { a: [1, { b: 'text' }], usage: { total_tokens: 5 }, password: null },
    text: 'text',
    number: 5,
    bigint: 5n,
    nothing: undefined,
    null: null,
    function: () => KEY,
    symbol: Symbol(KEY),
    Map: new Map([['a', 1]]),
    Set: new Set([1]),
    Date: new Date(),
    URL: new URL('https://example.com/?page=1'),
    Buffer: Buffer.from('text'),
    numbers: new Float64Array(3),
    Error: new Error('refused'),
    RegExp: /a/,
    Headers: new Headers({ a: 'b' }),
    promise: Promise.resolve(),
    'no prototype': Object.assign(Object.create(null), { a: 1 }),
    'lone surrogate': '\ud800 and more',
  })) {
    test(name, () => assert.equal(redactor.value(value), value));
  }
});

describe('what has one is copied, as far as it leads to it', () => {
  test('the rest is shared, and the original is as it was', () => {
    const value = Object.freeze({ deep: Object.freeze([{ key: KEY }]), other: { a: 1 }, n: 1 });
    const clean = redactor.value(value);
    assert.deepEqual(clean, { deep: [{ key: GONE }], other: { a: 1 }, n: 1 });
    assert.equal(clean.other, value.other);
    assert.equal(value.deep[0].key, KEY);
  });

  test('an object that is met twice is copied once, also in itself', () => {
    const shared = { KEY };
    const value = { a: shared, b: [shared] };
    value.self = value;
    shared.owner = value;
    const clean = redactor.value(value);
    assert.equal(clean.a, clean.b[0]);
    assert.equal(clean.self, clean);
    assert.equal(clean.a.owner, clean);
    assert.equal(clean.a.KEY, GONE);
    assert.equal(value.a.KEY, KEY);
  });

  test('nothing is too deep', () => {
    let value = { password: 'x' };
    for (let i = 0; i < 100_000; i++) value = i % 2 ? [value] : { value };
    let clean = redactor.value(value);
    for (let i = 0; i < 100_000; i++) clean = Array.isArray(clean) ? clean[0] : clean.value;
    assert.deepEqual(clean, { password: FIELD });
  });

  test('classes keep their prototype, arrays their length and holes', () => {
    class Call {
      constructor() {
        this.key = KEY;
      }
    }
    assert(redactor.value(new Call()) instanceof Call);
    // biome-ignore lint/suspicious/noSparseArray: that is what is tested
    const clean = redactor.value([, KEY, ,]);
    assert.equal(clean.length, 3);
    assert(!(0 in clean));
  });

  test('Map, Set and Error', () => {
    const map = redactor.value(
      new Map([
        [KEY, { password: 1 }],
        [1, KEY],
      ]),
    );
    assert.deepEqual(
      [...map],
      [
        [GONE, { password: FIELD }],
        [1, GONE],
      ],
    );
    assert.deepEqual([...redactor.value(new Set([KEY, 1]))], [GONE, 1]);
    const error = new RangeError(KEY, { cause: { token: 'abcdefghijklmnop' } });
    error.code = 'E1';
    const clean = redactor.value(error);
    assert(clean instanceof RangeError);
    assert.equal(clean.message, GONE);
    assert(clean.stack.startsWith(`RangeError: ${GONE}`));
    assert.deepEqual(clean.cause, { token: FIELD });
    assert.deepEqual(Object.keys(clean), ['code']);
  });

  test('bytes keep their class', () => {
    const bytes = new TextEncoder().encode(`a ${KEY}`);
    for (const value of [bytes, Buffer.from(bytes), bytes.buffer, new DataView(bytes.buffer)]) {
      const clean = redactor.value(value);
      assert.equal(clean.constructor, value.constructor);
      assert.equal(new TextDecoder().decode(clean), `a ${GONE}`);
    }
  });

  test('Headers, URLSearchParams and FormData', () => {
    const headers = redactor.value(new Headers({ authorization: 'Bearer x', a: 'b' }));
    assert(headers instanceof Headers);
    assert.deepEqual(
      [...headers],
      [
        ['a', 'b'],
        ['authorization', FIELD],
      ],
    );
    const query = redactor.value(new URLSearchParams({ token: 'abcdefghijklmnop', a: 'b c' }));
    assert.deepEqual(
      [...query],
      [
        ['token', FIELD],
        ['a', 'b c'],
      ],
    );
    const form = new FormData();
    form.append('password', 'x');
    form.append('a', 'b');
    assert.deepEqual(
      [...redactor.value(form)],
      [
        ['password', FIELD],
        ['a', 'b'],
      ],
    );
    assert.equal(redactor.value(new URL('https://a:b@c/')), 'https://[REDACTED:userinfo]@c/');
  });

  test('names that become one stay two', () => {
    const other = `sk${'-'}ABCDEFGHIJ0123456789`;
    assert.deepEqual(redactor.value({ [KEY]: 1, [other]: 2 }), { [GONE]: 1, [`${GONE} (2)`]: 2 });
  });

  test('__proto__ as a name stays one', () => {
    const clean = redactor.value(JSON.parse(`{"__proto__": {"password": "x"}}`));
    assert.deepEqual(Object.keys(clean), ['__proto__']);
    assert.equal(Object.getPrototypeOf(clean), Object.prototype);
  });

  test('a secret name with a number, an object, a boolean', () => {
    const value = { password: 1, secret: { a: 1 }, apiKey: true, token: 5, credentials: 'omit' };
    const clean = { password: FIELD, secret: FIELD, apiKey: true, token: 5, credentials: 'omit' };
    assert.deepEqual(redactor.value(value), clean);
  });
});

describe('it fails closed', () => {
  test('a getter that throws, and one that does not', () => {
    const value = {
      get bad() {
        throw new Error(KEY);
      },
      get good() {
        return 1;
      },
    };
    const clean = redactor.value(value);
    assert.deepEqual(clean, { bad: '[REDACTED:unreadable]', good: 1 });
    assert('value' in Object.getOwnPropertyDescriptor(clean, 'good'));
  });

  test('what toJSON returns is what is looked at, and what is returned', () => {
    class Hiding {
      #secret = KEY;
      toJSON() {
        return { secret: this.#secret, a: 1 };
      }
    }
    assert.deepEqual(redactor.value([new Hiding()]), [{ secret: FIELD, a: 1 }]);
    assert.deepEqual(redactor.value([{ toJSON: () => KEY }]), [GONE]);
    const throwing = { toJSON: () => assert.fail(KEY) };
    assert.deepEqual(redactor.value([throwing]), ['[REDACTED:unreadable]']);
  });

  test('a proxy that throws, or was revoked', () => {
    const trap = () => assert.fail(KEY);
    const throwing = new Proxy({ KEY }, { get: trap, ownKeys: trap, getPrototypeOf: trap });
    const { proxy, revoke } = Proxy.revocable({ KEY }, {});
    revoke();
    const clean = redactor.value({ throwing, proxy, a: 1 });
    const marker = '[REDACTED:unreadable]';
    assert.deepEqual(clean, { throwing: marker, proxy: marker, a: 1 });
  });

  test('an engine without memory gives a marker, and works again when there is some', () => {
    const poor = createRedactor({ env: false, literals: ['correct horse'] });
    const text = `correct horse ${'x'.repeat(8 << 20)}`;
    // Not assert.equal, which would show 8 MB.
    const assertFailed = (result, marker) => assert(result === marker);
    withGrowth(
      () => true,
      () => {
        assertFailed(poor.text(text), '[REDACTED:failed]');
        assertFailed(poor.json(JSON.stringify(text)), '"[REDACTED:failed]"');
        assertFailed(poor.value({ text }).text, '[REDACTED:failed]');
        const stream = poor.stream();
        assert.equal(stream.push('before '), 'before ');
        assertFailed(stream.push(text), '[REDACTED:failed]');
        assert.equal(stream.push('and on'), '');
        assert.equal(stream.end(), '');
      },
    );
    assert.equal(poor.text('a correct horse'), 'a [REDACTED:literal]');
    assert(poor.text(text).startsWith('[REDACTED:literal] xxx'));
  });
});

describe('a stream', () => {
  test('a character of two halves may be cut between them', () => {
    const stream = redactor.stream();
    const parts = [...'a😀b'.split('')].map((unit) => stream.push(unit));
    assert.equal([...parts, stream.end()].join(''), 'a😀b');
  });

  test('half a secret at the end of what was cut off is dropped', () => {
    const stream = redactor.stream();
    assert.equal(stream.push(`a ${KEY.slice(0, 12)}`), 'a ');
    stream.cut();
    assert.equal(stream.push('b'), '');
    assert.equal(stream.end(), 'b');
  });
});

describe('options', () => {
  test('names, keep and literals', () => {
    const custom = createRedactor({
      env: false,
      names: ['Card-Number'],
      keep: ['csrfToken'],
      literals: ['correct horse'],
    });
    const value = { card_number: 1, csrfToken: 'abcdefghijklmnop', note: 'correct horses' };
    const clean = {
      card_number: FIELD,
      csrfToken: 'abcdefghijklmnop',
      note: '[REDACTED:literal]s',
    };
    assert.deepEqual(custom.value(value), clean);
    assert.deepEqual(redact(value, custom), clean);
    assert.deepEqual(custom.counts(), { field: 2, literal: 2 });
  });

  test('the environment, as it was when the redactor was made', () => {
    process.env.AEB_TEST_TOKEN = 'sesame-open-up';
    try {
      assert.equal(new Redactor().text('say sesame-open-up'), 'say [REDACTED:literal]');
      assert.equal(createRedactor({ env: false }).text('say sesame-open-up'), 'say sesame-open-up');
      assert.equal(redact('sesame-open-up', {}), '[REDACTED:literal]');
    } finally {
      delete process.env.AEB_TEST_TOKEN;
    }
  });

  test('bad ones are refused, and no message has the secret', () => {
    const refused = (options, message) =>
      assert.throws(() => createRedactor(options), { code: 'ERR_INVALID_ARGUMENT', message });
    refused(1, 'options must be an object, not 1');
    refused({ literals: ['12345'] }, /^literals\[0\] must have at least 6 bytes.*"•••••"$/);
    refused({ literals: 'abcdef' }, 'literals must be an array of strings, not "abcdef"');
    refused({ names: [''] }, 'names[0] must be a string that is not empty, not ""');
    refused({ env: 'x' }, 'env must be an object of strings, or false, not "x"');
    assert.throws(() => redactor.text(1), { message: 'text must be a string, not 1' });
    assert.throws(() => redactor.json(), { message: 'json must be a string, not undefined' });
    assert.throws(() => redactor.stream().push(1), { message: 'piece must be a string, not 1' });
  });
});

test('1 MB of the worst texts takes a time, which is printed', (context) => {
  for (const part of [
    'token:a',
    'sk-',
    'eyJ-',
    '"password":',
    'password=[',
    'ordinary text, as it is. ',
  ]) {
    const text = part.repeat(1e6 / part.length);
    const times = [1, 2, 3].map(() => {
      const before = process.cpuUsage();
      redactor.text(text);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    });
    context.diagnostic(`1 MB of ${part}: ${Math.min(...times).toFixed(1)} ms of the processor`);
  }
});

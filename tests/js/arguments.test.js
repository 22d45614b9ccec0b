// Wrong input anywhere gives a clear, typed error and changes nothing.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AsyncEventBus, EventBus, TopicError } from '../../js/index.js';

const noop = () => {};
const invalidArgument = { code: 'ERR_INVALID_ARGUMENT' };

describe('handlers and options', () => {
  const refused = [
    [TypeError, /^handler must be a function, not undefined$/, ['t']],
    [TypeError, /^handler must be a function, not null$/, ['t', null]],
    [TypeError, /^handler must be a function, not "f"$/, ['t', 'f']],
    [TypeError, /^handler must be a function, not an object$/, ['t', { handleEvent() {} }]],
    [TypeError, /^options must be an object, not null$/, ['t', noop, null]],
    [TypeError, /^options must be an object, not 1$/, ['t', noop, 1]],
    [TypeError, /^priority must be a number, not "1"$/, ['t', noop, { priority: '1' }]],
    [TypeError, /^priority must be a number, not 1n$/, ['t', noop, { priority: 1n }]],
    [RangeError, /^priority must be an integer .*, not 0.5$/, ['t', noop, { priority: 0.5 }]],
    [RangeError, /, not NaN$/, ['t', noop, { priority: Number.NaN }]],
    [RangeError, /, not Infinity$/, ['t', noop, { priority: Number.POSITIVE_INFINITY }]],
    [RangeError, /from -2147483648 to 2147483647/, ['t', noop, { priority: 2 ** 31 }]],
    [RangeError, /from -2147483648 to 2147483647/, ['t', noop, { priority: -(2 ** 31) - 1 }]],
    [TypeError, /^once must be a boolean, not 1$/, ['t', noop, { once: 1 }]],
    [
      TypeError,
      /^onError must be a function or 'throw', not an array$/,
      ['t', noop, { onError: [] }],
    ],
    [
      TypeError,
      /^onError must be a function or 'throw', not "log"$/,
      ['t', noop, { onError: 'log' }],
    ],
  ];
  for (const [type, message, args] of refused) {
    test(`subscribe refuses: ${message.source}`, () => {
      const bus = new EventBus();
      assert.throws(() => bus.subscribe(...args), { ...invalidArgument, message });
      assert.throws(() => bus.subscribe(...args), type);
      assert.equal(bus.size, 0);
      assert.equal(bus.publish('t'), 0);
    });
  }

  test('the ends of the int32 range are priorities', () => {
    const bus = new EventBus();
    const called = [];
    for (const priority of [0, -(2 ** 31), 2 ** 31 - 1]) {
      bus.subscribe('t', () => called.push(priority), { priority });
    }
    bus.publish('t');
    assert.deepEqual(called, [2 ** 31 - 1, 0, -(2 ** 31)]);
  });

  test('options that are undefined are as if left out', () => {
    const bus = new EventBus(undefined);
    const options = { priority: undefined, once: undefined, onError: undefined };
    assert.equal(bus.subscribe('t', noop, options).priority, 0);
    assert.equal(bus.subscribe('t', noop, undefined).active, true);
  });

  test('the constructor refuses what it does not understand', () => {
    assert.throws(() => new EventBus(null), invalidArgument);
    assert.throws(() => new EventBus('options'), invalidArgument);
    assert.throws(() => new EventBus({ onError: 'log' }), /^TypeError: onError must be a function/);
    assert.throws(() => new EventBus({ maxDepth: 0 }), /^RangeError: maxDepth .* from 1 to/);
    assert.throws(() => new EventBus({ maxDepth: 1.5 }), RangeError);
    assert.throws(() => new EventBus({ maxDepth: '64' }), TypeError);
  });
});

describe('topics and patterns that are no strings', () => {
  // tests/vectors/invalid.json has the strings.
  const values = [undefined, null, 0, true, 1n, Symbol('s'), {}, () => {}, new String('t')];
  for (const value of values) {
    test(`${typeof value} ${String(value)}`, () => {
      const bus = new EventBus();
      bus.subscribe('**', noop);
      const topicError = (code) => (error) => error instanceof TopicError && error.code === code;
      assert.throws(() => bus.publish(value), topicError('ERR_INVALID_TOPIC'));
      assert.throws(() => bus.matching(value), topicError('ERR_INVALID_TOPIC'));
      assert.throws(() => bus.subscribe(value, noop), topicError('ERR_INVALID_PATTERN'));
      assert.throws(() => bus.subscribe(['t', value], noop), topicError('ERR_INVALID_PATTERN'));
      assert.throws(() => EventBus.matches('t', value), topicError('ERR_INVALID_TOPIC'));
      assert.throws(() => EventBus.matches(value, 't'), topicError('ERR_INVALID_PATTERN'));
      assert.equal(bus.size, 1);
      assert.equal(bus.publish('t'), 1);
    });
  }

  test('an empty list of patterns', () => {
    const bus = new EventBus();
    assert.throws(() => bus.subscribe([], noop), { code: 'ERR_INVALID_PATTERN' });
    assert.equal(bus.size, 0);
  });
});

describe('publishAsync never throws', () => {
  for (const Bus of [EventBus, AsyncEventBus]) {
    test(Bus.name, async () => {
      const bus = new Bus();
      await assert.rejects(bus.publishAsync('a..b'), { code: 'ERR_INVALID_TOPIC', index: 2 });
      await assert.rejects(bus.publishAsync(), { code: 'ERR_INVALID_TOPIC' });
      bus.close();
      await assert.rejects(bus.publishAsync('t'), { code: 'ERR_BUS_CLOSED' });
    });
  }
  test('nor does the publish of an AsyncEventBus', async () => {
    const bus = new AsyncEventBus();
    await assert.rejects(bus.publish('*'), { code: 'ERR_INVALID_TOPIC' });
  });
});

describe('messages', () => {
  const messageOf = (use) => {
    try {
      use();
    } catch (error) {
      return error.message;
    }
    return assert.fail('nothing was thrown');
  };

  test('name the input, the rule and the place', () => {
    assert.equal(
      messageOf(() => new EventBus().subscribe('tool.fail*', noop)),
      `Invalid pattern "tool.fail*": a wildcard must be a whole segment, '*' or '**' (at index 9)`,
    );
    assert.equal(
      messageOf(() => new EventBus().publish('tool..failed')),
      'Invalid topic "tool..failed": a segment must not be empty (at index 5)',
    );
  });

  test('show control characters escaped and cut long inputs', () => {
    assert.match(
      messageOf(() => new EventBus().publish('a\nb')),
      /"a\\nb"/,
    );
    const long = messageOf(() => new EventBus().publish('x'.repeat(100_000)));
    assert(long.length < 200, long);
    assert.match(long, /100000 characters/);
  });
});

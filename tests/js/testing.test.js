// agent-event-bus/testing: what it captures, what its failures say, and that it leaves nothing.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { AsyncEventBus, EventBus } from '../../js/index.js';
import { show } from '../../js/show.js';
import { capture, EventAssertionError, expectEvent, expectNoEvent } from '../../js/testing.js';

/** What a promise rejects with. */
const rejection = (promise) =>
  promise.then(
    () => assert.fail('It did not reject'),
    (error) => error,
  );

describe('capture', () => {
  test('is an array that grows', () => {
    const bus = new EventBus();
    const captured = capture(bus, 'tool.*');
    assert.deepEqual(captured, []);
    const event = { tool: 'search' };
    bus.publish('tool.called', event);
    bus.publish('run.started', {});
    bus.publish('tool.failed');
    assert.deepEqual(captured, [
      { topic: 'tool.called', event: { tool: 'search' } },
      { topic: 'tool.failed', event: undefined },
    ]);
    assert.equal(captured[0].event, event);
    assert.equal(captured.length, 2);
    assert(Array.isArray(captured));
    assert.deepEqual(
      [...captured].map(({ topic }) => topic),
      captured.topics,
    );
    assert.deepEqual(
      captured.filter(({ event }) => event?.tool === 'search').map(({ topic }) => topic),
      ['tool.called'],
    );
    assert.deepEqual(captured.topics, ['tool.called', 'tool.failed']);
  });

  test('takes several patterns, each event once', () => {
    const bus = new EventBus();
    const captured = capture(bus, ['tool.*', '*.failed']);
    bus.publish('tool.failed');
    bus.publish('run.failed');
    assert.deepEqual(captured.topics, ['tool.failed', 'run.failed']);
  });

  test('lists events in the order of publishing, also those that handlers publish', () => {
    for (const order of ['nested', 'fifo']) {
      const bus = new EventBus({ order });
      bus.subscribe('tool.called', () => bus.publish('budget.warning'), { priority: 1_000 });
      const captured = capture(bus, '**');
      bus.publish('tool.called');
      assert.deepEqual(captured.topics, ['tool.called', 'budget.warning']);
    }
  });

  test('does not change what others get', () => {
    const bus = new EventBus();
    const calls = [];
    bus.subscribe('t', () => calls.push('first'), { priority: 1 });
    bus.subscribe('t', () => calls.push('second'));
    bus.once('t', () => calls.push('once'));
    const captured = capture(bus, '**');
    bus.publish('t');
    bus.publish('t');
    assert.deepEqual(calls, ['first', 'second', 'once', 'first', 'second']);
    assert.equal(captured.length, 2);
  });

  test('stops, keeps what it has, and leaves nothing', () => {
    const bus = new EventBus();
    const captured = capture(bus, 't');
    assert.equal(bus.size, 1);
    bus.publish('t', 1);
    captured.stop();
    captured.stop();
    bus.publish('t', 2);
    assert.deepEqual(captured, [{ topic: 't', event: 1 }]);
    assert.equal(bus.size, 0);
  });

  test('is disposable', () => {
    const bus = new EventBus();
    capture(bus, 't')[Symbol.dispose]();
    assert.equal(bus.size, 0);
  });

  test('refuses what subscribe refuses', () => {
    const bus = new EventBus();
    assert.throws(() => capture(bus, 'a.'), { code: 'ERR_INVALID_PATTERN' });
    bus.close();
    assert.throws(() => capture(bus, 'a'), { code: 'ERR_BUS_CLOSED' });
  });
});

describe('expectEvent', () => {
  for (const Bus of [EventBus, AsyncEventBus]) {
    test(`resolves to the first event that matches, on ${Bus.name}`, async () => {
      const bus = new Bus();
      const expected = expectEvent(bus, '*.failed');
      bus.publish('tool.called', { tool: 'search' });
      bus.publish('tool.failed', { tool: 'search' });
      bus.publish('run.failed', {});
      assert.deepEqual(await expected, { topic: 'tool.failed', event: { tool: 'search' } });
      assert.equal(bus.size, 0);
    });
  }

  test('waits for one for which where is true', async () => {
    const bus = new EventBus();
    const expected = expectEvent(bus, 't', { where: (topic, event) => topic === 't' && event > 1 });
    for (const event of [1, 2, 3]) bus.publish('t', event);
    assert.deepEqual(await expected, { topic: 't', event: 2 });
  });

  test('fails with a message that shows what was published instead, and what came near', async () => {
    const bus = new EventBus();
    const expected = expectEvent(bus, 'tool.failed', {
      timeoutMs: 5,
      where: (_topic, { tool }) => tool === 'search',
    });
    bus.publish('run.started', { input: 'hello' });
    bus.publish('tool.called', { tool: 'search', args: { query: 'wasm' } });
    bus.publish('tool.failed', { tool: 'fetch', error: { message: 'refused' } });
    bus.publish('Tool_Failed', { tool: 'search' });
    const error = await rejection(expected);
    assert(error instanceof EventAssertionError);
    assert(error instanceof Error);
    assert.equal(error.name, 'EventAssertionError');
    assert.equal(error.code, 'ERR_ASSERTION');
    assert.equal(error.pattern, 'tool.failed');
    assert.deepEqual(
      error.events.map(({ topic }) => topic),
      ['run.started', 'tool.called', 'tool.failed', 'Tool_Failed'],
    );
    assert.deepEqual(error.message.split('\n'), [
      'Expected an event of "tool.failed" for which where is true within 5 ms, but none came',
      'Published meanwhile (all):',
      '  run.started {"input":"hello"}',
      '  tool.called {"tool":"search","args":{"query":"wasm"}}  ← near',
      '  tool.failed {"tool":"fetch","error":{"message":"refused"}}  ← matches, but where refused it',
      '  Tool_Failed {"tool":"search"}  ← near',
    ]);
    assert.equal(bus.size, 0);
  });

  test('shows the last 10 events, and of those before the last 5 that are near', async () => {
    const bus = new EventBus();
    const expected = expectEvent(bus, ['tool.*', 'x'], { timeoutMs: 5, where: () => false });
    for (let i = 0; i < 7; i++) bus.publish('tool.called', i);
    bus.publish('y.tool');
    for (let i = 0; i < 20; i++) bus.publish(`other.${i}`);
    const { message } = await rejection(expected);
    assert.deepEqual(message.split('\n'), [
      'Expected an event of ["tool.*","x"] for which where is true within 5 ms, but none came',
      'Published meanwhile (28 events, the last 10):',
      ...Array.from({ length: 10 }, (_, i) => `  other.${i + 10} undefined`),
      'Before those, and near:',
      ...[3, 4, 5, 6].map((i) => `  tool.called ${i}  ← matches, but where refused it`),
      '  y.tool undefined  ← near',
    ]);
  });

  test('says that nothing was published, and that the past does not count', async () => {
    const bus = new EventBus();
    bus.publish('t');
    const { message } = await rejection(expectEvent(bus, 't', { timeoutMs: 1 }));
    assert.deepEqual(message.split('\n'), [
      'Expected an event of "t" within 1 ms, but none came',
      'Nothing was published meanwhile; what was published before the call does not count.',
    ]);
  });

  test('to a pattern without words, only what it matches is near', async () => {
    const bus = new EventBus();
    const expected = expectEvent(bus, '*', { timeoutMs: 1, where: () => false });
    bus.publish('a.b');
    bus.publish('c');
    const lines = (await rejection(expected)).message.split('\n').slice(2);
    assert.deepEqual(lines, ['  a.b undefined', '  c undefined  ← matches, but where refused it']);
  });

  test('waits a second by default', async () => {
    const start = performance.now();
    const { message } = await rejection(expectEvent(new EventBus(), 't'));
    assert.match(message, /within 1000 ms/);
    assert(performance.now() - start > 950);
  });

  test('the stack of a failure leads to the test', async () => {
    let error;
    try {
      await expectEvent(new EventBus(), 't', { timeoutMs: 1 });
    } catch (caught) {
      error = caught;
    }
    assert.match(error.stack, /testing\.test\.js/);
  });

  test('rejects with what where throws; the publisher hears nothing of it', async () => {
    const bus = new EventBus();
    const mistake = new Error('a mistake in the test');
    const where = () => {
      throw mistake;
    };
    const expected = expectEvent(bus, 't', { where });
    assert.equal(bus.publish('t'), 2);
    assert.equal(await rejection(expected), mistake);
    assert.equal(bus.stats().errors, 0);
    assert.equal(bus.size, 0);
  });

  test('a timeout that where throws is not taken for its own', async () => {
    const bus = new EventBus();
    const mistake = await rejection(bus.once('never', { timeoutMs: 1 }));
    const where = () => {
      throw mistake;
    };
    const expected = expectNoEvent(bus, 't', 100, { where });
    bus.publish('t');
    assert.equal(await rejection(expected), mistake);
  });

  test('ends with the signal, the bus, or a clear', async () => {
    const bus = new EventBus();
    const controller = new AbortController();
    const aborted = expectEvent(bus, 't', { signal: controller.signal });
    const reason = new Error('enough');
    controller.abort(reason);
    assert.equal(await rejection(aborted), reason);
    assert.equal(bus.size, 0);

    const cleared = expectEvent(bus, 't');
    bus.clear();
    assert.equal((await rejection(cleared)).code, 'ERR_UNSUBSCRIBED');

    const closed = expectEvent(bus, 't');
    bus.close();
    assert.equal((await rejection(closed)).code, 'ERR_BUS_CLOSED');
    assert.equal((await rejection(expectEvent(bus, 't'))).code, 'ERR_BUS_CLOSED');
  });

  test('rejects bad input, and leaves nothing', async () => {
    const bus = new EventBus();
    for (const [args, code] of [
      [['a.'], 'ERR_INVALID_PATTERN'],
      [[5], 'ERR_INVALID_PATTERN'],
      [['a', { where: 1 }], 'ERR_INVALID_ARGUMENT'],
      [['a', { timeoutMs: -1 }], 'ERR_INVALID_ARGUMENT'],
      [['a', { signal: {} }], 'ERR_INVALID_ARGUMENT'],
    ]) {
      assert.equal((await rejection(expectEvent(bus, ...args))).code, code);
    }
    assert.equal(bus.size, 0);
  });
});

describe('expectNoEvent', () => {
  test('resolves when the time is up, and leaves nothing', async () => {
    const bus = new EventBus();
    const start = performance.now();
    const expected = expectNoEvent(bus, 'tool.failed', 20);
    bus.publish('tool.called');
    assert.equal(await expected, undefined);
    assert(performance.now() - start > 15);
    assert.equal(bus.size, 0);
  });

  test('rejects at once when one comes, and shows it', async () => {
    const bus = new EventBus();
    const start = performance.now();
    const expected = expectNoEvent(bus, '**.failed', 10_000);
    bus.publish('tool.failed', { tool: 'search' });
    const error = await rejection(expected);
    assert(performance.now() - start < 1_000);
    assert(error instanceof EventAssertionError);
    assert.deepEqual(error.events, [{ topic: 'tool.failed', event: { tool: 'search' } }]);
    assert.match(
      error.message,
      /^Expected no event of "\*\*\.failed" within 10000 ms, but after \d+ ms came\n {2}tool\.failed \{"tool":"search"\}$/,
    );
    assert.equal(bus.size, 0);
  });

  test('lets pass those for which where is false', async () => {
    const bus = new EventBus();
    const expected = expectNoEvent(bus, 't', 5, { where: (_topic, event) => event === 1 });
    bus.publish('t', 2);
    await expected;
  });

  test('ends with the signal and the bus, and wants a time', async () => {
    const bus = new EventBus();
    const signal = AbortSignal.timeout(1);
    const { name } = await rejection(expectNoEvent(bus, 't', 10_000, { signal }));
    assert.equal(name, 'TimeoutError');
    assert.equal((await rejection(expectNoEvent(bus, 't'))).code, 'ERR_INVALID_ARGUMENT');
    assert.equal((await rejection(expectNoEvent(bus, 't', -1))).code, 'ERR_INVALID_ARGUMENT');
    const closed = expectNoEvent(bus, 't', 10_000);
    bus.close();
    assert.equal((await rejection(closed)).code, 'ERR_BUS_CLOSED');
  });
});

test('10,000 captures and expectations leave nothing', async () => {
  const bus = new EventBus();
  const warm = bus.stats();
  for (let i = 0; i < 10_000; i++) {
    const captured = capture(bus, `a.${i}`);
    const expected = expectEvent(bus, `a.${i}`);
    bus.publish(`a.${i}`);
    await expected;
    captured.stop();
  }
  const { subscriptions, unfinished, coreNodes } = bus.stats();
  assert.deepEqual({ subscriptions, unfinished }, { subscriptions: 0, unfinished: 0 });
  assert(coreNodes <= Math.max(1, warm.coreNodes));
  await delay(0);
});

describe('a value in a message', () => {
  const circular = { name: 'a' };
  circular.self = circular;
  const shared = { x: 1 };
  const throwing = {
    get field() {
      throw new Error('no');
    },
  };
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const badToJSON = {
    toJSON() {
      throw new Error('no');
    },
  };
  const deep = { a: { b: { c: { d: { e: 1 } }, list: [[[1]]] } } };

  for (const [what, value, text] of [
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a number', Number.NaN, 'NaN'],
    ['a string', 'say "hi"\n', '"say \\"hi\\"\\n"'],
    ['a BigInt', { n: 10n }, '{"n":10n}'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a function', { f() {} }, '{"f":[function]}'],
    ['an array with holes', new Array(2), '[undefined,undefined]'],
    ['a cycle', circular, '{"name":"a","self":[circular]}'],
    ['the same object twice', [shared, shared], '[{"x":1},{"x":1}]'],
    ['depth', deep, '{"a":{"b":{"c":{"d":{…}},"list":[[…]]}}}'],
    ['a getter that throws', throwing, '[an object that cannot be shown]'],
    ['a revoked proxy', { proxy }, '{"proxy":[an object that cannot be shown]}'],
    ['a toJSON', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    ['a toJSON that throws', badToJSON, '[an object that cannot be shown]'],
    ['an error', new TypeError('wrong'), '[TypeError: wrong]'],
    ['a map', new Map([[1, 2]]), '[object Map]'],
    ['bytes', { data: new Uint8Array(1e6) }, '{"data":[object Uint8Array]}'],
    ['no prototype', Object.create(null), '{}'],
  ]) {
    test(`shows ${what}`, () => assert.equal(show(value), text));
  }

  test('is cut when it is long', () => {
    assert.equal(show('x'.repeat(1e6)).length, 160);
    assert.equal(show(Array.from({ length: 1e5 }, (_, i) => i)).at(-2), '…');
    assert.equal(show({ a: 'y'.repeat(200) }).at(-1), '…');
  });

  test('is shown by a failure, whatever it is', async () => {
    const bus = new EventBus();
    const expected = expectEvent(bus, 'x', { timeoutMs: 1 });
    for (const event of [circular, throwing, proxy, 1n, () => {}]) bus.publish('t', event);
    assert.match((await rejection(expected)).message, /\[circular\].*cannot be shown/s);
  });
});

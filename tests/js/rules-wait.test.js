// `once` without a handler: a promise of the next event.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AsyncEventBus, EventBus } from '../../js/index.js';
import { recordUnhandled, stateOf } from './support.js';

recordUnhandled();
const noop = () => {};

describe('a wait', () => {
  test('resolves to the first event that comes, and to nothing later', async () => {
    const bus = new EventBus();
    const event = { id: 1 };
    const wait = bus.once('tool.*');
    assert.equal(bus.size, 1);
    assert.equal(bus.publish('run.started'), 0);
    assert.equal(bus.publish('tool.called', event), 1);
    assert.equal(bus.publish('tool.failed'), 0);
    assert.equal(bus.size, 0);
    const result = await wait;
    assert.deepEqual(result, { topic: 'tool.called', event });
    assert.equal(result.event, event);
  });

  test('waits at once, not only when it is awaited', async () => {
    const bus = new AsyncEventBus();
    const wait = bus.once('t');
    await bus.publish('t', 1);
    assert.deepEqual(await wait, { topic: 't', event: 1 });
  });

  test('takes several patterns', async () => {
    const bus = new EventBus();
    const wait = bus.once(['a', 'b.*', 'a'], {});
    bus.publish('b.c', 2);
    assert.deepEqual(await wait, { topic: 'b.c', event: 2 });
  });

  test('for several patterns says which did not come', async () => {
    const message = 'No event of "tool.succeeded" or "tool.failed" came within 2 ms';
    const wait = new EventBus().once(['tool.succeeded', 'tool.failed'], { timeoutMs: 2 });
    await assert.rejects(wait, { message });
  });

  test('is not meant where options stand behind a handler that is missing', () => {
    const bus = new EventBus();
    const missing = undefined; // an import whose name is misspelt, say
    assert.throws(() => bus.once('t', missing, { priority: 1 }), {
      code: 'ERR_INVALID_ARGUMENT',
      message: 'handler must be a function, not undefined',
    });
    assert.equal(bus.size, 0);
  });

  test('gives an event that is a promise or a thenable as it is', async () => {
    const bus = new EventBus();
    const wait = bus.once('t');
    const event = Promise.reject('not to be awaited');
    event.catch(noop);
    bus.publish('t', event);
    assert.equal((await wait).event, event);
  });

  test('goes by its where', async () => {
    const bus = new EventBus();
    const wait = bus.once('t', { where: (topic, event) => topic === 't' && event > 2 });
    const counts = [1, 2, 3, 4].map((event) => bus.publish('t', event));
    assert.deepEqual(counts, [0, 0, 1, 0]);
    assert.equal((await wait).event, 3);
  });

  test('is in subscriptions() and matching(), with the lowest say: priority 0', async () => {
    const bus = new EventBus();
    const wait = bus.once('t');
    const high = bus.subscribe('t', noop, { priority: 1 });
    const [first, second] = bus.matching('t');
    assert.equal(first, high);
    assert.deepEqual(bus.subscriptions(), [first, second]);
    assert.equal(second.unsubscribe(), true);
    await assert.rejects(wait, { code: 'ERR_UNSUBSCRIBED', name: 'UnsubscribedError' });
  });

  test('that begins in a dispatch waits for the next event', async () => {
    const bus = new EventBus();
    let wait;
    bus.once('t', () => {
      wait = bus.once('t');
    });
    bus.publish('t', 1);
    bus.publish('t', 2);
    assert.deepEqual(await wait, { topic: 't', event: 2 });
  });
});

describe('a wait is over without its event', () => {
  test('by its time: WaitTimeoutError, which says what did not come', async () => {
    const bus = new EventBus();
    const expected = { name: 'WaitTimeoutError', code: 'ERR_WAIT_TIMEOUT', timeoutMs: 2 };
    const message = 'No event of "tool.*" came within 2 ms';
    await assert.rejects(bus.once('tool.*', { timeoutMs: 2 }), { ...expected, message });
    assert.equal(bus.size, 0);
    assert.equal(bus.publish('tool.called'), 0);
  });

  test('by its signal: the very reason, whatever it is', async () => {
    const bus = new EventBus();
    for (const reason of [new Error('stop'), 'stop', 0, null, false]) {
      const controller = new AbortController();
      const wait = bus.once('t', { signal: controller.signal, timeoutMs: 10_000 });
      controller.abort(reason);
      assert.deepEqual(await stateOf(wait), { rejected: reason });
      assert.equal(bus.size, 0);
      const late = bus.once('t', { signal: AbortSignal.abort(reason) });
      assert.deepEqual(await stateOf(late), { rejected: reason });
      assert.equal(bus.size, 0);
    }
  });

  test('by close: BusClosedError', async () => {
    const bus = new EventBus();
    const waits = [bus.once('t'), bus.once('u', { timeoutMs: 10_000 })];
    bus.close();
    for (const wait of waits) {
      await assert.rejects(wait, { code: 'ERR_BUS_CLOSED', name: 'BusClosedError' });
    }
    assert.equal(bus.size, 0);
  });

  test('by clear: UnsubscribedError, and the bus goes on', async () => {
    const bus = new EventBus();
    const wait = bus.once('t');
    bus.clear();
    const next = bus.once('t');
    bus.publish('t', 1);
    await assert.rejects(wait, { code: 'ERR_UNSUBSCRIBED' });
    assert.deepEqual(await next, { topic: 't', event: 1 });
  });

  test('not by what comes after its event: the event was first', async () => {
    const bus = new EventBus();
    const controller = new AbortController();
    const wait = bus.once('t', { signal: controller.signal, timeoutMs: 1 });
    bus.publish('t', 1);
    controller.abort();
    bus.close();
    assert.deepEqual(await wait, { topic: 't', event: 1 });
  });
});

describe('a wait never throws: it rejects', () => {
  const closed = new EventBus();
  closed.close();
  const bad = {
    'an invalid pattern': [['a..b'], 'ERR_INVALID_PATTERN'],
    'an invalid one of several': [[['a', '']], 'ERR_INVALID_PATTERN'],
    'no pattern': [[], 'ERR_INVALID_PATTERN'],
    'an empty list': [[[]], 'ERR_INVALID_PATTERN'],
    'a pattern that is no string': [[Symbol('s')], 'ERR_INVALID_PATTERN'],
    'null for options': [['t', null], 'ERR_INVALID_ARGUMENT'],
    'a string for options': [['t', 'fast'], 'ERR_INVALID_ARGUMENT'],
    'a bad where': [['t', { where: 1 }], 'ERR_INVALID_ARGUMENT'],
    'a bad signal': [['t', { signal: {} }], 'ERR_INVALID_ARGUMENT'],
    'a bad timeoutMs': [['t', { timeoutMs: -1 }], 'ERR_INVALID_ARGUMENT'],
    'a timeoutMs beyond int32': [['t', { timeoutMs: 2 ** 31 }], 'ERR_INVALID_ARGUMENT'],
    'an aborted signal and an invalid pattern': [
      ['a..b', { signal: AbortSignal.abort() }],
      'ERR_INVALID_PATTERN',
    ],
  };
  for (const [what, [args, code]] of Object.entries(bad)) {
    test(what, async () => {
      const bus = new EventBus();
      const promise = bus.once(...args);
      assert(promise instanceof Promise);
      await assert.rejects(promise, { code });
      assert.equal(bus.size, 0);
      assert.equal(bus.publish('t'), 0);
    });
  }

  test('what the getter of an option throws', async () => {
    const options = {
      get where() {
        throw new Error('getter');
      },
    };
    await assert.rejects(new EventBus().once('t', options), /getter/);
  });

  test('a closed bus', async () => {
    await assert.rejects(closed.once('t'), { code: 'ERR_BUS_CLOSED' });
    await assert.rejects(closed.once('a..b', { signal: 1 }), { code: 'ERR_BUS_CLOSED' });
  });

  test('but with a handler, once throws as subscribe does', () => {
    assert.throws(() => closed.once('t', noop), { code: 'ERR_BUS_CLOSED' });
    assert.throws(() => new EventBus().once('a..b', noop), { code: 'ERR_INVALID_PATTERN' });
  });
});

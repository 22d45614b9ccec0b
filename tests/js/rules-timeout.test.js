// timeoutMs: how long a promise of a handler may take.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { EventBus } from '../../js/index.js';
import { deferred, manual, recordUnhandled, settle, stateOf } from './support.js';

const unhandled = recordUnhandled();
const timeoutMs = 3;
const timedOut = { name: 'HandlerTimeoutError', code: 'ERR_HANDLER_TIMEOUT', timeoutMs };
const never = () => new Promise(() => {});
const overTime = () => delay(timeoutMs + 10);

describe('a handler that never settles', () => {
  test('is reported to onError, with what it was called with', async () => {
    const told = [];
    const bus = new EventBus();
    const subscription = bus.subscribe('t', never, {
      timeoutMs,
      onError: (...args) => told.push(args),
    });
    assert.equal(bus.publish('t', 7), 1);
    await overTime();
    assert.equal(told.length, 1);
    const [error, ...rest] = told[0];
    assert.equal(error.message, 'A handler of "t" took longer than 3 ms');
    assert.deepEqual(rest, ['t', 7, subscription]);
    assert.equal(bus.stats().errors, 1);
  });

  test('lets publishAsync reject, in delivery order with other errors', async () => {
    const bus = new EventBus();
    bus.subscribe('t', never, { timeoutMs });
    await assert.rejects(bus.publishAsync('t'), timedOut);
    bus.subscribe('t', () => Promise.reject('other'), { priority: -1 });
    await assert.rejects(bus.publishAsync('t'), ({ errors }) => {
      assert.deepEqual([errors[0].code, errors[1]], [timedOut.code, 'other']);
      return true;
    });
  });

  test('lets a serial publishAsync go on to the next', async () => {
    const bus = new EventBus();
    const seen = [];
    bus.subscribe('t', never, { timeoutMs });
    bus.subscribe('t', () => seen.push('next'));
    await assert.rejects(bus.publishAsync('t', 1, { serial: true }), timedOut);
    assert.deepEqual(seen, ['next']);
  });

  test('is an unhandled rejection under publish without an onError', async () => {
    const bus = new EventBus();
    bus.subscribe('t', never, { timeoutMs });
    bus.publish('t');
    await overTime();
    const [reason, ...others] = await unhandled.take();
    assert.equal(reason.code, timedOut.code);
    assert.deepEqual(others, []);
  });

  test('frees its slot, so that its mailbox goes on', async () => {
    const bus = new EventBus({ onError: () => {} });
    const seen = [];
    const handler = (_topic, event) => {
      seen.push(event);
      return never();
    };
    bus.subscribe('t', handler, { timeoutMs, concurrency: 1 });
    const results = [1, 2, 3].map((event) => bus.publishAsync('t', event));
    assert.deepEqual(seen, [1]);
    assert.deepEqual(await Promise.all(results), [1, 1, 1]);
    assert.deepEqual(seen, [1, 2, 3]);
    assert.equal(bus.stats().unfinished, 3, 'though the promises are still not settled');
  });

  test('is told once, in onError, where the bus is closed meanwhile', async () => {
    const told = [];
    const bus = new EventBus({ onError: ({ code }) => told.push(code) });
    bus.subscribe('t', never, { timeoutMs });
    bus.once('t', never, { timeoutMs, onError: ({ code }) => told.push(`own ${code}`) });
    bus.publish('t');
    bus.close();
    await overTime();
    assert.deepEqual(told.sort(), [timedOut.code, `own ${timedOut.code}`]);
  });
});

describe('a handler that settles too late', () => {
  test('keeps idle() waiting until it does, and frees its slot only once', async () => {
    const bus = new EventBus({ onError: () => {} });
    const worker = manual();
    bus.subscribe('t', worker.handler, { timeoutMs, concurrency: 1 });
    for (const event of [1, 2, 3]) bus.publish('t', event);
    await overTime();
    await overTime();
    await overTime();
    assert.deepEqual(worker.seen, [1, 2, 3]);
    const idle = bus.idle();
    await worker.finish();
    await worker.finish();
    assert.equal(await stateOf(idle), 'pending');
    await worker.finish();
    await idle;
    for (const event of [4, 5]) bus.publish('t', event);
    assert.deepEqual(worker.seen, [1, 2, 3, 4], 'one at a time, as before');
    await worker.finish();
    await worker.finish();
  });

  test('by a rejection: onError gets that as well', async () => {
    const told = [];
    const bus = new EventBus({ onError: (error) => told.push(error.code ?? error) });
    const { promise, reject } = deferred();
    bus.subscribe('t', () => promise, { timeoutMs });
    bus.publish('t');
    await overTime();
    reject('late');
    await settle();
    assert.deepEqual(told, [timedOut.code, 'late']);
    assert.equal(bus.stats().errors, 2);
  });

  for (const how of ['publish', 'publishAsync']) {
    test(`by a rejection, without an onError: ${how} was told already, so it goes nowhere`, async () => {
      const bus = new EventBus();
      const { promise, reject } = deferred();
      bus.subscribe('t', () => promise, { timeoutMs });
      const told = Promise.resolve(bus[how]('t')).catch(({ code }) => code);
      await overTime();
      reject('late');
      await bus.idle();
      if (how === 'publishAsync') assert.equal(await told, timedOut.code);
      const reasons = await unhandled.take();
      assert.deepEqual(
        reasons.map(({ code }) => code),
        how === 'publish' ? [timedOut.code] : [],
      );
    });
  }

  test('by a rejection, with an onError that throws: both are unhandled, none is lost', async () => {
    const bus = new EventBus();
    const { promise, reject } = deferred();
    const onError = (error) => {
      if (error === 'late') throw 'worse';
    };
    bus.subscribe('t', () => promise, { timeoutMs, onError });
    bus.publish('t');
    await overTime();
    reject('late');
    await bus.idle();
    const [reason, ...others] = await unhandled.take();
    assert.deepEqual(reason.errors, ['late', 'worse']);
    assert.deepEqual(others, []);
  });
});

describe('a handler that is in time', () => {
  test('is not reported, and leaves no timer', async () => {
    const bus = new EventBus({ onError: () => assert.fail('told') });
    const timers = () => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
    const before = timers();
    bus.subscribe('t', () => Promise.resolve(), { timeoutMs: 60_000 });
    bus.subscribe('t', () => 'sync', { timeoutMs: 0 });
    assert.equal(await bus.publishAsync('t'), 2);
    assert.equal(timers(), before);
  });

  test('by a rejection leaves no timer either', async () => {
    const told = [];
    const bus = new EventBus({ onError: (error) => told.push(error) });
    bus.subscribe('t', () => Promise.reject('no'), { timeoutMs });
    bus.publish('t');
    await overTime();
    assert.deepEqual(told, ['no']);
  });

  test('has its time counted from its call, not from the publish', async () => {
    const bus = new EventBus({ onError: (error) => assert.fail(error) });
    bus.subscribe('t', () => delay(15), { concurrency: 1, timeoutMs: 200 });
    const results = Array.from({ length: 20 }, () => bus.publishAsync('t'));
    assert.deepEqual(await Promise.all(results), Array(20).fill(1));
  });
});

test('an onError that unsubscribes at a timeout discards what waits', async () => {
  const bus = new EventBus();
  const seen = [];
  const handler = (_topic, event) => {
    seen.push(event);
    return never();
  };
  const onError = (_error, _topic, _event, subscription) => subscription.unsubscribe();
  bus.subscribe('t', handler, { concurrency: 1, timeoutMs, onError });
  const results = [1, 2, 3].map((event) => bus.publishAsync('t', event));
  assert.deepEqual(await Promise.all(results), [1, 1, 1]);
  assert.deepEqual(seen, [1]);
});

for (const bad of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '5', null, 2 ** 31]) {
  test(`timeoutMs ${JSON.stringify(bad)} (${typeof bad}) is refused`, async () => {
    const wrong = { code: 'ERR_INVALID_ARGUMENT', message: /^timeoutMs must be/ };
    const bus = new EventBus();
    assert.throws(() => bus.subscribe('t', () => {}, { timeoutMs: bad }), wrong);
    await assert.rejects(bus.once('t', { timeoutMs: bad }), wrong);
    await assert.rejects(bus.idle({ timeoutMs: bad }), wrong);
    assert.equal(bus.size, 0);
  });
}

// Rule 4: what nobody takes surfaces as an unhandled rejection, once, with the same reason.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EventBus } from '../../js/index.js';
import { manual, recordUnhandled, settle } from './support.js';

const unhandled = recordUnhandled();

describe('an async handler that rejects under publish', () => {
  const reasons = [new Error('boom'), 'text', 0, undefined, null, Symbol('s')];
  for (const reason of reasons) {
    test(`with ${String(reason)}: surfaces once, as it is, also when idle() observes it`, async () => {
      const bus = new EventBus();
      bus.subscribe('t', async () => {
        throw reason;
      });
      assert.equal(bus.publish('t'), 1);
      await bus.idle();
      const taken = await unhandled.take();
      assert.equal(taken.length, 1);
      assert(Object.is(taken[0], reason));
    });
  }

  test('one by one: several are several rejections, for each handler would have had its own', async () => {
    const bus = new EventBus();
    for (const reason of ['a', 'b', 'c']) bus.subscribe('t', () => Promise.reject(reason));
    bus.publish('t');
    assert.deepEqual(await unhandled.take(), ['a', 'b', 'c']);
  });

  test('later than the publish, and after an unsubscribe, the same', async () => {
    const bus = new EventBus();
    const { handler, fail } = manual();
    const subscription = bus.subscribe('t', handler);
    bus.publish('t');
    subscription.unsubscribe();
    bus.close();
    await fail('late');
    assert.deepEqual(await unhandled.take(), ['late']);
  });

  test('is heard by its own onError also after an unsubscribe, an abort or close', async () => {
    const bus = new EventBus();
    const { handler, fail } = manual();
    const told = [];
    const controller = new AbortController();
    const options = { signal: controller.signal, onError: (error) => told.push(error) };
    bus.subscribe('t', handler, options);
    bus.subscribe('t', handler, options).pattern;
    bus.once('t', handler, options);
    bus.publish('t');
    controller.abort();
    bus.close();
    for (const reason of ['a', 'b', 'c']) await fail(reason);
    assert.deepEqual(told, ['a', 'b', 'c']);
  });
});

describe('an onError that throws', () => {
  const throws = (what) => () => {
    throw what;
  };

  test('of a subscription: the bus gets one AggregateError of both', () => {
    const told = [];
    const bus = new EventBus({ onError: (error) => told.push(error) });
    bus.subscribe('t', throws('a'), { onError: throws('b') });
    bus.publish('t');
    assert.equal(told.length, 1);
    assert(told[0] instanceof AggregateError);
    assert.deepEqual(told[0].errors, ['a', 'b']);
    assert.equal(bus.stats().errors, 1);
  });

  test('both: everything is thrown to the publisher, in order', async () => {
    const bus = new EventBus({ onError: throws('c') });
    bus.subscribe('t', throws('a'), { onError: throws('b') });
    assert.throws(() => bus.publish('t'), { errors: ['a', 'b', 'c'] });
    await assert.rejects(bus.publishAsync('t'), { errors: ['a', 'b', 'c'] });
    await assert.rejects(bus.publishAsync('t', 1, { serial: true }), { errors: ['a', 'b', 'c'] });
  });

  test('both, for a rejection under publish: one unhandled rejection of all', async () => {
    const bus = new EventBus({ onError: throws('c') });
    bus.subscribe('t', () => Promise.reject('a'), { onError: throws('b') });
    bus.publish('t');
    const [reason, ...others] = await unhandled.take();
    assert.deepEqual(reason.errors, ['a', 'b', 'c']);
    assert.deepEqual(others, []);
  });

  test('that throws what it was given passes it on: it is told as itself, once', async () => {
    const passOn = (error) => {
      throw error;
    };
    const bus = new EventBus({ onError: passOn });
    bus.subscribe('t', throws('a'), { onError: passOn });
    bus.subscribe('u', () => Promise.reject('b'), { onError: passOn });
    for (const how of ['publish', 'publishAsync']) {
      await assert.rejects(
        async () => bus[how]('t'),
        (error) => error === 'a',
      );
    }
    bus.publish('u');
    assert.deepEqual(await unhandled.take(), ['b']);
  });

  test('what it throws may be falsy, and is not lost', () => {
    const bus = new EventBus();
    bus.subscribe('t', throws(undefined), { onError: throws(null) });
    assert.throws(() => bus.publish('t'), { errors: [undefined, null] });
  });

  test('an async onError that rejects is an unhandled rejection of its own', async () => {
    const bus = new EventBus({ onError: async () => Promise.reject('in onError') });
    bus.subscribe('t', throws('a'));
    assert.equal(bus.publish('t'), 1);
    assert.deepEqual(await unhandled.take(), ['in onError']);
  });
});

describe('nothing is reported twice', () => {
  test('publishAsync that rejects leaves no unhandled rejection behind', async () => {
    const bus = new EventBus();
    bus.subscribe('t', () => Promise.reject('a'));
    bus.subscribe('t', () => Promise.reject('b'), { concurrency: 1 });
    await assert.rejects(bus.publishAsync('t'), { errors: ['a', 'b'] });
    await assert.rejects(bus.publishAsync('t', 1, { serial: true }), { errors: ['a', 'b'] });
    await bus.idle();
    assert.deepEqual(await unhandled.take(), []);
  });

  test('publishAsync that nobody awaits is one unhandled rejection', async () => {
    const bus = new EventBus();
    const error = new Error('a');
    bus.subscribe('t', () => Promise.reject(error));
    bus.publishAsync('t');
    const taken = await unhandled.take();
    assert.equal(taken.length, 1);
    assert.equal(taken[0], error);
  });

  test('an error that a handler passes on from a nested publish is told once', () => {
    const told = [];
    const bus = new EventBus({ onError: (error) => told.push(error) });
    bus.subscribe('outer', () => bus.publish('inner'));
    bus.subscribe('inner', () => {
      throw 'once';
    });
    bus.publish('outer');
    assert.deepEqual(told, ['once']);
  });

  test('a promise that two handlers return is an error of both', async () => {
    const told = [];
    const bus = new EventBus({ onError: (error, ...rest) => told.push([error, rest[2].pattern]) });
    const shared = Promise.reject('shared');
    bus.subscribe('t', () => shared);
    bus.subscribe('*', () => shared);
    bus.publish('t');
    await settle();
    assert.deepEqual(told, [
      ['shared', 't'],
      ['shared', '*'],
    ]);
  });
});

test('stats count each error once, however it was found', async () => {
  const bus = new EventBus({ onError: () => {} });
  bus.subscribe('a', () => {
    throw 1;
  });
  bus.subscribe('b', () => Promise.reject(2));
  bus.subscribe('c', () => new Promise(() => {}), { timeoutMs: 0 });
  bus.subscribe('d', () => new Promise(() => {}), { concurrency: 1, maxBuffer: 1 });
  bus.subscribe('e', () => {}, {
    where: () => {
      throw 5;
    },
  });
  for (const topic of ['a', 'b', 'c', 'd', 'd', 'd', 'e']) bus.publish(topic);
  await settle();
  assert.equal(bus.stats().errors, 5);
});

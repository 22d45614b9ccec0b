// Rule 2 and the fine print: what ends a subscription, and close and clear wherever they are called.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AsyncEventBus, EventBus } from '../../js/index.js';
import { manual, recordUnhandled, settle } from './support.js';

recordUnhandled();
const noop = () => {};

for (const how of ['publish', 'publishAsync']) {
  describe(`under ${how}`, () => {
    const ends = {
      unsubscribe: ({ victim }) => victim.unsubscribe(),
      'Symbol.dispose': ({ victim }) => victim[Symbol.dispose](),
      abort: ({ controller }) => controller.abort(),
      clear: ({ bus }) => bus.clear(),
      close: ({ bus }) => bus.close(),
    };
    for (const [name, end] of Object.entries(ends)) {
      for (const options of [{}, { once: true }, { concurrency: 1 }]) {
        const kind = Object.keys(options)[0] ?? 'a plain handler';
        test(`${name} in a handler: ${kind} behind it is not called any more`, async () => {
          const bus = new EventBus();
          const controller = new AbortController();
          const { signal } = controller;
          bus.subscribe('t', () => end({ bus, controller, victim }), { priority: 1 });
          const victim = bus.subscribe('t', () => assert.fail('called'), { signal, ...options });
          assert.equal(await bus[how]('t'), 1);
          assert.equal(victim.active, false);
          assert.equal(victim.delivered, 0);
          assert.equal(victim.unsubscribe(), false);
        });
      }
    }

    test('a handler that is added in a dispatch waits for the next event', async () => {
      const bus = new EventBus();
      const seen = [];
      bus.once('t', () => {
        for (const priority of [1, 0, -1]) {
          bus.subscribe('t', (_topic, event) => seen.push([priority, event]), { priority });
        }
      });
      assert.equal(await bus[how]('t', 1), 1);
      assert.equal(await bus[how]('t', 2), 3);
      assert.deepEqual(seen, [
        [1, 2],
        [0, 2],
        [-1, 2],
      ]);
    });

    test('unsubscribe in onError keeps the handler from the next event', async () => {
      const bus = new EventBus();
      const seen = [];
      const onError = (error, _topic, _event, subscription) => {
        seen.push(error);
        subscription.unsubscribe();
      };
      bus.subscribe('t', () => Promise.reject('async'), { onError });
      bus.subscribe(
        't',
        () => {
          throw 'sync';
        },
        { onError },
      );
      assert.equal(await bus[how]('t'), 2);
      await settle();
      assert.deepEqual(seen, ['sync', 'async']);
      assert.equal(await bus[how]('t'), 0);
      assert.equal(bus.size, 0);
    });

    test('close in onError ends the dispatch', async () => {
      const bus = new EventBus({ onError: () => bus.close() });
      bus.subscribe('t', () => {
        throw 'sync';
      });
      bus.subscribe('t', () => assert.fail('called'));
      assert.equal(await bus[how]('t'), 1);
      await assert.rejects(async () => bus[how]('t'), { code: 'ERR_BUS_CLOSED' });
    });
  });
}

describe('close', () => {
  test('refuses what would publish or subscribe, and answers the rest', async () => {
    const bus = new EventBus();
    bus.subscribe('t', noop);
    bus.publish('t');
    bus.close();
    const refused = { name: 'BusClosedError', code: 'ERR_BUS_CLOSED' };
    for (const act of [
      () => bus.publish('t'),
      () => bus.publish('not..valid'),
      () => bus.subscribe('t', noop),
      () => bus.once('t', noop),
      () => bus.events('t'),
      () => bus.matching('t'),
    ]) {
      assert.throws(act, refused);
    }
    await assert.rejects(bus.once('t'), refused);
    await assert.rejects(bus.publishAsync('t'), refused);
    await assert.rejects(bus.publishAsync('t', 1, { serial: true }), refused);
    assert.equal(bus.size, 0);
    assert.deepEqual(bus.subscriptions(), []);
    assert.equal(bus.stats().published, 1);
    assert.equal(EventBus.matches('*', 't'), true);
    bus.clear();
    await bus.idle();
  });

  test('of an AsyncEventBus makes its publish reject', async () => {
    const bus = new AsyncEventBus();
    bus[Symbol.dispose]();
    await assert.rejects(bus.publish('t'), { code: 'ERR_BUS_CLOSED' });
  });

  test('may be called again and again, also by using', () => {
    const bus = new EventBus();
    bus.subscribe('t', noop);
    for (let i = 0; i < 3; i++) {
      bus.close();
      bus[Symbol.dispose]();
    }
    assert.equal(bus.size, 0);
  });

  test('does not wait for handlers that run, and does not stop them', async () => {
    const bus = new EventBus();
    const { handler, finish } = manual();
    bus.subscribe('t', handler);
    const result = bus.publishAsync('t');
    bus.close();
    await finish();
    assert.equal(await result, 1);
  });
});

test('clear leaves a bus that can be used again, in a new order', () => {
  const bus = new EventBus();
  const seen = [];
  const old = bus.subscribe('t', () => seen.push('old'), { priority: 9 });
  bus.publish('t');
  bus.publish('t'); // a plan that must not survive
  bus.clear();
  assert.equal(bus.publish('t'), 0);
  for (const name of ['a', 'b']) bus.subscribe('t', () => seen.push(name));
  assert.equal(old.unsubscribe(), false, 'which removes nobody else');
  bus.publish('t');
  assert.deepEqual(seen, ['old', 'old', 'a', 'b']);
});

test('whoever hears that clear has ended one of several finds nobody left', async () => {
  const bus = new EventBus();
  const sizes = [];
  for (let i = 0; i < 3; i++) bus.once('t').catch(() => sizes.push(bus.size));
  bus.subscribe('t', noop);
  bus.clear();
  await settle();
  assert.deepEqual(sizes, [0, 0, 0]);
});

test('a subscription knows no way into the bus but its own methods', () => {
  const subscription = new EventBus().subscribe('t', noop);
  assert.deepEqual(Reflect.ownKeys(subscription), []);
  assert.throws(() => {
    subscription.active = true;
  }, TypeError);
});

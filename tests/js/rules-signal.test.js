// AbortSignals that end subscriptions, and what they cost: one listener, held weakly.

import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, test } from 'node:test';
import { EventBus } from '../../js/index.js';
import { collectGarbage, recordUnhandled, settle } from './support.js';

recordUnhandled();
const noop = () => {};
const listeners = (signal) => getEventListeners(signal, 'abort').length;

describe('a signal', () => {
  test('unsubscribes when it is aborted', () => {
    const bus = new EventBus();
    const controller = new AbortController();
    const subscription = bus.subscribe('t', () => assert.fail('called'), controller);
    controller.abort();
    assert.equal(subscription.active, false);
    assert.equal(subscription.unsubscribe(), false);
    assert.equal(bus.size, 0);
    assert.equal(bus.publish('t'), 0);
  });

  test('that is aborted already gives a subscription that is not active', () => {
    const bus = new EventBus();
    const signal = AbortSignal.abort();
    for (const how of ['subscribe', 'once']) {
      const subscription = bus[how](['t', 'u.*'], () => assert.fail('called'), { signal });
      assert.equal(subscription.active, false);
      assert.deepEqual(subscription.pattern, ['t', 'u.*']);
    }
    assert.equal(bus.size, 0);
    assert.equal(bus.publish('t'), 0);
    assert.equal(listeners(signal), 0);
  });

  test('that is aborted already hides no bad argument', () => {
    const bus = new EventBus();
    const signal = AbortSignal.abort();
    const refused = { code: 'ERR_INVALID_PATTERN' };
    assert.throws(() => bus.subscribe('a..b', noop, { signal }), refused);
    assert.throws(() => bus.once('a..b', noop, { signal }), refused);
    assert.throws(() => bus.events('a..b', { signal }), refused);
    const wrong = { code: 'ERR_INVALID_ARGUMENT' };
    assert.throws(() => bus.subscribe('t', 'no function', { signal }), wrong);
    assert.throws(() => bus.subscribe('t', noop, { signal, priority: 0.5 }), wrong);
    bus.close();
    assert.throws(() => bus.subscribe('t', noop, { signal }), { code: 'ERR_BUS_CLOSED' });
  });

  for (const signal of [null, {}, 'signal', new AbortController(), { aborted: false }]) {
    test(`must be one: ${JSON.stringify(signal)} is refused everywhere`, async () => {
      const bus = new EventBus();
      const wrong = { code: 'ERR_INVALID_ARGUMENT' };
      assert.throws(() => bus.subscribe('t', noop, { signal }), wrong);
      assert.throws(() => bus.events('t', { signal }), wrong);
      await assert.rejects(bus.once('t', { signal }), wrong);
      await assert.rejects(bus.publishAsync('t', 1, { signal }), wrong);
      await assert.rejects(bus.idle({ signal }), wrong);
      assert.equal(bus.size, 0);
    });
  }

  test('aborted inside a dispatch keeps those from being called that were not yet', () => {
    for (const how of ['publish', 'publishAsync']) {
      const bus = new EventBus();
      const controller = new AbortController();
      const seen = [];
      bus.subscribe('t', () => seen.push('a'), controller);
      bus.subscribe('t', () => {
        seen.push('b');
        controller.abort();
      });
      bus.subscribe('t', () => seen.push('c'), controller);
      bus.subscribe('t', () => seen.push('d'));
      bus[how]('t');
      assert.deepEqual(seen, ['a', 'b', 'd']);
      assert.equal(bus.size, 2);
    }
  });

  test('aborted by a handler of its own subscription still has its onError told', () => {
    const bus = new EventBus();
    const controller = new AbortController();
    const told = [];
    const handler = () => {
      controller.abort();
      throw 'last words';
    };
    bus.subscribe('t', handler, {
      signal: controller.signal,
      onError: (error) => told.push(error),
    });
    assert.equal(bus.publish('t', 1), 1);
    assert.deepEqual(told, ['last words']);
  });

  test('ends subscriptions of many buses', () => {
    const controller = new AbortController();
    const buses = Array.from({ length: 5 }, () => new EventBus());
    for (const bus of buses) bus.subscribe('t', noop, controller);
    assert.equal(listeners(controller.signal), 5);
    controller.abort();
    assert.deepEqual(
      buses.map(({ size }) => size),
      [0, 0, 0, 0, 0],
    );
    assert.equal(listeners(controller.signal), 0);
  });

  test('that runs out by itself works the same', async () => {
    const bus = new EventBus();
    const iterator = bus.events('t', { signal: AbortSignal.timeout(1) });
    const next = assert.rejects(iterator.next(), { name: 'TimeoutError' });
    await settle(); // the timer of a signal does not keep Node running
    await next;
    assert.equal(bus.size, 0);
  });
});

describe('rule 9: listeners', () => {
  test('10,000 subscriptions, waits and iterators of one bus share one', async () => {
    const bus = new EventBus();
    const controller = new AbortController();
    const { signal } = controller;
    const waits = [];
    for (let i = 0; i < 2_500; i++) {
      bus.subscribe(`s.${i}`, noop, { signal });
      bus.once(`o.${i}`, noop, { signal });
      bus.events(`e.${i}`, { signal });
      waits.push(bus.once(`w.${i}`, { signal }));
    }
    assert.equal(bus.size, 10_000);
    assert.equal(listeners(signal), 1);
    controller.abort('enough');
    assert.equal(bus.size, 0);
    assert.equal(listeners(signal), 0);
    for (const { status, reason } of await Promise.allSettled(waits)) {
      assert.deepEqual({ status, reason }, { status: 'rejected', reason: 'enough' });
    }
  });

  const ends = {
    'the last unsubscribe': (bus, signal) => {
      const all = [1, 2].map(() => bus.subscribe('t', noop, { signal }));
      assert.equal(listeners(signal), 1);
      all[0].unsubscribe();
      assert.equal(listeners(signal), 1, 'one is left');
      all[1].unsubscribe();
    },
    'a once that is used up': (bus, signal) => {
      bus.once('t', noop, { signal });
      bus.publish('t');
    },
    'a wait that is over': async (bus, signal) => {
      const wait = bus.once('t', { signal });
      assert.equal(listeners(signal), 1);
      bus.publish('t');
      await wait;
    },
    'a wait whose time is out': (bus, signal) =>
      assert.rejects(bus.once('t', { signal, timeoutMs: 0 }), { code: 'ERR_WAIT_TIMEOUT' }),
    'an iterator that returns': (bus, signal) => bus.events('t', { signal }).return(),
    'a publishAsync of handlers that are done at once': async (bus, signal) => {
      bus.subscribe('t', noop);
      await bus.publishAsync('t', 1, { signal });
      await bus.publishAsync('nobody', 1, { signal });
      await bus.publishAsync('t', 1, { signal, serial: true });
    },
    'a publishAsync of handlers that take a while': async (bus, signal) => {
      bus.subscribe('t', () => Promise.resolve());
      const all = [1, 2, 3].map(() => bus.publishAsync('t', 1, { signal }));
      assert.equal(listeners(signal), 1);
      await Promise.all(all);
    },
    'a publishAsync that fails': async (bus, signal) => {
      bus.subscribe('t', () => Promise.reject('no'));
      await assert.rejects(bus.publishAsync('t', 1, { signal }));
    },
    'an idle that is over': async (bus, signal) => {
      bus.subscribe('t', () => Promise.resolve());
      bus.publish('t');
      const idle = bus.idle({ signal });
      assert.equal(listeners(signal), 1);
      await idle;
      await bus.idle({ signal });
    },
    clear: (bus, signal) => {
      bus.subscribe('t', noop, { signal });
      bus.events('t', { signal });
      bus.clear();
    },
    close: (bus, signal) => {
      bus.subscribe('t', noop, { signal });
      bus.once('t', { signal }).catch(noop);
      bus.close();
    },
    'a refused call': async (bus, signal) => {
      assert.throws(() => bus.subscribe('a..b', noop, { signal }));
      assert.throws(() => bus.events('a..b', { signal }));
      await assert.rejects(bus.once('a..b', { signal }));
      await assert.rejects(bus.publishAsync('a..b', 1, { signal }));
    },
  };
  for (const [end, act] of Object.entries(ends)) {
    test(`none is left after ${end}`, async () => {
      const { signal } = new AbortController();
      const bus = new EventBus();
      await act(bus, signal);
      assert.equal(listeners(signal), 0);
      new EventBus().subscribe('t', noop, { signal });
      assert.equal(listeners(signal), 1, 'and the signal can be used again');
    });
  }

  test('one does not keep a dropped bus, and goes with it', async () => {
    const controller = new AbortController();
    let handler = () => {};
    const weak = new WeakRef(handler);
    (() => {
      const bus = new EventBus();
      bus.subscribe('t', handler, controller);
    })();
    handler = undefined;
    assert.equal(listeners(controller.signal), 1);
    await collectGarbage();
    assert.equal(weak.deref(), undefined, 'the bus is held');
    assert.equal(listeners(controller.signal), 0);
    controller.abort();
  });

  test('one keeps a bus that only a wait or an iterator still needs', async () => {
    const controller = new AbortController();
    const wait = new EventBus().once('t', controller);
    const next = new EventBus().events('t', controller).next();
    await collectGarbage();
    controller.abort('told');
    const results = await Promise.allSettled([wait, next]);
    assert.deepEqual(
      results.map(({ reason }) => reason),
      ['told', 'told'],
    );
  });
});

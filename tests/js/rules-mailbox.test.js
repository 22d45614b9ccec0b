// Rule 7: `concurrency`, and the mailbox in which the rest waits.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EventBus } from '../../js/index.js';
import { manual, recordUnhandled, settle, stateOf } from './support.js';

const unhandled = recordUnhandled();

describe('concurrency', () => {
  for (const concurrency of [1, 2, 3]) {
    test(`${concurrency}: so many run at a time, the rest wait, first in first out`, async () => {
      const bus = new EventBus();
      const { handler, seen, open, finish } = manual();
      bus.subscribe('t', handler, { concurrency });
      for (let event = 0; event < 6; event++) assert.equal(bus.publish('t', event), 1);
      for (let done = 0; done < 6; done++) {
        const started = Math.min(6, concurrency + done);
        assert.deepEqual(seen, [0, 1, 2, 3, 4, 5].slice(0, started));
        assert.equal(open.length, started - done);
        await finish();
      }
      assert.equal(bus.stats().unfinished, 0);
    });
  }

  test('Infinity is as if left out: everything runs at once', () => {
    const bus = new EventBus();
    const { handler, seen } = manual();
    bus.subscribe('t', handler, { concurrency: Number.POSITIVE_INFINITY, maxBuffer: 1 });
    for (let event = 0; event < 5; event++) bus.publish('t', event);
    assert.equal(seen.length, 5);
  });

  for (const concurrency of [0, -1, 1.5, Number.NaN, '1', null, 2 ** 31]) {
    test(`${JSON.stringify(concurrency)} is refused`, () => {
      const refused = { code: 'ERR_INVALID_ARGUMENT', message: /^concurrency must be/ };
      assert.throws(() => new EventBus().subscribe('t', () => {}, { concurrency }), refused);
    });
  }

  test('of sync handlers is no limit that anybody notices', () => {
    const bus = new EventBus();
    const seen = [];
    bus.subscribe('t', (_topic, event) => seen.push(event), { concurrency: 1, maxBuffer: 1 });
    for (let event = 0; event < 10; event++) bus.publish('t', event);
    assert.equal(seen.length, 10);
  });

  test('counts a handler as running until its promise has settled, also if it rejects', async () => {
    const bus = new EventBus({ onError: () => {} });
    const { handler, seen, fail } = manual();
    bus.subscribe('t', handler, { concurrency: 1 });
    for (const event of [1, 2]) bus.publish('t', event);
    await fail('no');
    assert.deepEqual(seen, [1, 2]);
  });

  test('frees the slot of a handler that throws', () => {
    const bus = new EventBus({ onError: () => {} });
    const seen = [];
    const handler = (_topic, event) => {
      seen.push(event);
      throw 'no';
    };
    bus.subscribe('t', handler, { concurrency: 1, maxBuffer: 1 });
    for (const event of [1, 2, 3]) assert.equal(bus.publish('t', event), 1);
    assert.deepEqual(seen, [1, 2, 3]);
  });

  test('does not hold up other subscriptions', async () => {
    const bus = new EventBus();
    const slow = manual();
    const seen = [];
    bus.subscribe('t', slow.handler, { concurrency: 1, priority: 1 });
    bus.subscribe('t', (_topic, event) => seen.push(event));
    for (const event of [1, 2, 3]) bus.publish('t', event);
    assert.deepEqual([slow.seen, seen], [[1], [1, 2, 3]]);
  });

  test('applies where to an event when it is published, not when its turn comes', async () => {
    const bus = new EventBus();
    const { handler, seen, finish } = manual();
    let open = true;
    bus.subscribe('t', handler, { concurrency: 1, where: () => open });
    bus.publish('t', 1);
    bus.publish('t', 2);
    open = false;
    assert.equal(bus.publish('t', 3), 0);
    await finish();
    assert.deepEqual(seen, [1, 2]);
  });
});

describe('publishAsync', () => {
  test('waits for deliveries that wait', async () => {
    const bus = new EventBus();
    const { handler, finish } = manual();
    bus.subscribe('t', handler, { concurrency: 1 });
    const [first, second] = [bus.publishAsync('t', 1), bus.publishAsync('t', 2)];
    await finish();
    assert.deepEqual(await stateOf(first), { resolved: 1 });
    assert.equal(await stateOf(second), 'pending');
    await finish();
    assert.deepEqual(await stateOf(second), { resolved: 1 });
  });

  test('rejects with the error of a delivery that waited', async () => {
    const bus = new EventBus();
    const { handler, finish, fail } = manual();
    bus.subscribe('t', handler, { concurrency: 1 });
    bus.subscribe('t', (_topic, event) => {
      if (event === 2) throw 'at once';
    });
    bus.publishAsync('t', 1);
    const second = bus.publishAsync('t', 2);
    await finish();
    const rejection = assert.rejects(second, { errors: ['late', 'at once'] });
    await fail('late');
    await rejection;
  });

  test('under publish, that error goes to onError, else it is an unhandled rejection', async () => {
    for (const onError of [undefined, (error) => told.push(error)]) {
      const bus = new EventBus();
      let first = true;
      const gate = manual();
      const handler = (topic, event) => {
        if (!first) throw 'late';
        first = false;
        return gate.handler(topic, event);
      };
      bus.subscribe('t', handler, { concurrency: 1, onError });
      bus.publish('t', 1);
      assert.equal(bus.publish('t', 2), 1);
      await gate.finish();
      assert.deepEqual(await unhandled.take(), onError ? [] : ['late']);
    }
    assert.deepEqual(told, ['late']);
  });
  const told = [];
});

describe('a handler that publishes to its own mailbox', () => {
  test('is called again when it has returned, not within', () => {
    const bus = new EventBus();
    const log = [];
    const handler = (_topic, event) => {
      log.push(`begin ${event}`);
      if (event < 3) assert.equal(bus.publish('t', event + 1), 1);
      log.push(`end ${event}`);
    };
    bus.subscribe('t', handler, { concurrency: 1 });
    assert.equal(bus.publish('t', 1), 1);
    assert.deepEqual(log, ['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3']);
  });

  test('10,000 queued events do not recurse', async () => {
    const bus = new EventBus();
    let calls = 0;
    let depth = 0;
    let deepest = 0;
    const handler = (_topic, event) => {
      deepest = Math.max(deepest, ++depth);
      calls++;
      if (event === 'fill') for (let i = 0; i < 10_000; i++) bus.publish('t', i);
      depth--;
    };
    bus.subscribe('t', handler, { concurrency: 1, maxBuffer: 10_000 });
    bus.publish('t', 'fill');
    assert.deepEqual({ calls, deepest }, { calls: 10_001, deepest: 1 });
  });

  test('nor do 10,000 sync events behind one async one', async () => {
    const bus = new EventBus();
    const gate = manual();
    let calls = 0;
    let frames = 0;
    const handler = (topic, event) => {
      calls++;
      if (event === 0) return gate.handler(topic, event);
      const { stackTraceLimit } = Error;
      Error.stackTraceLimit = 100;
      frames = Math.max(frames, new Error().stack.split('\n').length);
      Error.stackTraceLimit = stackTraceLimit;
    };
    bus.subscribe('t', handler, { concurrency: 1, maxBuffer: 10_000 });
    for (let event = 0; event <= 10_000; event++) bus.publish('t', event);
    await gate.finish();
    await bus.idle();
    assert.equal(calls, 10_001);
    assert(frames < 30, `${frames} frames`);
  });

  test('its onError is told before the next event, which it may prevent', () => {
    const bus = new EventBus();
    const log = [];
    const handler = (_topic, event) => {
      log.push(event);
      if (event > 1) return;
      bus.publish('t', 2);
      throw 'no more';
    };
    const onError = () => {
      log.push('told');
      subscription.unsubscribe();
    };
    const subscription = bus.subscribe('t', handler, { concurrency: 1, onError });
    bus.publish('t', 1);
    assert.deepEqual(log, [1, 'told']);
    assert.equal(bus.stats().unfinished, 0);
  });

  test('with publishAsync: the inner one waits for its turn', async () => {
    const bus = new EventBus();
    const log = [];
    let inner;
    const handler = async (_topic, event) => {
      log.push(`begin ${event}`);
      if (event === 1) inner = bus.publishAsync('t', 2);
      await settle();
      log.push(`end ${event}`);
    };
    bus.subscribe('t', handler, { concurrency: 1 });
    assert.equal(await bus.publishAsync('t', 1), 1);
    assert.deepEqual(log, ['begin 1', 'end 1', 'begin 2']);
    assert.equal(await inner, 1);
    assert.deepEqual(log, ['begin 1', 'end 1', 'begin 2', 'end 2']);
  });
});

describe('what waits is discarded, and counts as done for publishAsync,', () => {
  const ends = {
    unsubscribe: ({ subscription }) => subscription.unsubscribe(),
    'Symbol.dispose': ({ subscription }) => subscription[Symbol.dispose](),
    abort: ({ controller }) => controller.abort(),
    clear: ({ bus }) => bus.clear(),
    close: ({ bus }) => bus.close(),
  };
  for (const [name, end] of Object.entries(ends)) {
    test(`at ${name}`, async () => {
      const bus = new EventBus();
      const controller = new AbortController();
      const { handler, seen, finish } = manual();
      const subscription = bus.subscribe('t', handler, {
        concurrency: 1,
        maxBuffer: 2,
        overflow: 'block',
        signal: controller.signal,
      });
      const running = bus.publishAsync('t', 1);
      const waiting = [2, 3, 4].map((event) => bus.publishAsync('t', event)); // 4 is blocked
      bus.subscribe('other', () => {});
      end({ bus, controller, subscription });
      assert.deepEqual(await Promise.all(waiting), [1, 1, 1]);
      assert.equal(await stateOf(running), 'pending', 'what runs is not stopped');
      assert.equal(bus.stats().unfinished, 1);
      await finish();
      assert.deepEqual(await stateOf(running), { resolved: 1 });
      assert.deepEqual(seen, [1]);
      await bus.idle();
    });

    test(`at ${name} in the handler itself`, async () => {
      const bus = new EventBus();
      const controller = new AbortController();
      const seen = [];
      const waiting = [];
      const handler = (_topic, event) => {
        seen.push(event);
        for (const next of [2, 3]) waiting.push(bus.publishAsync('t', next));
        end({ bus, controller, subscription });
      };
      const { signal } = controller;
      const subscription = bus.subscribe('t', handler, { concurrency: 1, signal });
      assert.equal(await bus.publishAsync('t', 1), 1);
      assert.deepEqual(await Promise.all(waiting), [1, 1]);
      assert.deepEqual(seen, [1]);
      assert.equal(bus.stats().unfinished, 0);
    });
  }
});

test('a once has one delivery, so that its concurrency is of no account', async () => {
  const bus = new EventBus();
  const { handler, seen, finish } = manual();
  bus.once('t', handler, { concurrency: 1, maxBuffer: 1 });
  bus.publish('t', 1);
  assert.equal(bus.publish('t', 2), 0);
  await finish();
  assert.deepEqual(seen, [1]);
  assert.throws(() => bus.once('t', handler, { maxBuffer: 0 }), { code: 'ERR_INVALID_ARGUMENT' });
});

test('two mailboxes that feed each other take turns, without end but not without a pause', async () => {
  const bus = new EventBus();
  const log = [];
  const relay = (to) => async (_topic, event) => {
    await null;
    log.push(event);
    if (event < 200) bus.publish(to, event + 1);
  };
  bus.subscribe('ping', relay('pong'), { concurrency: 1 });
  bus.subscribe('pong', relay('ping'), { concurrency: 1 });
  bus.publish('ping', 1);
  await bus.idle();
  assert.equal(log.length, 200, 'more than maxDepth: each publish is an outermost one');
});

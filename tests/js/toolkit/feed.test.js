// What all parts on one bus have in common.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AsyncEventBus, EventBus } from '../../../js/index.js';
import { attach, lastSeq } from '../../../js/toolkit/feed.js';
import { EventLog } from '../../../js/toolkit/index.js';
import { collectGarbage } from '../support.js';

/** A part that keeps what it gets, as `seq topic json`. */
function recorder() {
  const seen = [];
  return { seen, onEntry: ({ seq, topic, json }) => seen.push(`${seq} ${topic} ${json}`) };
}

describe('the feed of a bus', () => {
  test('is one subscription, while any part is attached', () => {
    const bus = new EventBus();
    const detach = [attach(bus, recorder()), attach(bus, recorder())];
    assert.equal(bus.size, 1);
    assert.equal(bus.publish('t'), 1);
    detach[0]();
    detach[0]();
    assert.equal(bus.size, 1);
    detach[1]();
    assert.equal(bus.size, 0);
    bus.publish('t');
    const part = recorder();
    attach(bus, part);
    bus.publish('t', 5);
    assert.deepEqual(part.seen, ['2 t 5']);
    assert.equal(lastSeq(bus), 2);
  });

  test('serializes an event once, however many parts listen, and not if none asks', () => {
    const bus = new EventBus();
    let asked = 0;
    const event = { toJSON: () => ++asked };
    attach(bus, { onEntry() {} });
    bus.publish('t', event);
    assert.equal(asked, 0);
    const logs = [new EventLog(bus), new EventLog(bus), new EventLog(bus)];
    const parts = [recorder(), recorder()];
    for (const part of parts) attach(bus, part);
    bus.publish('t', event);
    assert.equal(asked, 1);
    for (const log of logs) assert.equal(log.query()[0].event, 1);
    for (const { seen } of parts) assert.deepEqual(seen, ['2 t 1']);
  });

  for (const order of ['nested', 'fifo']) {
    test(`gives the order of publishing, also where handlers publish (${order})`, () => {
      const bus = new EventBus({ order });
      const part = recorder();
      const late = [];
      bus.subscribe('a', () => {
        bus.publish('b');
        bus.publish('c');
      });
      attach(bus, part); // after the handler, but before it by priority
      bus.subscribe('**', (topic) => late.push(topic));
      bus.publish('a');
      assert.deepEqual(part.seen, ['1 a null', '2 b null', '3 c null']);
      if (order === 'nested') assert.deepEqual(late, ['b', 'c', 'a']);
    });
  }

  test('keeps the order where parts publish, and the events as they were', () => {
    const bus = new EventBus();
    const event = { n: 1 };
    attach(bus, {
      onEntry({ topic }) {
        if (topic !== 'a') return;
        bus.publish('b', event);
        event.n = 2; // too late for those who get it later
      },
    });
    const part = recorder();
    attach(bus, part);
    bus.publish('a');
    assert.deepEqual(part.seen, ['1 a null', '2 b {"n":1}']);
  });

  test('keeps what parts throw from the publisher and from each other', (t) => {
    const error = t.mock.method(console, 'error', () => {});
    const bus = new EventBus();
    const errors = [];
    const boom = () => {
      throw new Error('boom');
    };
    const part = recorder();
    attach(bus, { onEntry: boom, onError: (one) => errors.push(one.message) });
    attach(bus, { onEntry: boom });
    attach(bus, { onEntry: boom, onError: boom });
    attach(bus, part);
    assert.equal(bus.publish('t'), 1);
    assert.deepEqual(part.seen, ['1 t null']);
    assert.deepEqual(errors, ['boom']);
    assert.equal(error.mock.callCount(), 2);
  });

  test('goes on after bus.clear() with the next part that is attached', () => {
    const bus = new EventBus();
    const [first, second] = [recorder(), recorder()];
    attach(bus, first);
    bus.clear();
    bus.publish('t');
    attach(bus, second);
    bus.publish('t');
    assert.deepEqual(second.seen, ['1 t null']);
    bus.close();
    assert.throws(() => attach(bus, recorder()), { code: 'ERR_BUS_CLOSED' });
  });

  test('takes the time from the clock, and does without a broken one', (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 500 });
    const bus = new EventBus();
    const times = [];
    attach(bus, { onEntry: ({ time }) => times.push(time) });
    bus.publish('t');
    let now = 7.25;
    const detach = attach(bus, recorder(), { clock: () => now });
    bus.publish('t');
    now = Number.NaN;
    bus.publish('t');
    attach(bus, recorder(), {
      clock() {
        throw new Error('stopped');
      },
    });
    bus.publish('t');
    detach();
    assert.deepEqual(times, [500, 7.25, 500, 500]);
    assert.throws(() => attach(bus, recorder(), { clock: 1 }), { code: 'ERR_INVALID_ARGUMENT' });
  });

  test('works on an AsyncEventBus', async () => {
    const bus = new AsyncEventBus();
    const part = recorder();
    attach(bus, part);
    assert.equal(await bus.publish('t', { a: 1 }), 1);
    assert.deepEqual(part.seen, ['1 t {"a":1}']);
  });

  test('refuses what is no bus', () => {
    for (const bus of [undefined, null, {}, 'bus']) {
      assert.throws(() => attach(bus, recorder()), { code: 'ERR_INVALID_ARGUMENT' });
    }
  });

  test('does not keep its bus', async () => {
    let bus = new EventBus();
    attach(bus, recorder());
    bus.publish('t');
    const weak = new WeakRef(bus);
    bus = undefined;
    await collectGarbage();
    assert.equal(weak.deref(), undefined);
  });
});

// The option `where`: which events a subscription wants.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EventBus } from '../../js/index.js';
import { recordUnhandled, stateOf } from './support.js';

const unhandled = recordUnhandled();
const even = (_topic, event) => event % 2 === 0;

test('where gets the topic and the event, and no this', () => {
  const bus = new EventBus();
  const event = {};
  const calls = [];
  const where = function (...args) {
    calls.push([this, ...args]);
    return true;
  };
  bus.subscribe('t.*', () => {}, { where });
  bus.publish('t.a', event);
  assert.deepEqual(calls, [[undefined, 't.a', event]]);
  assert.equal(calls[0][2], event);
});

test('a handler, an onError and a where are all called without this', async () => {
  const bus = new EventBus();
  const seen = [];
  const spy = (result) =>
    function () {
      seen.push(this);
      return result();
    };
  const boom = () => {
    throw new Error('boom');
  };
  const options = { where: spy(() => true), onError: spy(boom), concurrency: 1 };
  const loud = new EventBus({ onError: spy(() => {}) });
  loud.subscribe('t', spy(boom), options);
  loud.publish('t');
  loud.subscribe('u', spy(boom), { onError: spy(() => {}), timeoutMs: 10 });
  await loud.publishAsync('u', 1, { serial: true });
  bus.subscribe('t', spy(Promise.resolve.bind(Promise)), { where: spy(() => true) });
  await bus.publishAsync('t');
  assert.equal(seen.length, 8);
  assert(seen.every((receiver) => receiver === undefined));
});

for (const how of ['publish', 'publishAsync']) {
  describe(`under ${how}`, () => {
    test('an event that where refuses is not delivered, nor counted', async () => {
      const bus = new EventBus();
      const seen = [];
      const subscription = bus.subscribe('t', (_topic, event) => seen.push(event), { where: even });
      const counts = [];
      for (const event of [1, 2, 3, 4]) counts.push(await bus[how]('t', event));
      assert.deepEqual(seen, [2, 4]);
      assert.deepEqual(counts, [0, 1, 0, 1]);
      assert.equal(subscription.delivered, 2);
      assert.equal(bus.stats().delivered, 2);
    });

    test('an event that where refuses does not use up a once', async () => {
      const bus = new EventBus();
      const seen = [];
      bus.once('t', (_topic, event) => seen.push(event), { where: even });
      for (const event of [1, 3, 4, 6]) await bus[how]('t', event);
      assert.deepEqual(seen, [4]);
      assert.equal(bus.size, 0);
    });

    test('what where throws is an error of the handler, and keeps the once', async () => {
      const told = [];
      const bus = new EventBus({ onError: (error, ...rest) => told.push([error, ...rest]) });
      const seen = [];
      const where = (_topic, event) => {
        if (event === 1) throw 'where';
        return true;
      };
      const subscription = bus.once('t', (_topic, event) => seen.push(event), { where });
      const after = [];
      bus.subscribe('t', (_topic, event) => after.push(event));
      assert.equal(await bus[how]('t', 1), 1);
      assert.deepEqual(told, [['where', 't', 1, subscription]]);
      assert.equal(subscription.active, true);
      assert.equal(subscription.delivered, 0);
      assert.equal(await bus[how]('t', 2), 2);
      assert.deepEqual(seen, [2]);
      assert.deepEqual(after, [1, 2], 'the others get the event all the same');
    });

    test('what where throws comes out where there is no onError', async () => {
      const bus = new EventBus();
      const error = new Error('where');
      const where = () => {
        throw error;
      };
      bus.subscribe('t', () => assert.fail('called'), { where });
      await assert.rejects(
        async () => bus[how]('t'),
        (thrown) => thrown === error,
      );
      assert.equal(bus.stats().errors, 1);
    });

    test('a where that answers by a promise is an error of the handler, and no yes', async () => {
      const told = [];
      const bus = new EventBus({ onError: (error) => told.push(error) });
      bus.subscribe('t', () => assert.fail('called'), { where: async () => false });
      assert.equal(await bus[how]('t'), 0);
      assert.equal(told.length, 1);
      assert.equal(told[0].code, 'ERR_INVALID_ARGUMENT');
      assert.equal(told[0].message, 'where must answer at once, not an object');
    });

    test('a where that unsubscribes its own subscription is the last of it', async () => {
      const bus = new EventBus();
      const where = () => subscription.unsubscribe();
      const subscription = bus.subscribe('t', () => assert.fail('called'), { where });
      assert.equal(await bus[how]('t'), 0);
      assert.equal(bus.size, 0);
    });

    test('a where that unsubscribes and then throws still tells its onError', async () => {
      const bus = new EventBus();
      const told = [];
      const where = () => {
        subscription.unsubscribe();
        throw 'bye';
      };
      const onError = (error) => told.push(error);
      const subscription = bus.subscribe('t', () => {}, { where, onError });
      assert.equal(await bus[how]('t'), 0);
      assert.deepEqual(told, ['bye']);
    });

    test('a where that publishes the same event does not call a once twice', async () => {
      const bus = new EventBus();
      const seen = [];
      let nested = false;
      const where = (topic) => {
        if (!nested) {
          nested = true;
          bus.publish(topic, 'inner');
        }
        return true;
      };
      bus.once('t', (_topic, event) => seen.push(event), { where });
      assert.equal(await bus[how]('t', 'outer'), 0);
      assert.deepEqual(seen, ['inner']);
    });
  });
}

test('a truthy answer of where is a yes, a falsy one a no', () => {
  const bus = new EventBus();
  const seen = [];
  bus.subscribe('t', (_topic, event) => seen.push(event), { where: (_topic, event) => event });
  for (const event of [1, 0, 'x', '', {}, null, undefined]) bus.publish('t', event);
  assert.deepEqual(seen, [1, 'x', {}]);
});

test('once, where and priority meet: order by priority, each once by its own where', () => {
  const bus = new EventBus();
  const seen = [];
  const note = (name) => (_topic, event) => seen.push(`${name}${event}`);
  bus.once('t', note('low even '), { where: even, priority: -1 });
  bus.once('t', note('high odd '), { where: (...args) => !even(...args), priority: 1 });
  bus.once('t', note('any '));
  for (const event of [2, 4, 5, 7]) bus.publish('t', event);
  assert.deepEqual(seen, ['any 2', 'low even 2', 'high odd 5']);
});

test('what a where of a wait throws goes to the bus, and the wait goes on', async () => {
  const told = [];
  const bus = new EventBus({ onError: (error) => told.push(error) });
  const where = (_topic, event) => {
    if (event === 1) throw 'where';
    return true;
  };
  const wait = bus.once('t', { where });
  bus.publish('t', 1);
  assert.equal(await stateOf(wait), 'pending');
  bus.publish('t', 2);
  assert.deepEqual(await wait, { topic: 't', event: 2 });
  assert.deepEqual(told, ['where']);
  assert.deepEqual(await unhandled.take(), []);
});

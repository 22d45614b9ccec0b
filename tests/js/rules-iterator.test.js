// `events()`: an async iterator over events, with a bounded buffer.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EventBus } from '../../js/index.js';
import { recordUnhandled, settle, stateOf } from './support.js';

recordUnhandled();

/** The events that are in the buffer of an iterator that has ended. */
async function drain(iterator) {
  const events = [];
  for await (const { event } of iterator) events.push(event);
  return events;
}

describe('an iterator', () => {
  test('subscribes at once: what comes before the first next() is not lost', async () => {
    const bus = new EventBus();
    const iterator = bus.events(['a.*', 'b']);
    assert.equal(bus.size, 1);
    assert.equal(bus.publish('a.x', 1), 1);
    assert.equal(bus.publish('b', 2), 1);
    assert.equal(bus.publish('c', 3), 0);
    assert.deepEqual(await iterator.next(), { value: { topic: 'a.x', event: 1 }, done: false });
    assert.deepEqual(await iterator.next(), { value: { topic: 'b', event: 2 }, done: false });
    assert.equal(await stateOf(iterator.next()), 'pending');
  });

  test('gives the very object that was published, also if that is a promise', async () => {
    const bus = new EventBus();
    const iterator = bus.events('t');
    const event = Promise.resolve(1);
    bus.publish('t', event);
    const waiting = (await iterator.next()).value;
    assert.equal(waiting.event, event);
  });

  test('answers concurrent calls of next() in their order, and ends those left', async () => {
    const bus = new EventBus();
    const iterator = bus.events('t');
    const reads = [1, 2, 3, 4].map(() => iterator.next());
    bus.publish('t', 'a');
    bus.publish('t', 'b');
    bus.close();
    const results = await Promise.all(reads);
    assert.deepEqual(
      results.map(({ value, done }) => (done ? 'done' : value.event)),
      ['a', 'b', 'done', 'done'],
    );
  });

  test('is its own iterator, and two of a bus each get all events', async () => {
    const bus = new EventBus();
    const [one, other] = [bus.events('t'), bus.events('**')];
    assert.equal(one[Symbol.asyncIterator](), one);
    assert.equal(bus.publish('t', 1), 2);
    bus.close();
    assert.deepEqual(await drain(one), [1]);
    assert.deepEqual(await drain(other), [1]);
  });

  test('refuses bad arguments as subscribe does', () => {
    const bus = new EventBus();
    const wrong = { code: 'ERR_INVALID_ARGUMENT' };
    assert.throws(() => bus.events('a..b'), { code: 'ERR_INVALID_PATTERN' });
    assert.throws(() => bus.events([]), { code: 'ERR_INVALID_PATTERN' });
    assert.throws(() => bus.events('t', null), wrong);
    assert.throws(() => bus.events('t', { maxBuffer: 0 }), wrong);
    assert.throws(() => bus.events('t', { overflow: 'drop' }), wrong);
    bus.close();
    assert.throws(() => bus.events('t'), { code: 'ERR_BUS_CLOSED' });
    assert.equal(bus.size, 0);
  });
});

describe('an iterator is left', () => {
  const ways = {
    'by break': async (iterator) => {
      for await (const { event } of iterator) if (event === 1) break;
    },
    'by an error in the loop': (iterator) =>
      assert.rejects(async () => {
        for await (const _ of iterator) throw new Error('in the loop');
      }, /in the loop/),
    'by return()': (iterator) => iterator.return(),
    'by throw(), which rejects with its error': (iterator) =>
      assert.rejects(iterator.throw('given up'), (error) => error === 'given up'),
    'by await using': (iterator) => iterator[Symbol.asyncDispose](),
  };
  for (const [way, leave] of Object.entries(ways)) {
    test(`${way}: it unsubscribes, and what was not read is discarded`, async () => {
      const bus = new EventBus();
      const iterator = bus.events('t', { maxBuffer: 3, overflow: 'block' });
      for (const event of [1, 2, 3]) bus.publish('t', event);
      const blocked = [4, 5].map((event) => bus.publishAsync('t', event));
      await leave(iterator);
      assert.equal(bus.size, 0);
      assert.equal(bus.publish('t', 6), 0);
      assert.deepEqual(await iterator.next(), { value: undefined, done: true });
      assert.deepEqual(await Promise.all(blocked), [1, 1], 'nobody waits for a reader any more');
      assert.deepEqual(await iterator.return(), { value: undefined, done: true });
    });
  }

  test('by return() while next() waits: that ends as well', async () => {
    const bus = new EventBus();
    const iterator = bus.events('t');
    const waiting = [iterator.next(), iterator.next()];
    assert.deepEqual(await iterator.return(), { value: undefined, done: true });
    for (const one of waiting) assert.deepEqual(await one, { value: undefined, done: true });
  });
});

describe('the bus ends an iterator', () => {
  const ends = {
    close: (bus) => bus.close(),
    clear: (bus) => bus.clear(),
    'unsubscribe of its subscription': (bus) => bus.subscriptions()[0].unsubscribe(),
  };
  for (const [name, end] of Object.entries(ends)) {
    test(`by ${name}: its buffer is drained, then it is done for good`, async () => {
      const bus = new EventBus();
      const iterator = bus.events('t');
      bus.publish('t', 1);
      bus.publish('t', 2);
      end(bus);
      assert.equal(bus.size, 0);
      assert.deepEqual(await drain(iterator), [1, 2]);
      assert.deepEqual(await iterator.next(), { value: undefined, done: true });
    });

    test(`by ${name}: publishers that it blocked go on, and their events are read`, async () => {
      const bus = new EventBus();
      const iterator = bus.events('t', { maxBuffer: 1, overflow: 'block' });
      const publishers = [1, 2, 3].map((event) => bus.publishAsync('t', event));
      assert.equal(await stateOf(publishers[1]), 'pending');
      end(bus);
      assert.deepEqual(await Promise.all(publishers), [1, 1, 1]);
      assert.deepEqual(await drain(iterator), [1, 2, 3]);
    });
  }

  test('by its signal: its buffer is drained, then it throws the reason, once', async () => {
    for (const reason of [new Error('stop'), 0, undefined]) {
      const bus = new EventBus();
      const controller = new AbortController();
      const iterator = bus.events('t', controller);
      bus.publish('t', 1);
      controller.abort(reason);
      assert.equal(bus.size, 0);
      assert.equal((await iterator.next()).value.event, 1);
      assert.deepEqual(await stateOf(iterator.next()), { rejected: controller.signal.reason });
      assert.deepEqual(await iterator.next(), { value: undefined, done: true });
    }
  });

  test('by its signal: of several that wait, the first gets the reason', async () => {
    const controller = new AbortController();
    const iterator = new EventBus().events('t', controller);
    const reads = [iterator.next(), iterator.next()];
    controller.abort('stop');
    const results = await Promise.allSettled(reads);
    assert.equal(results[0].reason, 'stop');
    assert.deepEqual(results[1].value, { value: undefined, done: true });
  });

  test('by a signal that is aborted already: the reason is all that it gives', async () => {
    const bus = new EventBus();
    const iterator = bus.events('t', { signal: AbortSignal.abort('early') });
    assert.equal(bus.publish('t'), 0);
    await assert.rejects(iterator.next(), (error) => error === 'early');
    assert.equal((await iterator.next()).done, true);
  });

  test('return() forgets the reason of a signal', async () => {
    const controller = new AbortController();
    const iterator = new EventBus().events('t', controller);
    controller.abort('stop');
    await iterator.return();
    assert.equal((await iterator.next()).done, true);
  });
});

describe('the buffer of an iterator', () => {
  for (const how of ['publish', 'publishAsync']) {
    test(`holds the newest 1,024 by default, under ${how}`, async () => {
      const bus = new EventBus();
      const iterator = bus.events('t');
      for (let event = 0; event < 1_030; event++) assert.equal(await bus[how]('t', event), 1);
      assert.equal(bus.stats().dropped, 6);
      bus.close();
      const events = await drain(iterator);
      assert.equal(events.length, 1_024);
      assert.equal(events[0], 6);
      assert.equal(events.at(-1), 1_029);
    });

    test(`drop-newest keeps what came first, under ${how}`, async () => {
      const bus = new EventBus();
      const iterator = bus.events('t', { maxBuffer: 2, overflow: 'drop-newest' });
      const counts = [];
      for (const event of [1, 2, 3]) counts.push(await bus[how]('t', event));
      assert.deepEqual(counts, [1, 1, 0]);
      assert.equal(bus.stats().dropped, 1);
      bus.close();
      assert.deepEqual(await drain(iterator), [1, 2]);
    });

    test(`error refuses what finds it full, under ${how}`, async () => {
      const bus = new EventBus();
      const iterator = bus.events('t', { maxBuffer: 1, overflow: 'error' });
      await bus[how]('t', 1);
      await assert.rejects(async () => bus[how]('t', 2), {
        name: 'MailboxFullError',
        code: 'ERR_MAILBOX_FULL',
        maxBuffer: 1,
      });
      bus.close();
      assert.deepEqual(await drain(iterator), [1]);
    });
  }

  test('block makes publishAsync wait for room, in the order of the publishers', async () => {
    const bus = new EventBus();
    const iterator = bus.events('t', { maxBuffer: 1, overflow: 'block' });
    assert.equal(await bus.publishAsync('t', 1), 1, 'done once it is in the buffer');
    const done = [];
    for (const event of [2, 3]) bus.publishAsync('t', event).then(() => done.push(event));
    await settle();
    assert.deepEqual(done, []);
    assert.equal((await iterator.next()).value.event, 1);
    await settle();
    assert.deepEqual(done, [2]);
    assert.equal((await iterator.next()).value.event, 2);
    await settle();
    assert.deepEqual(done, [2, 3]);
    assert.equal((await iterator.next()).value.event, 3);
    assert.equal(bus.stats().dropped, 0);
  });

  test('block is an error in publish only when the buffer is full', async () => {
    const told = [];
    const bus = new EventBus({ onError: (error) => told.push(error.code) });
    const iterator = bus.events('t', { maxBuffer: 1, overflow: 'block' });
    assert.equal(bus.publish('t', 1), 1);
    assert.equal(bus.publish('t', 2), 0);
    assert.deepEqual(told, ['ERR_MAILBOX_FULL']);
    await iterator.next();
    assert.equal(bus.publish('t', 3), 1);
  });

  test('a blocked event is withdrawn when its publishAsync is aborted', async () => {
    const bus = new EventBus();
    const iterator = bus.events('t', { maxBuffer: 1, overflow: 'block' });
    const controller = new AbortController();
    bus.publish('t', 1);
    const aborted = bus.publishAsync('t', 2, controller);
    const patient = bus.publishAsync('t', 3);
    controller.abort('no time');
    await assert.rejects(aborted, (error) => error === 'no time');
    assert.equal((await iterator.next()).value.event, 1);
    await patient;
    assert.equal((await iterator.next()).value.event, 3);
  });

  test('is not what idle() waits for', async () => {
    const bus = new EventBus();
    bus.events('t', { maxBuffer: 1, overflow: 'block' });
    bus.publish('t');
    bus.publishAsync('t');
    await bus.idle();
    assert.equal(bus.stats().unfinished, 0);
  });

  test('is not used while a reader waits', async () => {
    const bus = new EventBus();
    const iterator = bus.events('t', { maxBuffer: 1, overflow: 'error' });
    const reads = [iterator.next(), iterator.next()];
    for (const event of [1, 2, 3]) assert.equal(bus.publish('t', event), 1);
    assert.deepEqual(
      (await Promise.all(reads)).map(({ value }) => value.event),
      [1, 2],
    );
  });
});

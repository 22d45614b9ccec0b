// Where the delivery rules meet.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EventBus } from '../../js/index.js';
import { deferred, manual, recordUnhandled, settle } from './support.js';

const unhandled = recordUnhandled();

describe('once meets', () => {
  test('re-entrance, overlap and a mailbox of its neighbour: it fires once', async () => {
    const bus = new EventBus();
    const seen = [];
    const { handler, finish } = manual();
    bus.subscribe('t', handler, { concurrency: 1, priority: 2 });
    const again = (_topic, event) => event === 1 && bus.publish('t', 'inner');
    bus.subscribe('t', again, { priority: 1 });
    bus.once('t', (_topic, event) => {
      seen.push(event);
      bus.publish('t', 'from the once');
    });
    const results = [bus.publishAsync('t', 1), bus.publishAsync('t', 2)];
    for (let i = 0; i < 6; i++) if (bus.stats().unfinished > 0) await finish();
    await Promise.all(results);
    assert.deepEqual(seen, ['inner']);
  });

  test('a signal and a timeout: whatever ends it first', async () => {
    const told = [];
    const bus = new EventBus({ onError: (error) => told.push(error.code) });
    const controller = new AbortController();
    const { signal } = controller;
    bus.once('t', () => new Promise(() => {}), { signal, timeoutMs: 1 });
    bus.publish('t');
    controller.abort();
    await settle();
    assert.deepEqual(told, ['ERR_HANDLER_TIMEOUT']);
  });

  test('subscribe({ once: true }) with a serial publishAsync: used up only when its turn comes', async () => {
    const bus = new EventBus();
    const gate = manual();
    bus.subscribe('t', gate.handler);
    const once = bus.subscribe('t', () => {}, { once: true });
    const result = bus.publishAsync('t', 1, { serial: true });
    assert.equal(once.active, true);
    bus.publish('t', 2);
    assert.equal(once.delivered, 1);
    await gate.finish();
    assert.equal(await result, 1);
    await gate.finish();
  });
});

describe('onError', () => {
  test('may publish what fails again: maxDepth ends it, and nothing is lost', () => {
    const bus = new EventBus({ maxDepth: 5 });
    let calls = 0;
    const onError = () => bus.publish('t');
    bus.subscribe(
      't',
      () => {
        throw ++calls;
      },
      { onError },
    );
    assert.throws(
      () => bus.publish('t'),
      (error) => {
        const all = (one) => (one instanceof AggregateError ? one.errors.flatMap(all) : [one]);
        const found = all(error);
        assert.deepEqual(found.filter(Number.isInteger).sort(), [1, 2, 3, 4, 5]);
        assert.equal(found.filter(({ code }) => code === 'ERR_PUBLISH_DEPTH').length, 1);
        return true;
      },
    );
  });

  test('may subscribe, wait and publish to what it has subscribed', async () => {
    let wait;
    const bus = new EventBus({
      onError: (error) => {
        wait ??= bus.once('alarm');
        bus.publish('alarm', error);
      },
    });
    bus.subscribe('t', () => Promise.reject('boom'));
    await bus.publishAsync('t');
    assert.deepEqual(await wait, { topic: 'alarm', event: 'boom' });
  });
});

describe('a thenable', () => {
  test('that publishes in its then is a nested publish', async () => {
    const bus = new EventBus();
    const seen = [];
    bus.subscribe('a', () => ({
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
      then(resolve) {
        bus.publish('b');
        resolve();
      },
    }));
    for (const topic of ['a', 'b']) bus.subscribe(topic, () => seen.push(topic));
    assert.equal(await bus.publishAsync('a'), 2);
    assert.deepEqual(seen, ['b', 'a']);
  });

  test('that throws in then after it has unsubscribed still tells its onError', async () => {
    const bus = new EventBus();
    const told = [];
    const handler = (_topic, _event, subscription) => ({
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
      then() {
        subscription.unsubscribe();
        throw 'in then';
      },
    });
    bus.subscribe('t', handler, { concurrency: 1, onError: (error) => told.push(error) });
    assert.equal(await bus.publishAsync('t'), 1);
    assert.deepEqual(told, ['in then']);
  });

  test('that never calls back is ended by timeoutMs, in a mailbox too', async () => {
    const bus = new EventBus({ onError: () => {} });
    let calls = 0;
    const handler = () => {
      calls++;
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
      return { then() {} };
    };
    bus.subscribe('t', handler, { concurrency: 1, timeoutMs: 1 });
    await Promise.all([bus.publishAsync('t'), bus.publishAsync('t')]);
    assert.equal(calls, 2);
  });
});

describe('async publishes meet', () => {
  test('in one mailbox: each is told of its own error only', async () => {
    const bus = new EventBus();
    const handler = async (_topic, event) => {
      await settle();
      if (event % 2) throw event;
    };
    bus.subscribe('t', handler, { concurrency: 2 });
    const results = await Promise.allSettled([0, 1, 2, 3].map((i) => bus.publishAsync('t', i)));
    assert.deepEqual(
      results.map(({ value, reason }) => value ?? { reason }),
      [1, { reason: 1 }, 1, { reason: 3 }],
    );
  });

  test('a handler may await a publish to another topic, but not to its own full mailbox', async () => {
    const bus = new EventBus();
    const log = [];
    bus.subscribe('outer', async () => log.push(await bus.publishAsync('inner')), {
      concurrency: 1,
    });
    bus.subscribe('inner', async () => log.push('inner'), { concurrency: 1 });
    await Promise.all([bus.publishAsync('outer'), bus.publishAsync('outer')]);
    assert.deepEqual(log, ['inner', 1, 'inner', 1]);
  });

  test('close while one is blocked, one waits and one runs: all of them end', async () => {
    const bus = new EventBus();
    const { promise, resolve } = deferred();
    const options = { concurrency: 1, maxBuffer: 1, overflow: 'block' };
    bus.subscribe('t', () => promise, options);
    bus.events('t', { maxBuffer: 1, overflow: 'block' });
    const results = [1, 2, 3].map((event) => bus.publishAsync('t', event));
    const serial = bus.publishAsync('t', 4, { serial: true });
    await settle();
    bus.close();
    resolve();
    assert.deepEqual(await Promise.all(results), [2, 2, 2]);
    assert(Number.isInteger(await serial));
    await bus.idle();
    assert.equal(bus.stats().unfinished, 0);
  });

  test('an error in a mailbox that one publish fills for another goes to the right one', async () => {
    for (const order of ['nested', 'fifo']) {
      const bus = new EventBus({ order });
      let inner;
      const handler = (_topic, event) => {
        if (event === 'outer') inner = bus.publishAsync('t', 'inner');
        throw event;
      };
      bus.subscribe('t', handler, { concurrency: 1 });
      assert.throws(
        () => bus.publish('t', 'outer'),
        (error) => error === 'outer',
      );
      await assert.rejects(inner, (error) => error === 'inner');
      assert.deepEqual(await unhandled.take(), []);
    }
  });
});

describe('payloads', () => {
  test('rule 10: are shared by all handlers, queues and iterators, and never copied', async () => {
    const bus = new EventBus({ order: 'fifo' });
    const event = Object.freeze({ nested: {} });
    const seen = [];
    const note = async (_topic, given) => seen.push(given);
    const iterator = bus.events('**');
    const wait = bus.once('t');
    bus.subscribe('t', note);
    bus.subscribe('t', note, { concurrency: 1 });
    bus.subscribe('t', () => bus.publish('u', event));
    bus.subscribe('u', note);
    await bus.publishAsync('t', event);
    await bus.idle();
    seen.push((await wait).event, (await iterator.next()).value.event);
    assert.equal(seen.length, 5);
    assert(seen.every((one) => one === event));
  });
});

describe("onError: 'throw'", () => {
  const refusal = new Error('over budget');
  const refuse = () => {
    throw refusal;
  };

  test('the error goes to the publisher, past the onError of the bus; everyone else gets the event', () => {
    const told = [];
    const bus = new EventBus({ onError: (error) => told.push(error) });
    const seen = [];
    bus.subscribe('t', refuse, { onError: 'throw', priority: 1 });
    bus.subscribe('t', () => seen.push('behind'));
    assert.throws(() => bus.publish('t'), refusal);
    assert.deepEqual(seen, ['behind']);
    assert.deepEqual(told, []);
    assert.equal(bus.stats().errors, 1);
  });

  test('publishAsync rejects with it, also when a promise brings it', async () => {
    const bus = new EventBus({ onError: assert.fail });
    bus.subscribe('t', async () => refuse(), { onError: 'throw' });
    await assert.rejects(bus.publishAsync('t'), refusal);
  });
});

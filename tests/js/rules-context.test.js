// Rule 8: handlers run in the async context of their publisher, also when they were queued.

import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, test } from 'node:test';
import { EventBus } from '../../js/index.js';
import { manual, recordUnhandled, settle } from './support.js';

const unhandled = recordUnhandled();
const storage = new AsyncLocalStorage();
const runId = () => storage.getStore();

describe('the context of a handler is that of its publisher', () => {
  test('not that of its subscriber', async () => {
    const bus = new EventBus();
    const seen = [];
    const handler = async () => {
      seen.push(runId());
      await null;
      seen.push(runId());
    };
    storage.run('subscriber', () => bus.subscribe('t', handler));
    storage.run('publisher', () => bus.publish('t'));
    await bus.idle();
    await storage.run('other', () => bus.publishAsync('t'));
    assert.deepEqual(seen, ['publisher', 'publisher', 'other', 'other']);
  });

  for (const order of ['nested', 'fifo']) {
    test(`for an event that waited in a mailbox (${order})`, async () => {
      const bus = new EventBus({ order });
      const gate = manual();
      const seen = [];
      const handler = async (topic, event) => {
        await gate.handler(topic, event);
        seen.push([event, runId()]);
      };
      bus.subscribe('t', handler, { concurrency: 1 });
      for (const event of ['a', 'b', 'c']) storage.run(event, () => bus.publish('t', event));
      bus.publish('t', undefined);
      for (let i = 0; i < 4; i++) await gate.finish();
      assert.deepEqual(seen, [
        ['a', 'a'],
        ['b', 'b'],
        ['c', 'c'],
        [undefined, undefined],
      ]);
    });
  }

  test('for one that a timeout lets go on', async () => {
    const bus = new EventBus({ onError: () => {} });
    const seen = [];
    const handler = () => {
      seen.push(runId());
      return new Promise(() => {});
    };
    bus.subscribe('t', handler, { concurrency: 1, timeoutMs: 1 });
    for (const run of ['a', 'b', 'c']) storage.run(run, () => bus.publish('t'));
    while (seen.length < 3) await settle();
    assert.deepEqual(seen, ['a', 'b', 'c']);
  });

  test('for one that was blocked', async () => {
    const bus = new EventBus();
    const gate = manual();
    const seen = [];
    const handler = (topic, event) => {
      seen.push(runId());
      return gate.handler(topic, event);
    };
    bus.subscribe('t', handler, { concurrency: 1, maxBuffer: 1, overflow: 'block' });
    for (const run of ['a', 'b', 'c', 'd']) storage.run(run, () => bus.publishAsync('t'));
    for (let i = 0; i < 4; i++) await gate.finish();
    assert.deepEqual(seen, ['a', 'b', 'c', 'd']);
  });

  test('for a publish in line by the order fifo', async () => {
    const bus = new EventBus({ order: 'fifo' });
    const seen = [];
    bus.subscribe('a', () => {
      storage.run('queued', () => bus.publish('b'));
      storage.run('queued async', () => bus.publishAsync('b'));
      storage.run('queued serial', () => bus.publishAsync('b', 1, { serial: true }));
      bus.publish('b');
    });
    bus.subscribe('b', () => seen.push(runId()), { where: () => seen.push(`where ${runId()}`) });
    bus.subscribe('a', () => seen.push(runId()));
    storage.run('outermost', () => bus.publish('a'));
    const contexts = ['queued', 'queued async', 'queued serial', 'outermost'];
    const expected = contexts.flatMap((context) => [`where ${context}`, context]);
    assert.deepEqual(seen, ['outermost', ...expected]);
    assert.equal(runId(), undefined);
  });

  test('for each handler of a serial publishAsync', async () => {
    const bus = new EventBus();
    const seen = [];
    for (let i = 0; i < 3; i++) {
      bus.subscribe('t', async () => {
        await settle();
        seen.push(runId());
      });
    }
    const [a, b] = ['a', 'b'].map((run) =>
      storage.run(run, () => bus.publishAsync('t', 1, { serial: true })),
    );
    await Promise.all([a, b]);
    assert.deepEqual(seen.sort(), ['a', 'a', 'a', 'b', 'b', 'b']);
  });

  test('for the onError of a rejection, a timeout and a queued event', async () => {
    const seen = [];
    const bus = new EventBus({ onError: () => seen.push(runId()) });
    const handler = (_topic, event) =>
      event === 'late' ? new Promise(() => {}) : Promise.reject();
    bus.subscribe('t', handler, { concurrency: 1, timeoutMs: 1 });
    for (const run of ['late', 'b', 'c']) storage.run(run, () => bus.publish('t', run));
    while (seen.length < 3) await settle();
    assert.deepEqual(seen, ['late', 'b', 'c']);
  });

  test('and the caller keeps its own, also behind errors', () => {
    const bus = new EventBus({ order: 'fifo' });
    bus.subscribe('a', () => {
      storage.run('inner', () => bus.publish('b'));
      assert.equal(runId(), 'outer');
    });
    bus.subscribe('b', () => {
      throw 'b';
    });
    storage.run('outer', () => {
      assert.throws(
        () => bus.publish('a'),
        (error) => error === 'b',
      );
      assert.equal(runId(), 'outer');
    });
  });

  test('an error that surfaces late does so in that context', async () => {
    const bus = new EventBus();
    bus.subscribe('t', () => Promise.reject('late'), { concurrency: 1 });
    storage.run('a', () => bus.publish('t'));
    assert.deepEqual(await unhandled.take(), ['late']);
  });
});

test('a reader of an iterator, and a wait, keep the context of who reads', async () => {
  const bus = new EventBus();
  const seen = [];
  const reads = storage.run('reader', async () => {
    const iterator = bus.events('t');
    await iterator.next();
    seen.push(runId());
    await bus.once('t');
    seen.push(runId());
  });
  storage.run('publisher', () => bus.publish('t'));
  await settle();
  storage.run('publisher', () => bus.publish('t'));
  await reads;
  assert.deepEqual(seen, ['reader', 'reader']);
});

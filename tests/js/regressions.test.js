// Bugs that the random tests found, each as the smallest program that shows it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { EventBus } from '../../js/index.js';

const noop = () => {};

test('a mailbox that feeds itself reaches maxDepth also when a promise set it going', async () => {
  for (const order of ['nested', 'fifo']) {
    const told = [];
    const bus = new EventBus({ order, maxDepth: 3, onError: (error) => told.push(error) });
    let open;
    let calls = 0;
    const handler = () => {
      if (++calls === 1) return new Promise((resolve) => (open = resolve));
      if (calls > 50) return undefined; // it went on for ever
      bus.publish('t', calls);
    };
    bus.subscribe('t', handler, { concurrency: 1 });
    bus.publish('t');
    bus.publish('t'); // waits
    open();
    await bus.idle();
    assert.deepEqual(
      told.map(({ code, topics }) => [code, topics]),
      [['ERR_PUBLISH_DEPTH', ['t', 't', 't', 't']]],
      order,
    );
  }
});

test('a publish from a mailbox that a promise set going is delivered, also by fifo', async () => {
  const bus = new EventBus({ order: 'fifo' });
  const log = [];
  let open;
  const handler = (_topic, event) => {
    log.push(`t ${event}`);
    if (event === 1) return new Promise((resolve) => (open = resolve));
    bus.publish(event === 2 ? 't' : 'u', event + 1);
  };
  bus.subscribe('t', handler, { concurrency: 1 });
  bus.subscribe('u', (_topic, event) => log.push(`u ${event}`));
  bus.publish('t', 1);
  bus.publish('t', 2);
  open();
  await bus.idle();
  assert.deepEqual(log, ['t 1', 't 2', 't 3', 'u 4']);
});

test('the error of a mailbox is reported before its next event is handled', () => {
  const bus = new EventBus();
  const log = [];
  const handler = (_topic, event) => {
    log.push(`called with ${event}`);
    if (event !== 1) return;
    bus.publish('t', 2); // waits
    throw new Error('boom');
  };
  const onError = (error, _topic, _event, subscription) => {
    log.push(error.message);
    subscription.unsubscribe();
  };
  bus.subscribe('t', handler, { concurrency: 1, onError });
  bus.publish('t', 1);
  assert.deepEqual(log, ['called with 1', 'boom']);
});

test('a handler that aborts the signal of its publishAsync stops the waiting', async () => {
  for (const serial of [false, true]) {
    const bus = new EventBus();
    const controller = new AbortController();
    bus.subscribe('t', () => controller.abort('given up'));
    bus.subscribe('t', () => new Promise(noop));
    const result = bus.publishAsync('t', 1, { signal: controller.signal, serial });
    await assert.rejects(result, (reason) => reason === 'given up');
  }
});

test('an event that drop-oldest pushes out of an iterator is done only once', async () => {
  const bus = new EventBus();
  bus.events('t', { maxBuffer: 1 });
  const open = [];
  bus.subscribe('t', () => new Promise((resolve) => open.push(resolve)));
  let done = false;
  const first = bus.publishAsync('t', 1).then(() => (done = true));
  bus.publish('t', 2);
  await turn();
  assert.equal(done, false, 'its other handler is not done');
  for (const resolve of open) resolve();
  await first;
});

test('a serial publishAsync, once aborted, waits for no room in a mailbox', async () => {
  const bus = new EventBus();
  const controller = new AbortController();
  const handled = [];
  bus.subscribe('t', (_topic, event) => {
    if (event === 3) controller.abort('given up');
  });
  const handler = (_topic, event) => {
    handled.push(event);
    return new Promise(noop);
  };
  bus.subscribe('t', handler, { concurrency: 1, maxBuffer: 1, overflow: 'block' });
  bus.subscribe('t', (_topic, event) => handled.push(`behind ${event}`));
  bus.publish('t', 1);
  bus.publish('t', 2); // fills it
  const result = bus.publishAsync('t', 3, { signal: controller.signal, serial: true });
  await assert.rejects(result, (reason) => reason === 'given up');
  await turn();
  assert.deepEqual(handled, [1, 'behind 1', 'behind 2', 'behind 3']);
  assert.equal(bus.stats().dropped, 1);
});

test('close lets a publishAsync go that is blocked by an iterator, and drops nothing', async () => {
  const bus = new EventBus();
  const iterator = bus.events('t', { maxBuffer: 1, overflow: 'block' });
  bus.publish('t', 1);
  const result = bus.publishAsync('t', 2);
  bus.close();
  assert.equal(await result, 1);
  assert.equal(bus.stats().dropped, 0);
  const events = [];
  for await (const { event } of iterator) events.push(event);
  assert.deepEqual(events, [1, 2]);
});

// idle(): nothing is left to do.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventBus } from '../../js/index.js';
import { manual, recordUnhandled, stateOf } from './support.js';

recordUnhandled();

test('idle resolves at once where nothing is going on', async () => {
  const bus = new EventBus();
  assert.equal(await bus.idle(), undefined);
  bus.subscribe('t', () => {});
  bus.publish('t');
  bus.once('t').catch(() => {});
  await bus.idle(); // a wait is not work
});

test('idle waits for promises of handlers, also those of a plain publish', async () => {
  const bus = new EventBus();
  const { handler, finish } = manual();
  bus.subscribe('t', handler);
  bus.publish('t', 1);
  bus.publish('t', 2);
  const idle = bus.idle();
  await finish();
  assert.equal(await stateOf(idle), 'pending');
  assert.equal(bus.stats().unfinished, 1);
  await finish();
  await idle;
  assert.equal(bus.stats().unfinished, 0);
});

test('idle waits for mailboxes, and mailboxes that those fill', async () => {
  const bus = new EventBus();
  const log = [];
  const step = (next) => async (_topic, event) => {
    await null;
    log.push(event);
    if (next !== undefined) for (let i = 0; i < 3; i++) bus.publish(next, `${event}${i}`);
  };
  bus.subscribe('a', step('b'), { concurrency: 1 });
  bus.subscribe('b', step('c'), { concurrency: 2 });
  bus.subscribe('c', step(), { concurrency: 1 });
  bus.publish('a', 'x');
  bus.publish('a', 'y');
  await bus.idle();
  assert.equal(log.length, 2 + 6 + 18);
});

test('idle does not mind that a handler rejects', async () => {
  const told = [];
  const bus = new EventBus({ onError: (error) => told.push(error) });
  const { handler, fail } = manual();
  bus.subscribe('t', handler, { concurrency: 1 });
  bus.publish('t');
  const idle = bus.idle();
  await fail('no');
  await idle;
  assert.deepEqual(told, ['no']);
});

test('idle does not wait for what is in the buffer of an iterator', async () => {
  const bus = new EventBus();
  bus.events('t', { maxBuffer: 1 });
  for (let i = 0; i < 3; i++) bus.publish('t');
  await bus.idle();
});

test('what comes after idle() was called, but before all is done, is waited for too', async () => {
  const bus = new EventBus();
  const { handler, finish } = manual();
  bus.subscribe('t', handler);
  bus.publish('t', 1);
  const idle = bus.idle();
  bus.publish('t', 2);
  await finish();
  assert.equal(await stateOf(idle), 'pending');
  await finish();
  await idle;
});

test('several may wait, each with its own limits', async () => {
  const bus = new EventBus();
  const { handler, finish } = manual();
  const controller = new AbortController();
  bus.subscribe('t', handler);
  bus.publish('t');
  const patient = bus.idle();
  const aborted = bus.idle({ signal: controller.signal, timeoutMs: 10_000 });
  const message = 'The bus did not become idle within 1 ms';
  await assert.rejects(bus.idle({ timeoutMs: 1 }), { code: 'ERR_WAIT_TIMEOUT', message });
  controller.abort('stop');
  await assert.rejects(aborted, (error) => error === 'stop');
  assert.equal(await stateOf(patient), 'pending');
  await finish();
  await patient;
});

test('a signal that is aborted already rejects, also where nothing is going on', async () => {
  const signal = AbortSignal.abort('early');
  await assert.rejects(new EventBus().idle({ signal }), (error) => error === 'early');
});

test('bad options reject', async () => {
  const wrong = { code: 'ERR_INVALID_ARGUMENT' };
  await assert.rejects(new EventBus().idle(null), wrong);
  await assert.rejects(new EventBus().idle(5), wrong);
});

test('idle works on a closed bus: what runs still ends', async () => {
  const bus = new EventBus();
  const { handler, finish } = manual();
  bus.subscribe('t', handler, { concurrency: 1 });
  bus.publish('t', 1);
  bus.publish('t', 2);
  const before = bus.idle();
  bus.close();
  const after = bus.idle();
  assert.equal(await stateOf(before), 'pending');
  await finish();
  await Promise.all([before, after]);
  await bus.idle();
});

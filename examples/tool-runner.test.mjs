// Test your tool runner with the bus: what a component publishes is what it does, so a test needs
// no mocks of its consumers. Run it with
//
//   node --test examples/tool-runner.test.mjs

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { EventBus } from 'agent-event-bus';
import { capture, expectEvent, expectNoEvent } from 'agent-event-bus/testing';
import { instrument } from 'agent-event-bus/toolkit';
import { ToolRunner } from './agent/tool-runner.mjs';

const tools = {
  add: async ({ a, b }) => a + b,
  fetch: async () => {
    throw Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' });
  },
};

let bus;
let runner;
beforeEach(() => {
  bus = new EventBus(); // without onError, so that a broken handler fails the test
  runner = new ToolRunner(instrument(bus), tools);
});
afterEach(() => bus.close());

test('a call that works is called, then succeeds', async () => {
  const events = capture(bus, 'tool.*');
  assert.equal(await runner.call('add', { a: 1, b: 2 }), 3);
  assert.deepEqual(events.topics, ['tool.called', 'tool.succeeded']);
  const [called, succeeded] = events;
  assert.deepEqual(called.event.args, { a: 1, b: 2 });
  assert.equal(succeeded.event.result, 3);
  assert.equal(succeeded.event.callId, called.event.callId);
});

test('a tool that throws becomes an event, not an exception', async () => {
  const failed = expectEvent(bus, '**.failed', { where: (_topic, { tool }) => tool === 'fetch' });
  assert.equal(await runner.call('fetch', {}), undefined);
  const { event } = await failed;
  const { stack, ...error } = event.error;
  assert.match(stack, /^Error: connection refused\n/);
  assert.deepEqual(error, {
    type: 'Error',
    message: 'connection refused',
    code: 'ECONNREFUSED',
  });
});

test('a tool that does not exist fails like any other', async () => {
  const failed = expectEvent(bus, 'tool.failed');
  await runner.call('no_such_tool', {});
  assert.equal((await failed).event.error.type, 'TypeError');
});

test('a call that works raises no alarm', async () => {
  const quiet = expectNoEvent(bus, '**.failed', 20);
  await runner.call('add', { a: 1, b: 2 });
  await quiet;
});

test('calls that run at the same time are told apart by their callId', async () => {
  const events = capture(bus, 'tool.*');
  await Promise.all([runner.call('add', { a: 1, b: 2 }), runner.call('add', { a: 3, b: 4 })]);
  const ids = events.map(({ event }) => event.callId);
  assert.equal(new Set(ids).size, 2);
  for (const id of new Set(ids)) {
    const own = events.filter(({ event }) => event.callId === id);
    assert.deepEqual(
      own.map(({ topic }) => topic),
      ['tool.called', 'tool.succeeded'],
    );
  }
});

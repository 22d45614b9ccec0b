// Losses are announced.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { FaultProxy } from './proxy.js';
import { RedisServer } from './server.js';
import { admin, busMaker, freshName, keysFor, until } from './support.js';

let server;
before(async () => {
  server = await RedisServer.start();
});
after(() => server.stop());

/** A bus that reads through a proxy, and one that does not. */
async function pair(t, options = {}) {
  const name = freshName();
  const proxy = await FaultProxy.start(server.port);
  t.after(() => proxy.stop());
  const send = await admin(t, server.url);
  const gaps = [];
  const seen = [];
  const reader = busMaker(t, proxy.url)({ name, blockMs: 50, replyTimeoutMs: 200, ...options });
  const onGap = (gap) => gaps.push(gap);
  reader.subscribe('t', (_topic, n) => seen.push(n), { onGap });
  await reader.ready();
  const writer = busMaker(t, server.url)({ name });
  return { proxy, send, gaps, seen, reader, writer, keys: keysFor(name) };
}

describe('a subscriber is told', () => {
  test('how many events were trimmed before it read them', async (t) => {
    const { proxy, send, gaps, seen, writer, keys } = await pair(t);
    for (let n = 0; n < 5; n++) await writer.publish('t', n);
    await until(() => seen.length === 5, 'the first came');
    proxy.silence();
    for (let n = 5; n < 25; n++) await writer.publish('t', n);
    await send('XTRIM', keys.stream, 'MAXLEN', 8);
    proxy.heal();
    await until(() => seen.length === 13, 'the last came');
    assert.deepEqual(seen.slice(5), [17, 18, 19, 20, 21, 22, 23, 24]);
    assert.deepEqual(
      gaps.map(({ reason, atLeast }) => [reason, atLeast]),
      [['trimmed', 12]],
    );
    assert.equal(seen.length + gaps[0].atLeast, 25);
  });

  test('when all of them were', async (t) => {
    const { proxy, send, gaps, seen, writer, keys } = await pair(t);
    proxy.silence();
    for (let n = 0; n < 7; n++) await writer.publish('t', n);
    await send('XTRIM', keys.stream, 'MAXLEN', 0);
    proxy.heal();
    await until(() => gaps.length === 1, 'it is told');
    assert.equal(gaps[0].atLeast, 7);
    await writer.publish('t', 7);
    await until(() => seen.length === 1, 'it goes on');
    assert.deepEqual(gaps.length, 1);
  });

  test('of a flush, and gets what comes behind it from the beginning', async (t) => {
    const { send, gaps, seen, writer } = await pair(t);
    for (let n = 0; n < 5; n++) await writer.publish('t', n);
    await until(() => seen.length === 5, 'the first came');
    await send('FLUSHALL');
    for (let n = 5; n < 20; n++) await writer.publish('t', n); // more than there were
    await until(() => seen.length === 20, 'the others came');
    await until(() => gaps.length === 1, 'it is told');
    assert.equal(gaps[0].reason, 'reset');
    assert.deepEqual(
      seen,
      Array.from({ length: 20 }, (_, n) => n),
    );
  });

  test('of a stream that was made anew by a server whose clock is behind', async (t) => {
    const { send, gaps, seen, writer, keys } = await pair(t);
    await writer.publish('t', 0);
    await until(() => seen.length === 1, 'the first came');
    await send('DEL', keys.stream);
    await send('XADD', keys.stream, '5-1', 't', 't', 'i', 'x-1', 'e', '1');
    await until(() => gaps.length === 1 && seen.length === 2, 'it goes on');
    assert.equal(gaps[0].reason, 'reset');
  });

  test('if the id that it begins behind is not there any more', async (t) => {
    const name = freshName();
    const send = await admin(t, server.url);
    const bus = busMaker(t, server.url, { name });
    const writer = bus();
    for (let n = 0; n < 10; n++) await writer.publish('t', n);
    const entries = await send('XRANGE', keysFor(name).stream, '-', '+');
    await send('XTRIM', keysFor(name).stream, 'MAXLEN', 3);
    const gaps = [];
    const seen = [];
    const late = bus({ from: entries[2][0] });
    late.subscribe('t', (_topic, n) => seen.push(n), { onGap: (gap) => gaps.push(gap) });
    await until(() => seen.length === 3, 'the rest came');
    assert.deepEqual(
      gaps.map(({ reason }) => reason),
      ['trimmed'],
    );
  });

  test('of nothing, where nothing was lost', async (t) => {
    const { proxy, gaps, seen, writer } = await pair(t, { maxLength: 1 });
    for (let n = 0; n < 60; n++) {
      await writer.publish('t', n);
      if (n % 20 === 10) proxy.resetAll();
    }
    await until(() => seen.length === 60, 'all came');
    await new Promise((resolve) => setTimeout(resolve, 1_200)); // a check comes round
    assert.deepEqual(gaps, []);
  });
});

test('of a group: by whichever member, when the group is destroyed and when it is flushed', async (t) => {
  const name = freshName();
  const send = await admin(t, server.url);
  const bus = busMaker(t, server.url, { name });
  const gaps = [];
  const seen = [];
  const member = bus({ group: 'g', blockMs: 50, leaseMs: 300, onGap: (gap) => gaps.push(gap) });
  member.subscribe('t', (_topic, n) => seen.push(n));
  for (let n = 0; n < 3; n++) await member.publish('t', n);
  await until(() => seen.length === 3, 'the first came');
  await new Promise((resolve) => setTimeout(resolve, 100));
  await send('XGROUP', 'DESTROY', keysFor(name).stream, 'g');
  for (let n = 3; n < 6; n++) await member.publish('t', n);
  await until(() => seen.includes(5), 'it goes on');
  await until(() => gaps.some(({ reason }) => reason === 'group-lost'), 'it is told');
  await send('FLUSHALL');
  for (let n = 6; n < 9; n++) await member.publish('t', n);
  await until(() => seen.includes(8), 'it goes on again');
  await until(() => gaps.some(({ reason }) => reason === 'reset'), 'it is told');
  for (let n = 0; n < 9; n++) assert(seen.includes(n), `${n} was handled`);
});

test('a gap that nobody listens for is a warning of the process', async (t) => {
  const name = freshName();
  const send = await admin(t, server.url);
  const warnings = [];
  const record = (warning) => warnings.push(warning);
  process.on('warning', record);
  t.after(() => process.off('warning', record));
  const bus = busMaker(t, server.url, { name })({ blockMs: 50 });
  bus.subscribe('t', () => {});
  await bus.publish('t', 1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await send('FLUSHALL');
  await until(() => warnings.length > 0, 'it warns');
  assert.equal(warnings[0].code, 'AEB_REDIS_GAP');
});

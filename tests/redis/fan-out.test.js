// Without a group every process sees every event.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { RedisServer } from './server.js';
import { admin, busMaker, clients, until } from './support.js';

let server;
before(async () => {
  server = await RedisServer.start();
});
after(() => server.stop());

for (const [client, make] of Object.entries(clients)) {
  describe(`fan-out with ${client}`, () => {
    test('every bus gets every event that is published after it is ready, in order', async (t) => {
      const bus = busMaker(t, server.url, { make });
      const [a, b, c] = [bus(), bus(), bus()];
      const seen = [[], [], []];
      [a, b, c].map((one, i) => one.subscribe('tool.*', (_topic, event) => seen[i].push(event.n)));
      await Promise.all([a.ready(), b.ready(), c.ready()]);
      const publishes = [];
      for (let n = 0; n < 300; n++) publishes.push(a.publish('tool.called', { tool: 't', n }));
      await Promise.all(publishes);
      await until(() => seen.every(({ length }) => length === 300), 'all have all');
      const numbers = Array.from({ length: 300 }, (_, n) => n);
      assert.deepEqual(seen, [numbers, numbers, numbers]);
    });

    test('what is published right behind subscribe comes, without a wait', async (t) => {
      const bus = busMaker(t, server.url, { make })();
      const event = bus.once('run.started');
      await bus.publish('run.started', { agent: 'a' });
      assert.deepEqual(await event, { topic: 'run.started', event: { agent: 'a' } });
    });

    test('an event may be undefined', async (t) => {
      const bus = busMaker(t, server.url, { make })();
      const event = bus.once('memory.cleared');
      await bus.publish('memory.cleared');
      assert.deepEqual(await event, { topic: 'memory.cleared', event: undefined });
    });

    test('topics and patterns are those of any bus, and no patterns of Redis', async (t) => {
      const bus = busMaker(t, server.url, { make })();
      const seen = [];
      bus.subscribe('**.failed', (topic) => seen.push(`failed ${topic}`));
      bus.subscribe('a.*.c', (topic) => seen.push(`star ${topic}`));
      const topics = ['a.?.c', 'a.[b].c', 'a.b.failed', '__proto__.failed', 'a.b.d', 'a.😀.c'];
      for (const topic of topics) await bus.publish(topic, 1);
      await until(() => seen.length === 5, 'five of six matched');
      assert.deepEqual(seen, [
        'star a.?.c',
        'star a.[b].c',
        'failed a.b.failed',
        'failed __proto__.failed',
        'star a.😀.c',
      ]);
      for (const topic of ['', 'a..b', 'a.*', 'a\nb', 7]) {
        await assert.rejects(bus.publish(topic, 1), { code: 'ERR_INVALID_TOPIC' });
      }
    });

    test('from: start replays what is stored, from: id what comes behind it', async (t) => {
      const bus = busMaker(t, server.url, { make });
      const publisher = bus();
      for (let n = 0; n < 250; n++) await publisher.publish('t', n);
      const [all, ids] = [[], []];
      const replay = bus({ from: 'start' });
      replay.subscribe('t', (_topic, n) => {
        all.push(n);
        ids.push(replay.delivery.id);
      });
      await until(() => all.length === 250, 'all are replayed');
      const rest = [];
      bus({ from: ids[199] }).subscribe('t', (_topic, n) => rest.push(n));
      await publisher.publish('t', 250);
      await until(() => rest.length === 51, 'the rest is replayed, and what is new');
      assert.deepEqual(
        rest,
        Array.from({ length: 51 }, (_, i) => i + 200),
      );
    });
  });
}

test('a subscriber gets no event that its own bus published before it came', async (t) => {
  const bus = busMaker(t, server.url)();
  const early = [];
  const late = [];
  bus.subscribe('t', (_topic, n) => early.push(n));
  await bus.ready();
  const publishes = [];
  for (let n = 0; n < 100; n++) publishes.push(bus.publish('t', n));
  bus.subscribe('t', (_topic, n) => late.push(n)); // the hundred are stored and come back later
  publishes.push(bus.publish('t', 100));
  await Promise.all(publishes);
  await until(() => early.length === 101, 'the first has all');
  assert.deepEqual(late, [100]);
});

test('publish resolves with the number of matching subscriptions of this process', async (t) => {
  const bus = busMaker(t, server.url)();
  bus.subscribe('a.*', () => {});
  bus.subscribe('**', () => {});
  assert.equal(await bus.publish('a.b'), 2);
  assert.equal(await bus.publish('b'), 1);
});

test('two buses with different names or prefixes share nothing', async (t) => {
  const bus = busMaker(t, server.url);
  const seen = [];
  const others = [bus({ name: 'other' }), bus({ prefix: 'p2' })];
  for (const other of others) other.subscribe('**', (topic) => seen.push(topic));
  const own = bus();
  own.subscribe('**', (topic) => seen.push(`own ${topic}`));
  await Promise.all([...others, own].map((each) => each.ready()));
  await own.publish('t', 1);
  for (const other of others) await other.publish('last', 1);
  await until(() => seen.filter((topic) => topic === 'last').length === 2, 'others got their own');
  await until(() => seen.includes('own t'), 'it got its own');
  assert.deepEqual(seen.toSorted(), ['last', 'last', 'own t']);
});

test('reading stops while maxUnfinished events are in handlers, and nothing is lost', async (t) => {
  const bus = busMaker(t, server.url)({ maxUnfinished: 10 });
  const open = [];
  let done = 0;
  bus.subscribe('t', async () => {
    await new Promise((resolve) => open.push(resolve));
    done++;
  });
  await bus.ready();
  for (let n = 0; n < 50; n++) await bus.publish('t', n);
  await until(() => open.length === 10, 'ten run');
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(open.length, 10);
  assert.equal(bus.stats().unfinishedEvents, 10);
  await until(() => {
    for (const resolve of open.splice(0)) resolve();
    return done === 50;
  }, 'all are done');
});

test('an error of a handler goes to onError, and not to the publisher', async (t) => {
  const errors = [];
  const bus = busMaker(
    t,
    server.url,
  )({ onError: (error, topic) => errors.push([error.message, topic]) });
  bus.subscribe('t', () => {
    throw new Error('disk full');
  });
  assert.equal(await bus.publish('t', 1), 1);
  await until(() => errors.length === 1, 'onError is told');
  assert.deepEqual(errors, [['disk full', 't']]);
});

test('an entry that no bus wrote is announced, and reading goes on', async (t) => {
  const gaps = [];
  const bus = busMaker(t, server.url)({ name: 'foreign', onGap: (gap) => gaps.push(gap) });
  const seen = [];
  bus.subscribe('**', (topic) => seen.push(topic));
  await bus.ready();
  const send = await admin(t, server.url);
  const key = 'aeb:{foreign}:events';
  await send('XADD', key, '*', 'hello', 'world');
  await send('XADD', key, '*', 't', 'a..b', 'e', '1');
  await send('XADD', key, '*', 't', 'a', 'e', '{');
  await send('XADD', key, '*', 't', 'b', 'e', '{}');
  await until(() => seen.length === 1, 'the good one came');
  assert.deepEqual(seen, ['b']);
  assert.deepEqual(
    gaps.map(({ reason, error }) => [reason, error.code]),
    [
      ['unreadable', 'ERR_INVALID_TOPIC'],
      ['unreadable', 'ERR_INVALID_TOPIC'],
      ['unreadable', 'ERR_INVALID_PAYLOAD'],
    ],
  );
});

test('delivery tells ids in a handler, also behind an await, and nothing outside', async (t) => {
  const bus = busMaker(t, server.url)();
  const seen = [];
  bus.subscribe('t', async () => {
    const { eventId } = bus.delivery;
    await null;
    seen.push([eventId, bus.delivery.eventId, bus.delivery.attempt, bus.delivery.redelivered]);
  });
  await bus.publish('t', 1);
  await bus.publish('t', 2);
  await until(() => seen.length === 2, 'both came');
  assert.equal(seen[0][0], seen[0][1]);
  assert.notEqual(seen[0][0], seen[1][0]);
  assert.deepEqual(seen[1].slice(2), [1, false]);
  assert.equal(bus.delivery, undefined);
});

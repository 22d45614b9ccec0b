// close() never hangs, and says what it abandoned.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { FaultProxy } from './proxy.js';
import { freePort, RedisServer } from './server.js';
import { admin, busMaker, clients, freshName, keysFor, until } from './support.js';

let server;
before(async () => {
  server = await RedisServer.start();
});
after(() => server.stop());

const NOTHING = { notStored: 0, unknown: 0, unhandled: 0 };

for (const [client, make] of Object.entries(clients)) {
  test(`with ${client}: what was published is stored first, and nothing is accepted any more`, async (t) => {
    const name = freshName();
    const send = await admin(t, server.url);
    const bus = busMaker(t, server.url, { make })({ name });
    const publishes = Array.from({ length: 100 }, (_, n) => bus.publish('t', n));
    const closing = bus.close();
    await assert.rejects(bus.publish('t', 1), { code: 'ERR_BUS_CLOSED' });
    assert.throws(() => bus.subscribe('t', () => {}), { code: 'ERR_BUS_CLOSED' });
    await assert.rejects(bus.once('t'), { code: 'ERR_BUS_CLOSED' });
    assert.deepEqual(await closing, NOTHING);
    await Promise.all(publishes);
    assert.equal(await send('XLEN', keysFor(name).stream), 100);
    assert.equal(bus.close(), closing, 'it is idempotent');
  });

  test(`with ${client}: without a server it ends at the deadline, and counts what is left`, async (t) => {
    const bus = busMaker(t, `redis://127.0.0.1:${await freePort()}`, { make })();
    bus.subscribe('t', () => {});
    const publishes = [1, 2, 3].map((n) => bus.publish('t', n));
    const outcomes = Promise.allSettled(publishes);
    assert.deepEqual(await bus.close({ deadlineMs: 50 }), { ...NOTHING, notStored: 3 });
    for (const { reason } of await outcomes) assert.equal(reason.code, 'ERR_NOT_STORED');
  });

  test(`with ${client}: what was sent and not answered is unknown`, async (t) => {
    const proxy = await FaultProxy.start(server.port);
    t.after(() => proxy.stop());
    const bus = busMaker(t, proxy.url, { make })();
    await bus.publish('t', 0);
    proxy.silence();
    const outcome = bus.publish('t', 1).catch((error) => error.code);
    assert.deepEqual(await bus.close({ deadlineMs: 50 }), { ...NOTHING, unknown: 1 });
    assert.equal(await outcome, 'ERR_UNKNOWN_OUTCOME');
  });
}

test('a group ends its handlers first; those that do not end stay pending', async (t) => {
  const name = freshName();
  const send = await admin(t, server.url);
  const bus = busMaker(t, server.url, { name });
  const options = { group: 'g', concurrency: 2 };
  const [quick, slow] = [bus(options), bus(options)];
  let end;
  const seen = [];
  quick.subscribe('t', async (_topic, n) => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    seen.push(n);
  });
  await quick.publish('t', 1);
  await until(() => quick.stats().unfinishedEvents === 1, 'it runs');
  assert.deepEqual(await quick.close(), NOTHING);
  assert.deepEqual(seen, [1]);
  slow.subscribe('t', () => new Promise((resolve) => (end = resolve)));
  await slow.publish('t', 2);
  await until(() => end, 'it runs');
  assert.deepEqual(await slow.close({ deadlineMs: 30 }), { ...NOTHING, unhandled: 1 });
  end(); // too late
  assert.equal((await send('XPENDING', keysFor(name).stream, 'g'))[0], 1);
});

test('a failed event that it would have tried again is counted, and stays pending', async (t) => {
  const name = freshName();
  const send = await admin(t, server.url);
  const bus = busMaker(t, server.url, { name })({ group: 'g', retryMs: 20_000, onError() {} });
  let calls = 0;
  bus.subscribe('t', () => {
    calls++;
    throw new Error('not now');
  });
  await bus.publish('t', 1);
  await until(() => calls === 1, 'it failed');
  assert.deepEqual(await bus.close(), { ...NOTHING, unhandled: 1 });
  assert.equal((await send('XPENDING', keysFor(name).stream, 'g'))[0], 1);
});

test('what was published before the bus found its place to read is stored all the same', async (t) => {
  const name = freshName();
  const send = await admin(t, server.url);
  const bus = busMaker(t, server.url, { name })();
  bus.subscribe('t', () => {});
  const publish = bus.publish('t', 1);
  assert.deepEqual(await bus.close(), NOTHING);
  assert.equal(await publish, 1);
  assert.equal(await send('XLEN', keysFor(name).stream), 1);
});

test('waits, iterators and ready() end with it', async (t) => {
  const bus = busMaker(t, `redis://127.0.0.1:${await freePort()}`)();
  const wait = bus.once('t');
  const iterator = bus.events('t');
  const ready = bus.ready();
  const ends = [assert.rejects(wait, { code: 'ERR_BUS_CLOSED' })];
  ends.push(assert.rejects(ready, { code: 'ERR_BUS_CLOSED' }));
  await bus.close({ deadlineMs: 0 });
  await Promise.all(ends);
  assert.deepEqual(await iterator.next(), { value: undefined, done: true });
  await assert.rejects(bus.ready(), { code: 'ERR_BUS_CLOSED' });
});

test('a program ends when it has closed its bus, with a server and without', async () => {
  for (const port of [server.port, await freePort()]) {
    const program = `
      import { RedisEventBus } from 'agent-event-bus/redis';
      import { createClient } from 'redis';
      const client = createClient({ url: 'redis://127.0.0.1:${port}' });
      await using bus = new RedisEventBus({ client, onConnection() {} });
      bus.subscribe('t', () => {});
      await Promise.race([bus.publish('t', 1), new Promise((r) => setTimeout(r, 100))]).catch(() => {});
      await bus.close({ deadlineMs: 100 });`;
    const args = ['--input-type=module', '-e', program.replace('await using', 'const')];
    const child = spawn(process.execPath, args, { stdio: 'inherit', timeout: 20_000 });
    assert.equal(await new Promise((resolve) => child.on('close', resolve)), 0);
  }
});

test('buses that come and go leave nothing behind on the server', async (t) => {
  const name = freshName();
  const send = await admin(t, server.url);
  const bus = busMaker(t, server.url, { name });
  for (let i = 0; i < 20; i++) {
    const one = bus();
    one.subscribe('t', () => {});
    await one.publish('t', i);
    await one.close();
  }
  const clientsNow = async () => (await send('CLIENT', 'LIST')).trim().split('\n').length;
  await until(async () => (await clientsNow()) <= 2, 'all connections are closed');
  for (const key of await send('KEYS', `aeb:{${name}}:producer:*`)) {
    assert(Number(await send('PTTL', key)) > 0, 'what it remembers of producers expires');
  }
});

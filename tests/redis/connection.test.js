// Connections: lost, silent, refused; and what the program is told of that.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { FaultProxy } from './proxy.js';
import { freePort, RedisServer } from './server.js';
import { admin, busMaker, clients, freshName, keysFor, until } from './support.js';

let server;
before(async () => {
  server = await RedisServer.start();
});
after(() => server.stop());

/** Makes clients that tell of each duplicate that is made of them, and of which none is made if that throws. */
const watched =
  (tell, make = clients['node-redis']) =>
  (url) => {
    const one = make(url);
    const duplicate = one.duplicate.bind(one);
    one.duplicate = (overrides) => {
      tell();
      return duplicate(overrides);
    };
    return one;
  };

for (const [client, make] of Object.entries(clients)) {
  describe(`connections with ${client}`, () => {
    test('the client that is handed in is never used, and stays as it was', async (t) => {
      let handed;
      const bus = busMaker(
        t,
        server.url,
      )({
        make(url) {
          handed = make(url);
          return handed;
        },
      });
      const got = bus.once('t');
      await bus.publish('t', 1);
      await got;
      assert(!(handed.isOpen ?? handed.status !== 'wait'), 'it was not connected');
      await bus.close();
    });

    test('onConnection hears of each change once, not of each attempt', async (t) => {
      const proxy = await FaultProxy.start(server.port);
      t.after(() => proxy.stop());
      const told = [];
      const bus = busMaker(t, proxy.url, { make })({
        replyTimeoutMs: 400, // which a busy machine, too, keeps to
        blockMs: 50,
        onConnection: (connected, error) => told.push([connected, error?.code]),
      });
      bus.subscribe('t', () => {});
      await bus.publish('t', 1);
      await until(() => bus.connected, 'it is connected');
      proxy.silence();
      await until(() => !bus.connected, 'the silence is noticed');
      await delay(2_000); // several attempts
      proxy.heal();
      await until(() => bus.connected, 'it is connected again');
      assert.deepEqual(told, [
        [true, undefined],
        [false, 'ERR_CONNECTION_LOST'],
        [true, undefined],
      ]);
    });

    test('without a server: few attempts, and one word about it', async (t) => {
      const port = await freePort();
      const proxy = await FaultProxy.start(port); // nothing is behind it
      t.after(() => proxy.stop());
      let attempts = 0;
      let told = 0;
      const options = {
        make: watched(() => attempts++, make),
        onConnection: () => told++,
      };
      const bus = busMaker(t, proxy.url)(options);
      bus.publish('t', 1).catch(() => {});
      await delay(5_000);
      // Five within the first 2 s, then less than one a second.
      assert(attempts >= 2 && attempts <= 10, `${attempts} attempts`);
      assert.equal(told, 1);
    });

    test('a process that was busy does not take the server for silent', async (t) => {
      const told = [];
      const bus = busMaker(t, server.url, { make })({
        replyTimeoutMs: 100,
        blockMs: 50,
        onConnection: (connected) => told.push(connected),
      });
      bus.subscribe('t', () => {});
      await bus.publish('t', 1);
      await until(() => bus.connected, 'it is connected');
      for (let i = 0; i < 3; i++) {
        const publish = bus.publish('t', 1);
        await null;
        const end = performance.now() + 600;
        while (performance.now() < end);
        await publish;
      }
      assert.deepEqual(told, [true]);
    });
  });
}

test('a client that cannot be duplicated is told like a server that is not there, and tried again', async (t) => {
  const told = [];
  let isBroken = true;
  const bus = busMaker(
    t,
    server.url,
  )({
    make: watched(() => {
      if (isBroken) throw new Error('no duplicates today');
    }),
    onConnection: (connected, error) => told.push([connected, error?.message]),
  });
  const published = bus.publish('t', 1);
  await until(() => told.length > 0, 'it is told');
  isBroken = false;
  await published;
  assert.deepEqual(told, [
    [false, 'no duplicates today'],
    [true, undefined],
  ]);
});

test('what is refused connects to nothing', async (t) => {
  let duplicates = 0;
  const bus = busMaker(
    t,
    server.url,
  )({
    make: watched(() => duplicates++),
  });
  assert.throws(() => bus.subscribe('a*', () => {}), { code: 'ERR_INVALID_PATTERN' });
  assert.throws(() => bus.events('a*'), { code: 'ERR_INVALID_PATTERN' });
  await assert.rejects(bus.once('a*'), { code: 'ERR_INVALID_PATTERN' });
  await assert.rejects(bus.once('a', { signal: AbortSignal.abort('now') }), /now/);
  bus.subscribe('a', () => {}, { signal: AbortSignal.abort() });
  await turn();
  assert.equal(duplicates, 0);
});

test('durability is what the settings of the server promise', async (t) => {
  for (const [settings, durability] of [
    [{}, 'none'],
    [{ appendonly: 'yes', appendfsync: 'no' }, 'none'],
    [{ appendonly: 'yes' }, 'everysec'],
    [{ appendonly: 'yes', appendfsync: 'always' }, 'always'],
    [{ appendonly: 'yes', appendfsync: 'always', 'no-appendfsync-on-rewrite': 'yes' }, 'everysec'],
    [{ user: ['default', 'on', 'nopass', '~*', '&*', '+@all', '-config'] }, 'unknown'],
  ]) {
    const own = await RedisServer.start(settings);
    const bus = busMaker(t, own.url)();
    assert.equal(bus.durability, 'unknown');
    await bus.publish('t', 1);
    assert.equal(bus.durability, durability);
    await bus.close();
    await own.stop();
  }
});

test('a server that may evict the stream is warned of, once', async (t) => {
  const own = await RedisServer.start({ maxmemory: '100mb', 'maxmemory-policy': 'allkeys-lru' });
  t.after(() => own.stop());
  const warnings = [];
  const record = ({ code }) => warnings.push(code);
  process.on('warning', record);
  t.after(() => process.off('warning', record));
  const bus = busMaker(t, own.url)();
  await bus.publish('t', 1);
  const send = await admin(t, own.url);
  await send('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await bus.publish('t', 2);
  await busMaker(t, own.url)({ warnOfEviction: false }).publish('t', 3);
  await delay(5);
  assert.deepEqual(warnings, ['AEB_REDIS_EVICTION']);
});

test('the stream stays near maxLength', async (t) => {
  const name = freshName();
  const send = await admin(t, server.url);
  const bus = busMaker(t, server.url)({ name, maxLength: 500 });
  await Promise.all(Array.from({ length: 5_000 }, (_, n) => bus.publish('t', n)));
  const length = await send('XLEN', keysFor(name).stream);
  assert(length >= 500 && length <= 600, `${length} entries`);
});

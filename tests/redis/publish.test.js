// publish has three outcomes: stored, certainly not stored, unknown. And it is bounded, and in order.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BusError, EventBus } from 'agent-event-bus';
import {
  BackpressureError,
  EventTooLargeError,
  NotStoredError,
  PayloadError,
  RedisEventBus,
  UnknownOutcomeError,
} from 'agent-event-bus/redis';
import { createClient } from 'redis';
import { FaultProxy } from './proxy.js';
import { freePort, RedisServer } from './server.js';
import { admin, busMaker, clients, freshName, keysFor, until } from './support.js';

let server;
before(async () => {
  server = await RedisServer.start();
});
after(() => server.stop());

/** The numbers that the events of a stream carry, in the order of the stream. */
async function stored(send, name) {
  const entries = await send('XRANGE', keysFor(name).stream, '-', '+');
  return entries.map(([, fields]) => JSON.parse(fields[fields.indexOf('e') + 1]));
}

async function throughProxy(t) {
  const proxy = await FaultProxy.start(server.port);
  t.after(() => proxy.stop());
  return proxy;
}

for (const [client, make] of Object.entries(clients)) {
  describe(`outcomes with ${client}`, () => {
    test('stored: a publish resolves when the server has it', async (t) => {
      const name = freshName();
      const send = await admin(t, server.url);
      const bus = busMaker(t, server.url, { make })({ name });
      for (let n = 0; n < 10; n++) {
        await bus.publish('t', n);
        assert.equal(await send('XLEN', keysFor(name).stream), n + 1);
      }
    });

    test('certainly not stored: without a server, ERR_NOT_STORED after publishTimeoutMs', async (t) => {
      const url = `redis://127.0.0.1:${await freePort()}`;
      const bus = busMaker(t, url, { make })({ publishTimeoutMs: 200 });
      const error = await bus.publish('t', 1).catch((reason) => reason);
      assert(error instanceof NotStoredError && error instanceof BusError);
      assert.equal(error.code, 'ERR_NOT_STORED');
      assert.match(error.message, /The event of "t" was not stored: .*ECONNREFUSED/);
    });

    test('certainly not stored: what the server refuses for good is not tried again', async (t) => {
      const name = freshName();
      const send = await admin(t, server.url);
      await send('SET', keysFor(name).stream, 'not a stream');
      const bus = busMaker(t, server.url, { make })({ name });
      const error = await bus.publish('t', 1).catch((reason) => reason);
      assert(error instanceof NotStoredError);
      assert.equal(error.cause.code, 'ERR_REDIS_REPLY');
      assert.equal(error.cause.reply, 'WRONGTYPE');
      await send('DEL', keysFor(name).stream);
      assert.equal(await bus.publish('t', 2), 0); // and the next one goes through
      assert.deepEqual(await stored(send, name), [2]);
    });

    test('unknown: sent and never answered, ERR_UNKNOWN_OUTCOME', async (t) => {
      const proxy = await throughProxy(t);
      const bus = busMaker(t, proxy.url, { make })({ publishTimeoutMs: 400 });
      await bus.publish('t', 1);
      proxy.onReply = () => undefined; // the server works, its answers get lost
      const error = await bus.publish('t', 2).catch((reason) => reason);
      assert(error instanceof UnknownOutcomeError && error instanceof BusError);
      assert.equal(error.code, 'ERR_UNKNOWN_OUTCOME');
    });

    test('a lost answer is asked for again, and the event is there once', async (t) => {
      const name = freshName();
      const send = await admin(t, server.url);
      const proxy = await throughProxy(t);
      const bus = busMaker(t, proxy.url, { make })({ name });
      await bus.publish('t', 0);
      for (let n = 1; n <= 20; n++) {
        proxy.onReply = (_chunk, pair) => {
          proxy.onReply = undefined;
          proxy.reset(pair);
        };
        await bus.publish('t', n);
      }
      assert.deepEqual(
        await stored(send, name),
        Array.from({ length: 21 }, (_, n) => n),
      );
    });
  });
}

test('scripts that the server forgot are loaded again; order and number stay', async (t) => {
  const name = freshName();
  const send = await admin(t, server.url);
  const bus = busMaker(t, server.url)({ name });
  const publishes = [];
  for (let n = 0; n < 2_000; n++) {
    publishes.push(bus.publish('t', n));
    if (n % 100 === 0) {
      await send('SCRIPT', 'FLUSH');
      await publishes[n];
    }
  }
  await Promise.all(publishes);
  assert.deepEqual(
    await stored(send, name),
    Array.from({ length: 2_000 }, (_, n) => n),
  );
});

test('refusals that pass are waited for: OOM, then stored, in order', async (t) => {
  const own = await RedisServer.start();
  t.after(() => own.stop());
  const name = freshName();
  const send = await admin(t, own.url);
  const bus = busMaker(t, own.url)({ name });
  await bus.publish('t', 0);
  await send('CONFIG', 'SET', 'maxmemory', '1');
  const publishes = [];
  for (let n = 1; n <= 300; n++) publishes.push(bus.publish('t', n));
  const early = await Promise.race([
    ...publishes,
    new Promise((resolve) => setTimeout(resolve, 200, 'all wait')),
  ]);
  assert.equal(early, 'all wait');
  await send('CONFIG', 'SET', 'maxmemory', '0');
  await Promise.all(publishes);
  assert.deepEqual(
    await stored(send, name),
    Array.from({ length: 301 }, (_, n) => n),
  );
});

test('an event whose sending was not answered, and then is refused, is unknown, not refused', async (t) => {
  const name = freshName();
  const send = await admin(t, server.url);
  const proxy = await throughProxy(t);
  const bus = busMaker(t, proxy.url)({ name });
  await bus.publish('t', 0);
  proxy.onReply = async (_chunk, pair) => {
    proxy.onReply = undefined;
    await send('DEL', keysFor(name).stream);
    await send('SET', keysFor(name).stream, 'not a stream');
    await send('DEL', ...(await send('KEYS', `aeb:{${name}}:producer:*`)));
    proxy.reset(pair);
  };
  await assert.rejects(bus.publish('t', 1), { code: 'ERR_UNKNOWN_OUTCOME' });
});

test('events given up are not stored later, and later ones are not held up', async (t) => {
  const name = freshName();
  const send = await admin(t, server.url);
  const proxy = await throughProxy(t);
  const options = { name, publishTimeoutMs: 300, replyTimeoutMs: 100 };
  const bus = busMaker(t, proxy.url)(options);
  await bus.ready(); // which takes as long as it takes
  await bus.publish('t', 0);
  proxy.silence();
  const outcomes = await Promise.allSettled([1, 2, 3].map((n) => bus.publish('t', n)));
  assert.deepEqual(
    outcomes.map(({ reason }) => reason.code),
    ['ERR_UNKNOWN_OUTCOME', 'ERR_UNKNOWN_OUTCOME', 'ERR_NOT_STORED'], // two were sent
  );
  proxy.heal();
  await until(
    () =>
      bus.publish('t', 4).then(
        () => true,
        () => false,
      ),
    'it is connected again',
  );
  assert.deepEqual(await stored(send, name), [0, 4]);
});

describe('bounded', () => {
  test('maxPending events wait for an absent server, and not one more', async (t) => {
    const port = await freePort();
    const name = freshName();
    const bus = busMaker(t, `redis://127.0.0.1:${port}`)({ name, maxPending: 1_000 });
    let refused = 0;
    const publishes = [];
    for (let n = 0; n < 100_000; n++) {
      const publish = bus.publish('t', n).catch((error) => {
        if (error instanceof BackpressureError && error.code === 'ERR_BACKPRESSURE') refused++;
        else throw error;
      });
      if (n < 1_000) publishes.push(publish);
      else await publish;
    }
    assert.equal(refused, 99_000);
    assert.equal(bus.stats().pending, 1_000);
    const late = new RedisServer();
    late.port = port;
    await late.start();
    t.after(() => late.stop());
    const send = await admin(t, late.url);
    await Promise.all(publishes);
    assert.deepEqual(
      await stored(send, name),
      Array.from({ length: 1_000 }, (_, n) => n),
    );
    assert.equal(bus.stats().pending, 0);
  });

  test('maxPendingBytes, too', async (t) => {
    const bus = busMaker(t, `redis://127.0.0.1:${await freePort()}`)({ maxPendingBytes: 10_000 });
    const publishes = ['a', 'b', 'c'].map((letter) => bus.publish('t', letter.repeat(1_500)));
    await assert.rejects(publishes[2], { code: 'ERR_BACKPRESSURE', limit: 'maxPendingBytes' });
    for (const publish of publishes) publish.catch(() => {});
  });

  test('an event larger than maxEventBytes is refused, by its bytes and not its characters', async (t) => {
    const bus = busMaker(t, server.url)({ maxEventBytes: 100 });
    await bus.publish('t', 'x'.repeat(98));
    await bus.publish('t', '€'.repeat(32));
    const error = await bus.publish('t', '€'.repeat(33)).catch((reason) => reason);
    assert(error instanceof EventTooLargeError);
    assert.deepEqual([error.code, error.bytes], ['ERR_EVENT_TOO_LARGE', 101]);
  });
});

describe('what is published', () => {
  test('is taken when publish is called: changes behind that do not count', async (t) => {
    const bus = busMaker(t, server.url)();
    const seen = bus.once('t');
    const event = { n: 1 };
    const publish = bus.publish('t', event);
    event.n = 2;
    await publish;
    assert.deepEqual((await seen).event, { n: 1 });
  });

  test('is refused with its place where JSON would lose something', async (t) => {
    const bus = busMaker(t, server.url)();
    const circle = { a: [] };
    circle.a.push(circle);
    for (const [event, message] of [
      [10n, 'event is a bigint, which JSON cannot carry'],
      [{ a: [1, Number.NaN] }, 'event.a[1] is NaN, which JSON cannot carry'],
      [{ 'a b': () => {} }, 'event["a b"] is a function, which JSON cannot carry'],
      [[undefined], 'event[0] is undefined, which JSON cannot carry'],
      [{ when: new Map() }, 'event.when is an object of the class Map, which JSON cannot carry'],
      [
        { error: new Error('x') },
        'event.error is an object of the class Error, which JSON cannot carry',
      ],
      [circle, 'event.a[0] contains itself'],
    ]) {
      const error = await bus.publish('t', event).catch((reason) => reason);
      assert(error instanceof PayloadError);
      assert.deepEqual([error.code, error.message], ['ERR_INVALID_PAYLOAD', message]);
    }
    assert.equal(bus.stats().pending, 0);
  });

  test('goes through redact first, and does not leave if that throws', async (t) => {
    const name = freshName();
    const send = await admin(t, server.url);
    const redact = (event, topic) => {
      if (topic === 'secret') throw new Error('never');
      return { ...event, apiKey: '[redacted]' };
    };
    const bus = busMaker(t, server.url)({ name, redact });
    const event = { apiKey: 'sk-123', query: 'q' };
    await bus.publish('tool.called', event);
    await assert.rejects(bus.publish('secret', event), { message: 'never' });
    assert.deepEqual(await stored(send, name), [{ apiKey: '[redacted]', query: 'q' }]);
    assert.equal(event.apiKey, 'sk-123');
  });

  test('by an aborted signal is nothing; a later abort stops the waiting', async (t) => {
    const bus = busMaker(t, `redis://127.0.0.1:${await freePort()}`)();
    const aborted = AbortSignal.abort(new Error('no'));
    await assert.rejects(bus.publish('t', 1, { signal: aborted }), { message: 'no' });
    assert.equal(bus.stats().pending, 0);
    const controller = new AbortController();
    const publish = bus.publish('t', 1, { signal: controller.signal });
    await until(() => bus.stats().pending === 1, 'it waits');
    controller.abort(new Error('enough'));
    await assert.rejects(publish, { message: 'enough' });
  });
});

test('options are checked, and the client is one of two', () => {
  const client = createClient({ url: server.url });
  for (const [options, ErrorClass] of [
    [undefined, TypeError],
    [{ client: {} }, TypeError],
    [{ client: new EventBus() }, TypeError],
    [{ client, name: 'a b' }, RangeError],
    [{ client, prefix: '{x}' }, RangeError],
    [{ client, from: '$' }, RangeError],
    [{ client, group: 1 }, TypeError],
    [{ client, maxPending: 0 }, RangeError],
    [{ client, redact: true }, TypeError],
  ]) {
    assert.throws(
      () => new RedisEventBus(options),
      (error) => error instanceof ErrorClass && error.code === 'ERR_INVALID_ARGUMENT',
    );
  }
});

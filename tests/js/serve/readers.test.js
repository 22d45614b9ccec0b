// Many readers, some of which read nothing: what the agent and the others have to bear for them, by
// counting. What it comes to in time is measured by npm run bench:serve.

import assert from 'node:assert/strict';
import { createServer, get } from 'node:http';
import { describe, test } from 'node:test';
import { EventBus } from '../../../js/index.js';
import { serveEvents } from '../../../js/serve/index.js';
import { createRedactor, EventLog } from '../../../js/toolkit/index.js';
import { until } from '../bridge/support.js';

/** js/serve/frames.js: what a chunk has, before the event that fills it. */
const CHUNK = 64 << 10;

async function served(t, options, bus = new EventBus()) {
  const handler = serveEvents(bus, options);
  const http = createServer(handler);
  const sockets = new Set();
  http.on('connection', (socket) => sockets.add(socket));
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
  t.after(async () => {
    await handler.close();
    http.close();
    http.closeAllConnections();
  });
  return { bus, handler, sockets, port: http.address().port };
}

/** One who is let in, and reads what comes, or nothing of it. */
function reader({ port, handler }, { frozen = false, headers = {} } = {}) {
  const seen = { text: '', numbers: [], missed: 0 };
  const take = (data) => {
    seen.text += data;
    const end = seen.text.lastIndexOf('\n\n');
    for (const [, n, missed] of seen.text.slice(0, end + 2).matchAll(/"n":(\d+)|"missed":(\d+)/g)) {
      if (n !== undefined) seen.numbers.push(Number(n));
      else seen.missed += Number(missed);
    }
    seen.text = seen.text.slice(end + 2);
  };
  return new Promise((resolve, reject) => {
    const authorization = `Bearer ${handler.token}`;
    const options = { port, agent: false, headers: { authorization, ...headers } };
    get(options, (response) => {
      response.setEncoding('latin1').on('error', () => {});
      seen.read = () => response.on('data', take);
      if (!frozen) seen.read();
      resolve(seen);
    }).on('error', reject);
  });
}

const readers = (count, ...args) =>
  Promise.all(Array.from({ length: count }, () => reader(...args)));
const upTo = (count) => Array.from({ length: count }, (_, n) => n);

test('50 readers, 10 of them frozen: the others get everything, the frozen hold one chunk each', async (t) => {
  const EVENTS = 1_000;
  const EVENT = 10_000;
  const server = await served(t);
  const good = await readers(40, server);
  await readers(10, server, { frozen: true });
  const { bus, handler, sockets } = server;
  assert.equal(handler.stats().clients, 50);
  const text = 'x'.repeat(EVENT);
  for (let n = 0; n < EVENTS; n++) {
    assert.equal(bus.publish('n', { n, text }), 1); // the feed of the log, and nobody that waits
    if (n % 100 === 99) await until(() => good.every(({ numbers }) => numbers.at(-1) === n));
  }
  for (const { numbers, missed } of good) {
    assert.deepEqual(numbers, upTo(EVENTS));
    assert.equal(missed, 0);
  }
  const waiting = [...sockets].map((socket) => socket.writableLength).filter((bytes) => bytes > 0);
  console.log(`bytes that wait: ${waiting.join(', ')}`);
  assert.equal(waiting.length, 10);
  const most = CHUNK + EVENT + 1_000; // its frame, and those of the chunk in HTTP
  assert(
    waiting.every((bytes) => bytes <= most),
    `at most ${most}`,
  );
});

test('a frozen reader that reads on gets what is left, and is told how much is not', async (t) => {
  const EVENTS = 1_500;
  const server = await served(t);
  const frozen = await reader(server, { frozen: true });
  for (let n = 0; n < EVENTS; n++) {
    server.bus.publish('n', { n, text: 'x'.repeat(10_000) });
    if (n % 50 === 49) await new Promise((resolve) => setTimeout(resolve, 30));
  }
  frozen.read();
  await until(() => frozen.numbers.at(-1) === EVENTS - 1);
  assert(frozen.missed > 0);
  assert.equal(frozen.numbers.length + frozen.missed, EVENTS);
  for (const [i, n] of frozen.numbers.entries()) assert(i === 0 || n > frozen.numbers[i - 1]);
});

test('publish sends nothing itself: not one byte moves before its turn is over', async (t) => {
  const server = await served(t);
  const all = await readers(5, server);
  const moved = () =>
    [...server.sockets].map(({ bytesWritten, writableLength }) => bytesWritten + writableLength);
  const before = moved();
  for (let n = 0; n < 500; n++) server.bus.publish('n', { n, text: 'x'.repeat(1_000) });
  assert.deepEqual(moved(), before);
  await until(() => all.every(({ numbers }) => numbers.length === 500));
  for (const { numbers } of all) assert.deepEqual(numbers, upTo(500));
});

test('an event is cleaned once, however many read it', async (t) => {
  const redactor = createRedactor();
  let cleaned = 0;
  const counting = {
    ...redactor,
    json: (text) => {
      cleaned++;
      return redactor.json(text);
    },
  };
  const server = await served(t, { redactor: counting });
  const all = await readers(30, server);
  for (let n = 0; n < 300; n++) {
    server.bus.publish('n', { n });
    if (n % 30 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await until(() => all.every(({ numbers }) => numbers.length === 300));
  assert.equal(cleaned, 300);
});

describe('what cannot be sent is told as missed, and the rest comes', () => {
  test('an event that the redactor fails at, which is reported', async (t) => {
    const errors = [];
    const redactor = createRedactor();
    const failing = {
      json: (text) => {
        if (text.includes('"n":1,')) throw new Error('cannot clean this');
        return redactor.json(text);
      },
    };
    const server = await served(t, { redactor: failing, onError: (error) => errors.push(error) });
    const one = await reader(server);
    for (let n = 0; n < 3; n++) server.bus.publish('n', { n, secret: 'hunter2-hunter2' });
    await until(() => one.numbers.at(-1) === 2);
    assert.deepEqual([one.numbers, one.missed], [[0, 2], 1]);
    assert.deepEqual(
      errors.map(({ message }) => message),
      ['cannot clean this'],
    );
  });

  test('an event that is larger than the log, and one that the log has been cleared of', async (t) => {
    const bus = new EventBus();
    const log = new EventLog(bus, { bytes: 4_096, onError: () => {} });
    const server = await served(t, { log }, bus);
    const one = await reader(server);
    bus.publish('n', { n: 0 });
    bus.publish('n', { n: 1, text: 'x'.repeat(10_000) });
    bus.publish('n', { n: 2 });
    await until(() => one.numbers.at(-1) === 2);
    assert.deepEqual([one.numbers, one.missed], [[0, 2], 1]);
    bus.publish('n', { n: 3 });
    log.clear();
    await until(() => one.missed === 2);
    bus.publish('n', { n: 4 });
    await until(() => one.numbers.at(-1) === 4);
    assert.deepEqual([one.numbers, one.missed], [[0, 2, 4], 2]);
  });
});

test('a log that fails is reported, and ends the stream of who needs it', async (t) => {
  const bus = new EventBus();
  const log = new EventLog(bus);
  const errors = [];
  const server = await served(t, { log, onError: (error) => errors.push(error.message) }, bus);
  await reader(server);
  log.query = () => {
    throw new Error('out of memory');
  };
  assert.equal(bus.publish('n', { n: 0 }), 1);
  await until(() => server.handler.stats().clients === 0);
  assert.deepEqual(errors, ['out of memory']);
});

test('a reader that resumes in the middle of what others got together gets the rest, once', async (t) => {
  const server = await served(t);
  const first = await reader(server);
  for (let n = 0; n < 400; n++) server.bus.publish('n', { n, text: 'x'.repeat(500) });
  await until(() => first.numbers.length === 400);
  const { token } = server.handler;
  const response = await fetch(`http://127.0.0.1:${server.port}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body = response.body.getReader();
  const [, epoch] = /^id: (\w+)\.400/.exec(new TextDecoder().decode((await body.read()).value));
  await body.cancel();
  for (const seq of [0, 1, 63, 64, 65, 123, 399]) {
    const again = await reader(server, { headers: { 'last-event-id': `${epoch}.${seq}` } });
    await until(() => again.numbers.at(-1) === 399);
    assert.deepEqual(again.numbers, upTo(400).slice(seq));
    assert.equal(again.missed, 0);
  }
});

test('what was published right before close is still sent', async (t) => {
  const server = await served(t);
  const one = await reader(server);
  for (let n = 0; n < 100; n++) server.bus.publish('n', { n });
  await server.handler.close();
  await until(() => one.numbers.length === 100);
});

// Events over HTTP: all of them, once, in order, however often the connection breaks.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { describe, test } from 'node:test';
import { EventStreamParser } from '../../../js/bridge/event-stream.js';
import { connectEvents } from '../../../js/bridge/index.js';
import { AsyncEventBus, EventBus } from '../../../js/index.js';
import { serveEvents } from '../../../js/serve/index.js';
import { EventLog } from '../../../js/toolkit/index.js';
import { until } from '../bridge/support.js';
import { recordUnhandled } from '../support.js';

recordUnhandled();

async function served(t, options, bus = new EventBus()) {
  const server = serveEvents(bus, options);
  t.after(() => server.close());
  const { url } = await server.listen();
  const connected = (more) => {
    const ui = connectEvents(url, { token: server.token, minDelayMs: 1, maxDelayMs: 20, ...more });
    t.after(() => ui.close());
    const events = [];
    ui.subscribe('**', (topic, event) => events.push([topic, event]));
    return { ui, events };
  };
  return { bus, server, url, connected };
}

const isOpen = ({ ui }) => until(() => ui.state === 'open');

describe('a connected bus', () => {
  test('gets the events, as JSON, in order', async (t) => {
    const { bus, server, connected } = await served(t);
    const reader = connected();
    await isOpen(reader);
    bus.publish('tool.called', { tool: 'search', at: new Date(0), of: new Map([['a', 1n]]) });
    bus.publish('nothing');
    for (let n = 0; n < 1_000; n++) bus.publish('model.delta', { n, text: 'ä\n\r\u2028💡' });
    await until(() => reader.events.length === 1_002);
    assert.deepEqual(reader.events.slice(0, 2), [
      ['tool.called', { tool: 'search', at: '1970-01-01T00:00:00.000Z', of: [['a', '1']] }],
      ['nothing', null],
    ]);
    const numbers = reader.events.slice(2).map(([, { n }]) => n);
    assert.deepEqual(
      numbers,
      Array.from({ length: 1_000 }, (_, n) => n),
    );
    assert.equal(reader.events[2][1].text, 'ä\n\r\u2028💡');
    assert.deepEqual([reader.ui.received, reader.ui.missed], [1_002, 0]);
    assert.deepEqual(server.stats(), { clients: 1, sent: 1_002, refused: 0 });
  });

  test('knows when each event was published, while it is', async (t) => {
    const { bus, connected } = await served(t);
    const before = Date.now();
    bus.publish('n', 1);
    const after = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { ui } = connected({ from: 'start' });
    const times = [];
    ui.subscribe('n', () => times.push(ui.eventTime));
    await until(() => times.length === 1);
    assert(times[0] >= before && times[0] <= after, `${times[0]} is in ${before} to ${after}`);
    assert.equal(ui.eventTime, undefined);
    ui.publish('n', 2); // of this side
    assert.equal(times[1], undefined);
  });

  test('gets none of those before it came, or all that the server remembers', async (t) => {
    const { bus, connected } = await served(t, {}, new AsyncEventBus());
    for (let n = 0; n < 10; n++) await bus.publish('early', n);
    const [now, start] = [connected(), connected({ from: 'start' })];
    await Promise.all([now, start].map(isOpen));
    await bus.publish('late');
    await until(() => start.events.length === 11 && now.events.length === 1);
    assert.deepEqual(
      start.events.map(([, n]) => n),
      [...Array(10).keys(), null],
    );
  });

  test('gets what the server sends and it wants, and no secrets', async (t) => {
    const { bus, connected } = await served(t, { send: ['tool.**', 'model.*'] });
    const reader = connected({ pattern: ['*.called', 'model.*'] });
    await isOpen(reader);
    const key = `sk-${'a1B2c3D4'.repeat(6)}`;
    for (const topic of ['tool.called', 'tool.failed', 'run.called', 'model.response']) {
      bus.publish(topic, { password: 'hunter2-hunter2', text: `the key is ${key}.` });
    }
    await until(() => reader.events.length === 2);
    const sent = JSON.stringify(reader.events);
    assert.deepEqual(
      reader.events.map(([topic]) => topic),
      ['tool.called', 'model.response'],
    );
    assert(!sent.includes(key) && !sent.includes('hunter2'), sent);
  });

  test('is a bus like any other, and publishes for itself only', async (t) => {
    const { bus, connected } = await served(t);
    const reader = connected();
    await isOpen(reader);
    const waiting = reader.ui.once('tool.*', { timeoutMs: 5_000 });
    bus.publish('tool.called', { tool: 'search' });
    assert.deepEqual(await waiting, { topic: 'tool.called', event: { tool: 'search' } });
    reader.ui.publish('local');
    assert.equal(bus.stats().published, 1);
    reader.ui.close();
    assert.equal(reader.ui.state, 'closed');
    assert.throws(() => reader.ui.publish('local'), { code: 'ERR_BUS_CLOSED' });
  });

  test('what its handlers throw goes to onError, and later events come', async (t) => {
    const { bus, connected } = await served(t);
    const errors = [];
    const reader = connected({ onError: (error) => errors.push(error.message) });
    reader.ui.subscribe('bad', () => {
      throw new Error('broken');
    });
    await isOpen(reader);
    bus.publish('bad');
    bus.publish('good');
    await until(() => reader.events.length === 2);
    assert.deepEqual(errors, ['broken']);
  });

  test('that has the wrong token is told, once, and asks no more', async (t) => {
    const { server, url } = await served(t);
    const errors = [];
    const ui = connectEvents(url, {
      token: 'x'.repeat(43),
      onError: (error) => errors.push(error),
    });
    await until(() => ui.state === 'closed');
    assert.deepEqual(
      errors.map(({ code, message, status }) => [code, message, status]),
      [['ERR_BRIDGE_REFUSED', 'The server refuses to send events: 401', 401]],
    );
    assert.equal(server.stats().refused, 1);
  });

  test('tells of its state, and goes on whatever that throws', async (t) => {
    const { server, url } = await served(t);
    const told = [];
    const errors = [];
    const ui = connectEvents(url, {
      token: server.token,
      minDelayMs: 1,
      onState: (state) => {
        told.push([state, ui.state]);
        throw new Error(state);
      },
      onError: ({ message }) => errors.push(message),
    });
    await until(() => ui.state === 'open');
    await server.close();
    await until(() => ui.state === 'connecting');
    ui.close();
    ui.close();
    const states = ['open', 'connecting', 'closed'];
    assert.deepEqual(
      told,
      states.map((state) => [state, state]),
    );
    assert.deepEqual(errors, states);
  });

  test('is closed by its signal, and refuses arguments that are none', async (t) => {
    const { connected } = await served(t);
    const controller = new AbortController();
    const reader = connected({ signal: controller.signal });
    await isOpen(reader);
    controller.abort();
    assert.equal(reader.ui.state, 'closed');
    for (const [url, options] of [
      [7, { token: 'x' }],
      ['http://127.0.0.1', {}],
      ['http://127.0.0.1', { token: 'x', from: 'yesterday' }],
      ['http://127.0.0.1', { token: 'x', minDelayMs: -1 }],
      ['http://127.0.0.1', { token: 'x', minDelayMs: 5, maxDelayMs: 4 }],
      ['http://127.0.0.1', { token: 'x', onGap: 1 }],
      ['http://127.0.0.1', { token: 'x', onState: 1 }],
    ]) {
      assert.throws(() => connectEvents(url, options), { code: 'ERR_INVALID_ARGUMENT' });
    }
    assert.throws(() => connectEvents('http://127.0.0.1', { token: 'x', pattern: 'a*' }), {
      code: 'ERR_INVALID_PATTERN',
    });
  });
});

describe('when the connection breaks', () => {
  test('100 times, each event still comes once and in order', async (t) => {
    const { bus, url, server } = await served(t);
    const sockets = new Set();
    const target = new URL(url);
    const tcp = createTcpServer((client) => {
      const upstream = connect(Number(target.port), target.hostname);
      sockets.add(client);
      client.on('close', () => {
        sockets.delete(client);
        upstream.destroy();
      });
      client.on('error', () => {});
      upstream.on('error', () => client.destroy());
      upstream.on('close', () => client.destroy());
      client.pipe(upstream).pipe(client);
    });
    await new Promise((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    t.after(() => tcp.close());
    const { port } = tcp.address();
    // The Host of the proxy is not that of the server.
    const listed = serveEvents(bus, { hosts: [`127.0.0.1:${port}`], token: server.token });
    t.after(() => listed.close());
    const { url: behind } = await listed.listen();
    target.port = new URL(behind).port;

    const ui = connectEvents(`http://127.0.0.1:${port}/`, {
      token: server.token,
      minDelayMs: 1,
      maxDelayMs: 5,
    });
    t.after(() => ui.close());
    const numbers = [];
    ui.subscribe('n', (_, n) => numbers.push(n));
    await until(() => ui.state === 'open');
    let published = 0;
    for (let kill = 0; kill < 100; kill++) {
      for (let i = 0; i < 20; i++) bus.publish('n', published++);
      if (kill % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
      for (const socket of sockets) socket.resetAndDestroy();
      for (let i = 0; i < 5; i++) bus.publish('n', published++);
      await until(() => ui.state === 'open' && numbers.length === published);
    }
    assert.deepEqual(
      numbers,
      Array.from({ length: 2_500 }, (_, n) => n),
    );
    assert.equal(ui.missed, 0);
  });

  test('and the server has forgotten some, it tells how many', async (t) => {
    const bus = new EventBus();
    const log = new EventLog(bus, { bytes: 4_096 });
    const { url, server } = await served(t, { log }, bus);
    const text = 'x'.repeat(100);
    bus.publish('first', { text });
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${server.token}`, 'last-event-id': 'start' },
    });
    const reader = response.body.getReader();
    let seen = '';
    while (!seen.includes('"first"')) seen += new TextDecoder().decode((await reader.read()).value);
    await reader.cancel();
    const id = /^id: (.*)\ndata/m.exec(seen)[1];
    for (let n = 0; n < 200; n++) bus.publish('n', { n, text });

    const gaps = [];
    const { ui, events } = (() => {
      const events = [];
      const ui = connectEvents(url, {
        token: server.token,
        onGap: ({ missed }) => gaps.push(missed),
        fetch: (input, init) =>
          fetch(input, { ...init, headers: { 'last-event-id': id, ...init.headers } }),
      });
      ui.subscribe('**', (_, event) => events.push(event.n));
      return { ui, events };
    })();
    t.after(() => ui.close());
    await until(() => events.at(-1) === 199);
    assert.equal(gaps.length, 1);
    assert.equal(gaps[0], events[0]); // those before it
    assert.equal(ui.missed + events.length, 200);
  });

  test('and it was another start of the server, it tells that it does not know', async (t) => {
    const { url, server } = await served(t);
    for (const id of ['0123456789abcdef.7', 'nonsense', '-1', `${'9'.repeat(400)}`]) {
      const response = await fetch(url, {
        headers: { authorization: `Bearer ${server.token}`, 'last-event-id': id },
      });
      const reader = response.body.getReader();
      const text = new TextDecoder().decode((await reader.read()).value);
      assert.match(text, /^event: gap\ndata: \{"missed":null\}\n\n/);
      await reader.cancel();
    }
  });
});

describe('a reader that is slow', () => {
  test('costs no memory, and gets everything when it reads on', async (t) => {
    const bus = new EventBus();
    const log = new EventLog(bus, { bytes: 32 << 20 });
    const { url, server } = await served(t, { log }, bus);
    const response = await fetch(url, { headers: { authorization: `Bearer ${server.token}` } });
    const text = 'x'.repeat(10_000);
    const memory = () => process.memoryUsage().external + process.memoryUsage().heapUsed;
    const before = memory();
    // 20 MB: more than the sockets take, less than the log remembers.
    for (let n = 0; n < 2_000; n++) {
      bus.publish('n', { n, text });
      if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const waiting = 2_000 - server.stats().sent;
    assert(waiting > 500, `${waiting} are waiting`);
    console.log(`${waiting} events of 10 KB are waiting; memory +${memory() - before} bytes`);
    const numbers = [];
    const parser = new EventStreamParser();
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    while (numbers.length < 2_000) {
      const { value } = await reader.read();
      for (const { type, data } of parser.push(decoder.decode(value, { stream: true }))) {
        if (type === 'message') numbers.push(JSON.parse(data).event.n);
      }
    }
    assert.deepEqual(
      numbers,
      Array.from({ length: 2_000 }, (_, n) => n),
    );
    await reader.cancel();
  });

  test('for too long is disconnected', async (t) => {
    const { bus, url, server } = await served(t, { heartbeatMs: 20, stallMs: 100 });
    await fetch(url, { headers: { authorization: `Bearer ${server.token}` } });
    await until(() => {
      bus.publish('n', 'x'.repeat(10_000));
      return server.stats().clients === 0;
    });
  });
});

test('close ends all streams, and later requests are refused', async (t) => {
  const { url, server, connected, bus } = await served(t);
  const readers = [connected(), connected()];
  await Promise.all(readers.map(isOpen));
  const http = createServer(server);
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
  t.after(() => http.close());
  await server.close();
  await server.close();
  await until(() => readers.every(({ ui }) => ui.state !== 'open'));
  await assert.rejects(fetch(url));
  assert.equal((await fetch(`http://127.0.0.1:${http.address().port}`)).status, 503);
  assert.equal(bus.size, 0);
  await assert.rejects(server.listen(), { code: 'ERR_BUS_CLOSED' });
});

// What a server of events leaves behind: nothing, also where things end in an order nobody thinks of.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http, { createServer } from 'node:http';
import { describe, test } from 'node:test';
import { EventBus } from '../../../js/index.js';
import { serveEvents } from '../../../js/serve/index.js';
import { recordUnhandled } from '../support.js';

recordUnhandled();

/** The servers that `listen` makes while a test runs, which it hands to nobody. */
function serversOf(t) {
  const made = [];
  const make = http.createServer;
  t.mock.method(http, 'createServer', (...args) => {
    const server = make(...args);
    made.push(server);
    return server;
  });
  t.after(() => made.forEach((server) => void server.close()));
  return made;
}

describe('a server of events', () => {
  test('keeps no place for a reader that left before it was let in', async (t) => {
    const handler = serveEvents(new EventBus(), { maxClients: 1 });
    t.after(() => handler.close());
    // As behind a middleware that has to ask somebody first.
    let arrive = () => {};
    const arrived = new Promise((resolve) => {
      arrive = resolve;
    });
    const server = createServer((request, response) => {
      response.on('close', () => arrive([request, response]));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => server.close());
    const { port } = server.address();
    const controller = new AbortController();
    const headers = { authorization: `Bearer ${handler.token}` };
    const response = fetch(`http://127.0.0.1:${port}/`, { headers, signal: controller.signal });
    await once(server, 'request');
    controller.abort();
    await assert.rejects(response, { name: 'AbortError' });
    handler(...(await arrived));
    assert.deepEqual(handler.stats(), { clients: 0, sent: 0, refused: 0 });
  });

  test('tells onError what goes wrong with a server of its own, each time', async (t) => {
    const made = serversOf(t);
    const errors = [];
    const handler = serveEvents(new EventBus(), { onError: ({ message }) => errors.push(message) });
    t.after(() => handler.close());
    await handler.listen();
    for (const n of [1, 2]) made[0].emit('error', new Error(`accept ${n}`));
    assert.deepEqual(errors, ['accept 1', 'accept 2']);
  });

  test('that is closed while it begins to listen does not listen', async (t) => {
    const made = serversOf(t);
    const handler = serveEvents(new EventBus());
    const listening = handler.listen();
    await handler.close();
    await assert.rejects(listening, { code: 'ERR_BUS_CLOSED' });
    assert.equal(made[0].listening, false);
  });

  test('a port that is taken is an error of listen, and leaves no server', async (t) => {
    const made = serversOf(t);
    const handler = serveEvents(new EventBus());
    const { url } = await handler.listen();
    await assert.rejects(handler.listen({ port: Number(new URL(url).port) }), {
      code: 'EADDRINUSE',
    });
    assert.equal(made[1].listening, false);
    await handler.close();
    assert.equal(made[0].listening, false);
  });

  test('close, asked twice, is done for both who ask at the same time', async (t) => {
    const made = serversOf(t);
    const handler = serveEvents(new EventBus());
    await handler.listen();
    handler.close();
    await handler.close();
    assert.equal(made[0].listening, false);
  });

  test('close leaves no timer', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    const timers = new Set();
    for (const name of ['setTimeout', 'setInterval']) {
      const set = globalThis[name];
      t.mock.method(globalThis, name, (...args) => {
        const timer = set(...args);
        timers.add(timer);
        return timer;
      });
    }
    for (const name of ['clearTimeout', 'clearInterval']) {
      const clear = globalThis[name];
      t.mock.method(globalThis, name, (timer) => {
        timers.delete(timer);
        clear(timer);
      });
    }
    const bus = new EventBus();
    const handler = serveEvents(bus);
    const response = Object.assign(new EventTarget(), {
      writeHead() {},
      write: () => true,
      end() {},
      destroy() {},
      on() {},
    });
    const request = {
      headers: { host: 'localhost:7', authorization: `Bearer ${handler.token}` },
      rawHeaders: [],
      method: 'GET',
      socket: { remoteAddress: '127.0.0.1', localPort: 7 },
    };
    handler(request, response);
    assert.equal(handler.stats().clients, 1);
    bus.publish('t', 1); // which is sent a little later
    assert.equal(timers.size, 2);
    await handler.close();
    assert.equal(timers.size, 0);
  });
});

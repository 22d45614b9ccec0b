// The events of a Node process in a page of another origin, over connections that break.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { EventBus } from '../../js/index.js';
import { serveEvents } from '../../js/serve/index.js';
import { open, serve } from './browser.js';
import { startBrowser, startServer } from './site.js';

const sockets = new Set();
const http = createServer();
http.on('connection', (socket) => {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
});
await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${http.address().port}/`;
const browser = await startBrowser();
const pages = await startServer(new URL(url).origin);
const bus = new EventBus();
const events = serveEvents(bus, { origins: [pages.url] });
http.on('request', events);
after(async () => {
  await events.close();
  http.close();
  http.closeAllConnections();
});

const connectIn = (page, token = events.token) =>
  page.evaluate(
    async ([url, token]) => {
      const { connectEvents } = await import('/dist/bridge.js');
      globalThis.numbers = [];
      globalThis.errors = [];
      globalThis.ui = connectEvents(url, {
        token,
        minDelayMs: 1,
        maxDelayMs: 10,
        onError: ({ code }) => errors.push(code),
      });
      ui.subscribe('n', (_, n) => numbers.push(n));
    },
    [url, token],
  );

test('killed and resumed 100 times, received is published', async () => {
  const { page } = await open(browser, `${pages.url}/tests/browser/page.html`);
  await connectIn(page);
  await page.waitForFunction(() => ui.state === 'open');
  let published = 0;
  for (let kill = 0; kill < 100; kill++) {
    for (let i = 0; i < 10; i++) bus.publish('n', published++);
    for (const socket of sockets) socket.resetAndDestroy();
    for (let i = 0; i < 5; i++) bus.publish('n', published++);
    await page.waitForFunction((count) => numbers.length === count, published);
  }
  const seen = await page.evaluate(() => ({ numbers, missed: ui.missed, received: ui.received }));
  assert.deepEqual(
    seen.numbers,
    Array.from({ length: 1_500 }, (_, n) => n),
  );
  assert.deepEqual([seen.received, seen.missed], [1_500, 0]);
});

test('a page without the token gets nothing, and one of another origin neither', async () => {
  const { page } = await open(browser, `${pages.url}/tests/browser/page.html`);
  await connectIn(page, 'x'.repeat(43));
  await page.waitForFunction(() => ui.state === 'closed');
  assert.deepEqual(await page.evaluate(() => errors), ['ERR_BRIDGE_REFUSED']);

  const evil = await serve(new URL(url).origin);
  try {
    const other = await open(browser, `${evil.url}/tests/browser/page.html`);
    const answer = await other.page.evaluate(
      async ([url, token]) => {
        try {
          const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
          return response.status;
        } catch (error) {
          return error.name;
        }
      },
      [url, events.token],
    );
    assert.equal(answer, 'TypeError'); // the browser tells no more
  } finally {
    await evil.close();
  }
});

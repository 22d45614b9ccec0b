// Bridges between the tabs, workers and windows of a real browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './browser.js';
import { startBrowser, startServer } from './site.js';

const browser = await startBrowser();
const server = await startServer();
const context = await browser.newContext(); // tabs share channels only within one

/** A tab with a bus, `bus`, all of whose events are in `events`, and the library in `lib`. */
async function tab() {
  const { page, problems } = await open(context, `${server.url}/tests/browser/page.html`);
  await page.evaluate(async () => {
    const { EventBus } = await import('/dist/index.js');
    globalThis.lib = await import('/dist/bridge.js');
    globalThis.bus = new EventBus();
    globalThis.events = [];
    globalThis.gaps = [];
    bus.subscribe('**', (topic, event) => events.push([topic, event]));
  });
  return { page, problems };
}

const join = (page, name) =>
  page.evaluate((name) => {
    globalThis.joined = lib.bridge(bus, () => new BroadcastChannel(name), {
      send: '**',
      receive: '**',
      onGap: ({ missed }) => gaps.push(missed),
    });
  }, name);

test('tabs get the events of each other, once and in order', async () => {
  const tabs = await Promise.all([tab(), tab(), tab()]);
  for (const { page } of tabs) await join(page, 'tabs');
  for (const [i, { page }] of tabs.entries()) {
    await page.evaluate((i) => {
      for (let n = 0; n < 100; n++) bus.publish(`tab.${i}`, { n });
    }, i);
  }
  for (const { page, problems } of tabs) {
    await page.waitForFunction(() => events.length >= 300);
    const events = await page.evaluate(() => events);
    for (let i = 0; i < 3; i++) {
      const numbers = events.filter(([topic]) => topic === `tab.${i}`).map(([, { n }]) => n);
      assert.deepEqual(
        numbers,
        Array.from({ length: 100 }, (_, n) => n),
      );
    }
    assert.deepEqual(problems, []);
  }
});

test('a tab that was hidden hears how many events it missed', async () => {
  const [one, other] = [await tab(), await tab()];
  await join(one.page, 'hidden');
  await join(other.page, 'hidden');
  await one.page.evaluate(() => bus.publish('before'));
  await other.page.waitForFunction(() => events.length === 1);
  await other.page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')));
  await one.page.evaluate(() => {
    for (let n = 0; n < 7; n++) bus.publish('meanwhile', n);
  });
  await other.page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow')));
  await other.page.waitForFunction(() => gaps.length > 0);
  await one.page.evaluate(() => bus.publish('afterwards'));
  await other.page.waitForFunction(() => events.length === 2);
  const seen = await other.page.evaluate(() => ({ events, gaps, missed: joined.missed }));
  assert.deepEqual(
    seen.events.map(([topic]) => topic),
    ['before', 'afterwards'],
  );
  assert.deepEqual([seen.gaps, seen.missed], [[7], 7]);
});

test('a module worker has a bus of its own', async () => {
  const { page, problems } = await tab();
  const answer = await page.evaluate(async () => {
    const worker = new Worker('/tests/browser/bridge-worker.js', { type: 'module' });
    const ready = new Promise((resolve) =>
      worker.addEventListener('message', resolve, { once: true }),
    );
    lib.bridge(bus, worker, { send: 'ask', receive: 'answer' });
    await ready; // its hello
    const waiting = bus.once('answer');
    bus.publish('ask', { n: 1 });
    return (await waiting).event;
  });
  assert.deepEqual(answer, { n: 2 });
  assert.deepEqual(problems, []);
});

test('a popup and its opener, and nobody of another origin', async () => {
  const { page } = await tab();
  const opened = context.waitForEvent('page');
  await page.evaluate(() => {
    globalThis.popup = window.open('/tests/browser/page.html');
  });
  const popup = await opened;
  await popup.waitForLoadState();
  await popup.evaluate(async () => {
    const { EventBus } = await import('/dist/index.js');
    const { bridge, windowChannel } = await import('/dist/bridge.js');
    globalThis.bus = new EventBus();
    globalThis.events = [];
    bus.subscribe('**', (topic, event) => events.push([topic, event]));
    bridge(bus, windowChannel(opener, { origin: location.origin }), { send: '**', receive: '**' });
  });
  await page.evaluate(() => {
    const channel = lib.windowChannel(popup, { origin: location.origin });
    lib.bridge(bus, channel, { send: '**', receive: '**' });
    // Of this window and not of the popup, so it is not taken.
    const message = {
      protocol: 'agent-event-bus/1',
      kind: 'event',
      from: 'x',
      seq: 1,
      origin: 'x',
      id: 1,
    };
    window.postMessage({ ...message, topic: 'evil' }, location.origin);
    // To another origin than the popup has, so it does not arrive.
    const elsewhere = lib.windowChannel(popup, { origin: 'https://example.com' });
    lib.bridge(bus, elsewhere, { send: 'evil.**' });
    bus.publish('evil.sent');
    bus.publish('hello', 1);
  });
  await popup.waitForFunction(() => events.length === 2);
  await popup.evaluate(() => bus.publish('answer', 2));
  await page.waitForFunction(() => events.length === 3);
  assert.deepEqual(await popup.evaluate(() => events), [
    ['evil.sent', undefined], // by the first bridge, once
    ['hello', 1],
    ['answer', 2],
  ]);
  assert.deepEqual(await page.evaluate(() => events.map(([topic]) => topic)), [
    'evil.sent',
    'hello',
    'answer',
  ]);
});

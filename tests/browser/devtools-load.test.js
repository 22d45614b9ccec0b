// Very many events: what is kept, drawn and called does not grow with them. How long it takes is the
// business of bench/devtools.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publishRun, shareDevtools } from './devtools.js';
import { startBrowser, startServer } from './site.js';

const browser = await startBrowser();
const server = await startServer();
const { page } = await shareDevtools(browser, server.url);

/** @returns {Promise<number>} elements and texts in the shadow root */
const nodesOf = () =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(devtools.shadowRoot);
    let count = 0;
    while (walker.nextNode()) count++;
    return count;
  });

test('50,000 events leave as many nodes as 500, a bounded history, and one batch', async () => {
  await publishRun(page);
  const publish = (count) =>
    page.evaluate(async (n) => {
      for (let i = 0; i < n; i++) {
        const call = { runId: 'run-1', callId: `call-${i}`, tool: 'search' };
        bus.publish(i % 2 === 0 ? 'tool.called' : 'tool.succeeded', {
          ...call,
          latencyMs: i % 100,
        });
      }
      await frame();
    }, count);
  await publish(500);
  const tabs = await page.locator('[role=tab]').all();
  /** Of all views, after each was shown. */
  const nodesOfAll = async () => {
    for (const tab of tabs) {
      await tab.click();
      await page.evaluate(() => frame());
    }
    await tabs[0].click();
    await page.evaluate(() => frame());
    return nodesOf();
  };
  const few = await nodesOfAll();
  const before = await page.evaluate(() => devtools.counts);
  await publish(50_000);
  const after = await page.evaluate(() => devtools.counts);
  assert.deepEqual([after.kept, after.dropped], [20_000, 50_519 - 20_000]);
  assert.equal(after.batches - before.batches, 1); // they were published in one turn
  const many = await nodesOfAll();
  // Some marks more: the ticks of an axis, a line of a chart.
  assert(many <= few + 100, `${many} nodes, not ${few}`);
});

test('one batch and one rendering per frame, however often is published in it', async () => {
  await publishRun(page);
  const { frames, batches, own } = await page.evaluate(async () => {
    const before = devtools.counts;
    let own = 0;
    for (let i = 0; i < 60; i++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      own++;
      for (let turn = 0; turn < 5; turn++) {
        for (let n = 0; n < 20; n++) bus.publish('model.delta', { n });
        await Promise.resolve();
      }
    }
    await new Promise((resolve) => requestAnimationFrame(resolve));
    own++;
    const after = devtools.counts;
    return { frames: after.frames - before.frames, batches: after.batches - before.batches, own };
  });
  assert(frames > 0 && frames <= own, `${frames} frames of ${own}`);
  assert(batches > 0 && batches <= frames, `${batches} batches in ${frames} frames`);
});

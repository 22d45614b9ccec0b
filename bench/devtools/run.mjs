// npm run bench:devtools: what it costs a page to show 5,000 events per second, in headless Chromium,
// and docs/benchmarks/devtools.md.
//
//   npm run bench:devtools              each view for 20 seconds
//   npm run bench:devtools -- 5 2000    for 5 seconds, 2,000 events per second, and no document

import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { build } from '../../scripts/build.mjs';
import { inRoot } from '../../scripts/paths.mjs';
import { command } from '../../scripts/say.mjs';
import { setup } from '../../scripts/setup.mjs';
import { machine } from '../machine.mjs';

const document = 'docs/benchmarks/devtools.md';
/** So that the history is full, and stays so, before anything is measured. */
const WARM_UP = 25_000;
const NOTHING = 'no devtools';

/** @param {import('playwright-core').CDPSession} session */
async function metricsOf(session) {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {string} view the id of a tab, or NOTHING
 * @param {number} perSecond
 * @param {number} seconds
 */
async function measure(browser, url, view, perSecond, seconds) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(`${url}/bench/devtools/page.html`);
    await page.waitForFunction(() => globalThis.publishSteadily !== undefined);
    if (view !== NOTHING) {
      await page.evaluate(async () => {
        await import('/dist/devtools.js');
        globalThis.devtools = globalThis.document.createElement('agent-event-bus-devtools');
        globalThis.document.querySelector('main').append(globalThis.devtools);
        globalThis.devtools.bus = globalThis.bus;
      });
      await page.locator(`#aeb-tab-${view}`).click();
    }
    await page.evaluate((count) => globalThis.publishMany(count), WARM_UP);
    await page.evaluate(() => globalThis.publishSteadily(1_000, 1));
    const session = await context.newCDPSession(page);
    // The processor's time of the main thread, whatever else the machine does.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const before = await metricsOf(session);
    const {
      events,
      gaps,
      seconds: passed,
    } = await page.evaluate(
      ([rate, time]) => globalThis.publishSteadily(rate, time),
      [perSecond, seconds],
    );
    const after = await metricsOf(session);
    const spent = (name) => after[name] - before[name];
    return {
      view,
      events,
      frames: gaps.length,
      over20: gaps.filter((gap) => gap > 20).length,
      over50: gaps.filter((gap) => gap > 50).length,
      longest: Math.max(...gaps),
      script: (spent('ScriptDuration') / events) * 1e6,
      layout: ((spent('LayoutDuration') + spent('RecalcStyleDuration')) / events) * 1e6,
      busy: spent('TaskDuration') / passed,
      heapBefore: before.JSHeapUsedSize / 1e6,
      heapAfter: after.JSHeapUsedSize / 1e6,
      nodesBefore: before.Nodes,
      nodesAfter: after.Nodes,
    };
  } finally {
    await context.close();
  }
}

/** @param {Awaited<ReturnType<typeof measure>>} result */
function rowOf(result) {
  const { view, frames, over20, over50, longest, script, layout, busy } = result;
  const { heapBefore, heapAfter, nodesBefore, nodesAfter } = result;
  const cells = [
    ...[view, frames, over20, over50, longest.toFixed(0), script.toFixed(1), layout.toFixed(1)],
    ...[`${(busy * 100).toFixed(0)} %`, `${heapBefore.toFixed(1)} → ${heapAfter.toFixed(1)}`],
    `${nodesBefore} → ${nodesAfter}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/**
 * @param {Awaited<ReturnType<typeof measure>>[]} results
 * @param {{ perSecond: number, seconds: number, version: string, load: string }} options
 */
function documentOf(results, { perSecond, seconds, version, load }) {
  const count = (number) => number.toLocaleString('en');
  return `# What it costs a page to show what happens

Made by \`npm run bench:devtools\`: headless Chromium ${version}, one page of 1280 × 800, in which a bus publishes
${count(perSecond)} events per second for ${seconds} seconds, in turns of 4 ms, and \`<agent-event-bus-devtools>\` shows one of its views.
All views get all events, whichever is shown; the history of 20,000 events is full from the start. The first row is
the publisher alone.

| view | frames | over 20 ms | over 50 ms | longest, ms | script, µs/event | layout and style, µs/event | main thread busy | heap, MB | DOM nodes |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
${results.map(rowOf).join('\n')}

At 60 frames per second there are ${count(seconds * 60)} frames, 16.7 ms apart; one that took longer than 20 ms kept at least one other from
being shown. Times of script, layout and style are the processor's, of the main thread, and busy is what all its tasks had of the
clock; script includes the publisher. Heap is after a forced collection of garbage, before and after.

Frames are by the clock: a machine that is busy otherwise drops some whatever the page does, see the first row. When this was measured, ${load} processes wanted the ${cpus().length} cores on average, and pixels were drawn without a graphics card.

${machine()}.
`;
}

await command(async () => {
  const [seconds = 20, perSecond = 5_000] = process.argv.slice(2).map(Number);
  const full = process.argv.length === 2;
  await build(await setup('test'));
  const { launch, serve } = await import('../../tests/browser/browser.js'); // after set-up
  const server = await serve();
  const browser = await launch();
  const results = [];
  let load = loadavg()[0];
  try {
    const tabs = ['tail', 'timeline', 'topics', 'charts', 'budgets', 'errors', 'subscriptions'];
    for (const view of [NOTHING, ...tabs]) {
      const result = await measure(browser, server.url, view, perSecond, seconds);
      console.log(rowOf(result));
      results.push(result);
      load = Math.max(load, loadavg()[0]);
    }
    if (!full) return;
    const version = browser.version();
    const options = { perSecond, seconds, version, load: load.toFixed(0) };
    writeFileSync(inRoot(document), documentOf(results, options));
    console.log(`Written: ${document}`);
  } finally {
    await browser.close();
    await server.close();
  }
});

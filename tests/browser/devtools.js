// A page with the devtools on it, and the events of a small run.

import assert from 'node:assert/strict';
import { afterEach, beforeEach } from 'node:test';
import { problemsOf } from './browser.js';

/**
 * A page that the tests of a file share, as it takes longer to load than they take. Each of them has an
 * element of its own in it, and leaves nothing that went wrong.
 *
 * @param {Parameters<typeof openDevtools>} options
 */
export async function shareDevtools(...options) {
  const opened = await openDevtools(...options);
  beforeEach(() =>
    opened.page.evaluate(() => {
      const element = document.createElement('agent-event-bus-devtools');
      devtools.replaceWith(element);
      globalThis.devtools = element;
    }),
  );
  // No error, and nothing that the policy refused.
  afterEach(() => assert.deepEqual(opened.problems.splice(0), []));
  return opened;
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} url of the server
 * @param {import('playwright-core').BrowserContextOptions} [options]
 */
export async function openDevtools(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const problems = problemsOf(page);
  await page.goto(`${url}/tests/browser/devtools.html`);
  await page.evaluate(async () => {
    await customElements.whenDefined('agent-event-bus-devtools');
    const { EventBus } = await import('/dist/index.js');
    globalThis.EventBus = EventBus;
    globalThis.devtools = document.querySelector('agent-event-bus-devtools');
    // Until what was asked for is drawn; what plays is never done.
    globalThis.frame = async () => {
      for (let i = 0; i < 30 && (i < 2 || devtools.counts.pending); i++) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    };
  });
  return { context, page, problems };
}

/**
 * Sets a bus, and publishes a run with a turn, models, tools, a failure and a budget.
 *
 * @param {import('playwright-core').Page} page
 */
export async function publishRun(page) {
  await page.evaluate(async () => {
    globalThis.bus = new EventBus();
    devtools.bus = bus;
    const run = { runId: 'run-1', agent: 'auditor' };
    bus.publish('run.started', { ...run, input: 'Audit the repository' });
    bus.publish('agent.turn.started', { ...run, callId: 'turn-1', turn: 1 });
    bus.publish('model.request', { ...run, callId: 'model-1', model: 'large', maxTokens: 500 });
    bus.publish('model.response', {
      ...run,
      callId: 'model-1',
      model: 'large',
      usage: { input: 700, output: 112 },
      costUsd: 0.0042,
      latencyMs: 812,
      output: 'I will search first.',
    });
    for (const [i, tool] of ['search', 'read_file', 'fetch'].entries()) {
      const call = { ...run, callId: `tool-${i}`, parentId: 'turn-1', tool };
      bus.publish('tool.called', { ...call, args: { query: `number ${i}`, limit: 10 } });
      bus.publish('budget.reserved', {
        scope: 'total',
        axis: 'calls',
        amount: 1,
        remaining: 9 - i,
      });
      if (tool === 'fetch') {
        const error = {
          type: 'TypeError',
          message: 'refused',
          stack: 'TypeError: refused\n  at x',
        };
        bus.publish('tool.failed', { ...call, error, latencyMs: 75.6 });
      } else bus.publish('tool.succeeded', { ...call, result: [1, { two: 2 }], latencyMs: 12.3 });
      bus.publish('budget.committed', {
        scope: 'total',
        axis: 'calls',
        amount: 1,
        remaining: 9 - i,
      });
    }
    bus.publish('budget.warning', { scope: 'total', axis: 'calls', used: 8, limit: 10 });
    bus.publish('memory.stored', { key: 'findings' });
    bus.publish('run.completed', { ...run, output: 'done', latencyMs: 934 });
    await frame();
  });
}

/** The topics of the rows that are in view, from above. */
export function topicsIn(page) {
  return page.evaluate(() => {
    const rows = [...devtools.shadowRoot.querySelectorAll('.grid .rows .row:not([hidden])')];
    const top = (row) => Number(row.getAttribute('aria-rowindex'));
    return rows
      .sort((a, b) => top(a) - top(b))
      .map((row) => row.querySelector('.topic').textContent);
  });
}

/** What has the focus, within the shadow root: its class, and its text. */
export function focused(page) {
  return page.evaluate(() => {
    const element = devtools.shadowRoot.activeElement;
    return element === null ? '' : `${element.className} ${element.textContent}`.trim();
  });
}

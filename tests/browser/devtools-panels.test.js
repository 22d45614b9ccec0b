// The panels of the devtools, each alone in a page, in a real browser under the strict policy.

import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { violationsIn } from './axe.js';
import { screenshot } from './browser.js';
import { bundlePanels, fill, openPanels, settle, showPanel } from './panel-page.js';
import { recording, START } from './recording.js';
import { startBrowser, startServer } from './site.js';

const NAMES = ['timeline', 'topics', 'charts', 'budgets', 'errors'];

await bundlePanels();
const browser = await startBrowser();
const server = await startServer();
const { page, problems } = await openPanels(browser, server.url);
afterEach(() => assert.deepEqual(problems.splice(0), []));

const show = (name) => showPanel(page, name);

/** Gives the panel the recording. */
async function fillAll() {
  const list = recording();
  await fill(page, list, list.at(-1).time + 300);
}

async function showFilled(name) {
  await show(name);
  await fillAll();
}

/** The texts of all cells of rows that can be seen, by row. */
function shownRows() {
  return page.evaluate(() => {
    const rows = [...root.querySelectorAll('.treegrid .rows .row:not([hidden])')];
    return rows
      .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)
      .map((row) => [...row.querySelectorAll('[role=gridcell]')].map((cell) => cell.textContent));
  });
}

/** The row that a screen reader is at. */
function currentRow() {
  return page.evaluate(() => {
    const grid = root.querySelector('[role=treegrid]');
    const row = root.getElementById(grid.getAttribute('aria-activedescendant'));
    return {
      name: row.querySelector('.name').textContent,
      level: row.ariaLevel,
      expanded: row.ariaExpanded,
      place: `${row.ariaPosInSet} of ${row.ariaSetSize}`,
      selected: row.ariaSelected,
    };
  });
}

const selectedEvents = () => page.evaluate(() => selected.map(({ topic, seq }) => [topic, seq]));

async function press(...keys) {
  for (const key of keys) await page.keyboard.press(key);
  await settle(page);
}

for (const name of NAMES) {
  describe(name, () => {
    test('says what would fill it while it is empty, and axe-core finds nothing wrong', async () => {
      await show(name);
      const empty = page.locator('.empty');
      assert.equal(await empty.isVisible(), true);
      assert.match(await empty.innerText(), /\.\s*$/);
      assert.deepEqual(await violationsIn(page), []);
      await screenshot(page, `panel-${name}-empty`);
      await fillAll();
      assert.equal(await empty.isVisible(), false);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        await settle(page);
        await screenshot(page, `panel-${name}-${colorScheme}`);
        assert.deepEqual(await violationsIn(page), [], colorScheme);
      }
    });

    test('writes what is in events as text, whatever it is, and begins anew after clear()', async () => {
      await show(name);
      const bad = `<img src=x onerror="globalThis.hacked = true"><style>*{}</style>`;
      const event = {
        ...{ runId: bad, callId: bad, tool: bad, model: bad, agent: bad, name: bad, scope: bad },
        ...{ axis: bad, amount: 1, remaining: 1, from: bad, to: bad, method: bad, url: bad },
        ...{ error: { type: bad, message: bad }, usage: { input: 1, output: 1 }, costUsd: 1 },
      };
      const topics = [
        'run.started',
        'tool.called',
        'tool.failed',
        'model.response',
        'agent.handoff',
      ];
      const list = [...topics, 'budget.reserved', 'http.request', `x.${bad}`, `${bad}.failed`].map(
        (topic, i) => ({ seq: i + 1, time: START + i, topic, event }),
      );
      await fill(page, list);
      await page.mouse.move(600, 130); // for a card, where there is one
      await settle(page);
      assert.equal(await page.locator('.empty').isVisible(), false);
      assert.match(await page.evaluate(() => root.textContent), /onerror/);
      const made = await page.evaluate(() => [
        root.querySelectorAll('img').length,
        globalThis.hacked,
      ]);
      assert.deepEqual(made, [0, undefined]);
      assert.equal(
        await page.evaluate(() => root.querySelectorAll('style, [style*="{"]').length),
        0,
      );
      await page.evaluate(() => {
        const trap = new Proxy({}, { get: () => fail(), has: () => fail(), ownKeys: () => fail() });
        const fail = () => {
          throw new Error('read of a hostile member');
        };
        const events = [
          undefined,
          null,
          7,
          'text',
          [],
          trap,
          { error: trap, usage: trap },
          { callId: {} },
        ];
        const verbs = [
          'tool.called',
          'tool.failed',
          'model.response',
          'run.started',
          'budget.reserved',
        ];
        const entries = verbs.flatMap((topic) =>
          events.map((event) => ({ topic, event, seq: 1, time: 1e12 })),
        );
        fill(entries, 1e12);
        panel.clear();
        panel.render(1e12);
      });
      assert.equal(await page.locator('.empty').isVisible(), true);
    });
  });
}

describe('the timeline', () => {
  test('has a row for each span, with its duration, outcome and what it came to', async () => {
    await showFilled('timeline');
    await page.locator('[role=treegrid]').focus();
    await press('Home');
    const rows = await shownRows();
    assert.deepEqual(rows[0].slice(0, 2), ['auditor', '8.67 s']);
    assert.deepEqual(rows[2], ['claude-sonnet-4-5', '1.51 s', '3.0k tok · $0.0336']);
    assert(rows.some(([name, took]) => name === 'read_filefailed' && took === '8.00 ms'));
    await press('End');
    const last = await shownRows();
    assert(last.some(([name]) => name === 'write_filedenied'));
    assert(last.some(([name]) => name === 'run_commandrunning'));
  });

  test('is walked, folded and opened by keys', async () => {
    await showFilled('timeline');
    await page.keyboard.press('Tab'); // Latest
    await page.locator('[role=treegrid]').focus();
    await press('Home');
    assert.deepEqual(await currentRow(), {
      ...{ name: 'auditor', level: '1', expanded: 'true', place: '1 of 2', selected: 'true' },
    });
    await press('ArrowRight', 'ArrowDown');
    assert.deepEqual((await currentRow()).place, '1 of 2');
    assert.deepEqual((await currentRow()).name, 'claude-sonnet-4-5');
    await press('ArrowLeft');
    assert.equal((await currentRow()).name, 'turn 1');
    await press('ArrowLeft');
    assert.equal((await currentRow()).expanded, 'false');
    await press('ArrowDown');
    assert.equal((await currentRow()).name, 'turn 2');
    await press('ArrowUp', 'ArrowRight', 'ArrowRight', 'Enter');
    assert.equal((await currentRow()).name, 'claude-sonnet-4-5');
    assert.deepEqual(
      (await selectedEvents()).map(([topic]) => topic),
      ['model.response'],
    );
    assert.match(await page.locator('.span-card').innerText(), /Tokens\s+2,400 in · 600 out/);
    await screenshot(page, 'panel-timeline-keyboard');
    await press('Escape');
    assert.equal(await page.locator('.span-card').isVisible(), false);
  });

  test('zooms and pans by keys, buttons and the wheel, and follows again', async () => {
    await showFilled('timeline');
    const shown = () => page.locator('.overview').getAttribute('aria-valuetext');
    const latest = await shown();
    await page.locator('[role=treegrid]').focus();
    const seen = [latest];
    const changes = async (act) => {
      await act();
      await settle(page);
      assert.notEqual(await shown(), seen.at(-1));
      seen.push(await shown());
    };
    await changes(() => press('+'));
    await changes(() => press('-'));
    await changes(() => press('Shift+ArrowLeft'));
    await changes(() => page.getByRole('button', { name: '+', exact: true }).click());
    await changes(() => page.getByRole('button', { name: 'All' }).click());
    assert.match(seen.at(-1), /^0\.00 ms to /);
    await page.locator('[role=treegrid]').focus();
    await changes(() => press('Home', 'ArrowDown', 'f'));
    await press('ArrowDown');
    await changes(() => page.getByRole('button', { name: 'Row' }).click());
    await page.mouse.move(700, 300);
    await page.keyboard.down('Control');
    await changes(() => page.mouse.wheel(0, -200));
    await page.keyboard.up('Control');
    await changes(() => page.mouse.wheel(80, 0));
    await page.locator('.overview').focus();
    await changes(() => press('ArrowRight'));
    await changes(() => press('0'));
    assert.equal(seen.at(-1), latest);
  });

  test('a drag in the overview shows that piece of time', async () => {
    await showFilled('timeline');
    const box = await page.locator('.overview').boundingBox();
    await page.mouse.move(box.x, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + 10, { steps: 3 });
    await page.mouse.up();
    await settle(page);
    const [value, most] = await page
      .locator('.overview')
      .evaluate((slider) => [slider.ariaValueNow, slider.ariaValueMax].map(Number));
    assert.equal(value, 0);
    const text = await page.locator('.overview').getAttribute('aria-valuetext');
    assert.match(text, new RegExp(`^0.00 ms to ${(most / 2_000).toFixed(2).slice(0, 3)}`));
  });

  test('has no more elements for 10,000 spans than it can show, and scrolls to the last', async () => {
    await show('timeline');
    await page.evaluate((START) => {
      const topics = ['tool.called', 'tool.succeeded'];
      const entries = Array.from({ length: 20_000 }, (_, i) => ({
        ...{ seq: i + 1, time: START + i, topic: topics[i % 2] },
        event: { callId: `c${i >> 1}`, tool: `tool ${i >> 1}`, latencyMs: 1 },
      }));
      fill(entries, entries.at(-1).time);
    }, START);
    await settle(page);
    assert(await page.evaluate(() => root.querySelectorAll('.rows .row').length < 60));
    assert.equal((await shownRows()).at(-1)[0], 'tool 9999');
    assert.equal(await page.locator('[role=treegrid]').getAttribute('aria-rowcount'), '10001');
  });
});

describe('the topics', () => {
  test('are folded and opened by keys, and what is folded stays so after clear()', async () => {
    await showFilled('topics');
    await page.locator('[role=treegrid]').focus();
    assert.deepEqual((await shownRows())[0].slice(0, 2), ['agent', '12']);
    await press('ArrowLeft');
    assert.deepEqual((await shownRows())[1].slice(0, 2), ['budget', '41']);
    assert.equal((await currentRow()).expanded, 'false');
    await fillAll();
    assert.deepEqual((await shownRows())[1].slice(0, 2), ['budget', '41']);
    await press('ArrowRight', 'ArrowDown', 'Enter');
    const [[topic]] = await selectedEvents();
    assert.equal(topic, 'agent.handoff');
  });

  test('a click on the mark folds, a click on the row opens its last event', async () => {
    await showFilled('topics');
    const row = page.locator('.rows .row', { hasText: 'budget' }).first();
    await row.locator('.toggle').click();
    await settle(page);
    assert.equal(await row.getAttribute('aria-expanded'), 'false');
    assert.deepEqual(await selectedEvents(), []);
    await row.locator('.segment').click();
    assert.equal((await selectedEvents()).length, 1);
  });
});

describe('the charts', () => {
  test('draw tools and models, all or one of them, and are a table, too', async () => {
    await showFilled('charts');
    const titles = () => page.locator('.chart:visible h3').allInnerTexts();
    const subjects = () => page.locator('.subjects tbody tr').allInnerTexts();
    assert.deepEqual(await titles(), ['Latency', 'Calls']);
    assert.match((await subjects())[0], /All tools\s+11\s+4\s/);
    assert.equal(await page.locator('canvas:visible').count(), 2);
    await page.getByRole('button', { name: 'Models' }).click();
    await settle(page);
    assert.deepEqual(await titles(), ['Latency', 'Calls', 'Tokens', 'Cost']);
    assert.match((await subjects())[2], /gpt-5-mini\s+2\s+1\s+31\d ms\s+1\.1\d s\s+1,250\s+313/);
    await screenshot(page, 'panel-charts-models');
    const calls = page.locator('.chart', { hasText: 'Calls' }).locator('.lines');
    const latency = page.locator('.chart', { hasText: 'Latency' }).locator('.lines');
    assert.match(await latency.innerText(), /p95\s+2\.\d+ s/);
    await page.getByRole('button', { name: 'gpt-5-mini' }).focus();
    await press('Enter');
    assert.equal(
      await page.getByRole('button', { name: 'gpt-5-mini' }).getAttribute('aria-pressed'),
      'true',
    );
    await settle(page);
    // Of the last interval in which one of its calls ended.
    assert.match(await latency.innerText(), /p95\s+1\.1\d s/);
    assert.match(await calls.innerText(), /calls\s+1\s+failures\s+0/);
    await page.getByRole('button', { name: 'As a table' }).click();
    await settle(page);
    assert.deepEqual(await titles(), []);
    const intervals = await page.locator('.intervals tbody tr').allInnerTexts();
    assert.deepEqual(
      intervals.map((text) => text.split(/\s+/).slice(1, 3)),
      [
        ['1', '1'],
        ['1', '0'],
      ],
    );
    assert.deepEqual(await violationsIn(page), []);
    await screenshot(page, 'panel-charts-table');
  });

  test('are drawn with other colours when the scheme changes', async () => {
    await showFilled('charts');
    const ink = () =>
      page.evaluate(() => {
        const canvas = root.querySelector('canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const seen = new Set();
        for (let i = 0; i < data.length; i += 4) {
          if (data[i + 3] === 255) seen.add(`${data[i]} ${data[i + 1]} ${data[i + 2]}`);
        }
        return [...seen];
      });
    const accents = { light: '47 84 209', dark: '143 172 255' };
    assert((await ink()).includes(accents.light));
    await page.emulateMedia({ colorScheme: 'dark' });
    while (!(await ink()).includes(accents.dark)) await settle(page);
    assert(!(await ink()).includes(accents.light));
  });

  test('leave nothing behind at the window when they are gone, and come again', async () => {
    await showFilled('charts');
    assert.equal(await page.locator('.uplot').count(), 2);
    await page.evaluate(() => panel.element.remove());
    await settle(page);
    assert.equal(await page.evaluate(() => panel.element.querySelectorAll('.uplot').length), 0);
    await page.evaluate(() => root.append(panel.element));
    await settle(page);
    assert.equal(await page.locator('.uplot').count(), 2);
  });
});

describe('the budgets', () => {
  test('are meters, whose state is in words', async () => {
    await showFilled('budgets');
    const meters = await page
      .locator('[role=meter]')
      .evaluateAll((all) =>
        all.map((meter) => [
          ...[meter.ariaLabel, meter.ariaValueNow, meter.ariaValueMax, meter.ariaValueText],
        ]),
      );
    const tokens = meters.find(([label]) => label === 'Total, tokens');
    assert.equal(tokens[2], '60000');
    assert.match(
      tokens[3],
      /^32,938 of 60,000 tokens, 20,938 used · 12,000 reserved, near its limit$/,
    );
    const tool = meters.find(([label]) => label === 'tool write_file, calls');
    assert.match(tool[3], /1 call refused, limit reached$/);
    assert.equal(await page.evaluate(() => panel.badge), 1);
    await page.getByRole('button', { name: 'Last event of tool write_file, calls' }).click();
    assert.equal((await selectedEvents())[0][0], 'budget.exceeded');
  });
});

describe('the errors', () => {
  test('are kinds, each with its events', async () => {
    await showFilled('errors');
    assert.deepEqual(
      (await shownRows()).map(([name, topic, count]) => [name.slice(0, 14), topic, count]),
      [
        ['BudgetExceeded', 'tool.denied', '1'],
        ['ErrorENOENT: n', 'tool.failed', '2'],
        ['HandlerTimeout', 'tool.failed', '1'],
        ['RateLimitError', 'model.failed', '1'],
      ],
    );
    assert.equal(await page.evaluate(() => panel.badge), 5);
    await page.locator('[role=treegrid]').focus();
    await press('ArrowDown', 'ArrowRight', 'ArrowRight', 'Enter');
    assert.deepEqual(await currentRow(), {
      ...{ name: 'read_file', level: '2', expanded: null, place: '1 of 2', selected: 'true' },
    });
    assert.deepEqual((await selectedEvents()).length, 1);
    await screenshot(page, 'panel-errors-expanded');
    await press('ArrowLeft', 'ArrowLeft');
    assert.equal((await shownRows()).length, 4);
  });
});

// Every state of the devtools, light and dark, wide and narrow: axe-core finds nothing, and what it
// looks like is kept in build/screenshots.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EventBus } from '../../js/index.js';
import { EventLog } from '../../js/toolkit/index.js';
import { violationsIn } from './axe.js';
import { screenshot } from './browser.js';
import { openDevtools, publishRun } from './devtools.js';
import { startBrowser, startServer } from './site.js';

const browser = await startBrowser();
const server = await startServer();
const { page } = await openDevtools(browser, server.url, { reducedMotion: 'reduce' });

/** Both schemes and both sizes; a wide page in both schemes, as there is more of it. */
const looks = [
  { size: 'wide', colorScheme: 'light' },
  { size: 'wide', colorScheme: 'dark' },
  { size: 'narrow', colorScheme: 'dark' },
];
const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 360, height: 640 } };

/** @param {string} name of the state that the page is in */
async function lookAt(name) {
  for (const { size, colorScheme } of looks) {
    await page.setViewportSize(sizes[size]);
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => frame());
    await screenshot(page, `devtools-${name}-${size}-${colorScheme}`);
    assert.deepEqual(await violationsIn(page), [], `${size}, ${colorScheme}`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert(width <= sizes[size].width, `${width} px wide`);
  }
}

const log = (() => {
  const bus = new EventBus();
  const recorded = new EventLog(bus);
  for (let i = 0; i < 30; i++)
    bus.publish(i % 9 === 5 ? 'tool.failed' : 'tool.called', { callId: i });
  return recorded.toJSONL();
})();

const set = (name, value) =>
  page.evaluate(
    ([name, value]) => {
      devtools[name] = value;
    },
    [name, value],
  );
const setBus = () =>
  page.evaluate(() => {
    devtools.bus = new EventBus();
  });

/** How to come to each of the states, from the one before. */
const states = {
  'no-bus': async () => {},
  waiting: setBus,
  events: () => publishRun(page),
  details: async () => {
    await page.locator('.grid').focus();
    for (const key of ['End', 'ArrowUp', 'ArrowUp', 'Enter']) await page.keyboard.press(key);
  },
  'no-match': async () => {
    await page.keyboard.press('Escape');
    await set('filter', 'nothing.like.it');
  },
  'bad-pattern': async () => set('filter', 'tool.c*'),
  paused: async () =>
    page.evaluate(async () => {
      devtools.filter = '';
      devtools.paused = true;
      for (let i = 0; i < 100; i++) bus.publish('model.delta', { delta: 'word' });
    }),
  scrolled: async () => {
    await set('paused', false);
    await page.locator('.grid').focus();
    await page.keyboard.press('Home');
  },
  help: async () => page.keyboard.press('?'),
  export: async () => {
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Export' }).first().click();
    await page.getByRole('checkbox').click();
  },
  recording: async () => {
    await page.keyboard.press('Escape');
    await page.evaluate((text) => devtools.load(text, { name: 'agent-run.jsonl' }), log);
  },
  'bad-file': async () =>
    page.evaluate(async () => {
      await devtools.load('{"seq":1,"time":oops}\n', { name: 'bad.jsonl' }).catch(() => {});
    }),
  reading: async () =>
    page.evaluate(async () => {
      const endless = new ReadableStream({ pull: () => new Promise(() => {}) });
      devtools.load(endless, { name: 'endless.jsonl' });
      await frame();
    }),
  drop: async () =>
    page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([''], 'dropped.jsonl'));
      const target = devtools.shadowRoot.querySelector('.list');
      target.dispatchEvent(new DragEvent('dragenter', { bubbles: true, dataTransfer }));
    }),
  closed: async () =>
    page.evaluate(async () => {
      devtools.shadowRoot.querySelector('.drop').hidden = true;
      await devtools.load('', { name: 'empty.jsonl' }); // ends the reading of the other one
      devtools.showLive();
      bus.close();
      const state = devtools.shadowRoot.querySelector('.state');
      while (state.textContent !== 'Bus closed') await new Promise(requestAnimationFrame);
    }),
};

for (const [name, enter] of Object.entries(states)) {
  test(name, async () => {
    await enter();
    await lookAt(name);
  });
}

for (const [what, enter] of Object.entries({ run: () => publishRun(page), empty: setBus })) {
  describe(`each tab: ${what}`, async () => {
    for (const tab of await page.locator('[role=tab]').all()) {
      const id = (await tab.getAttribute('id')).slice('aeb-tab-'.length);
      test(id, async () => {
        await enter();
        await tab.click();
        await lookAt(`${id}-${what}`);
      });
    }
  });
}

// Every state of the devtools, light and dark, wide and narrow: axe-core finds nothing, and what it
// looks like is kept in build/screenshots.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { EventBus } from '../../js/index.js';
import { EventLog } from '../../js/toolkit/index.js';
import { violationsIn } from './axe.js';
import { launch, screenshot, serve } from './browser.js';
import { openDevtools, publishRun } from './devtools.js';

let server;
let browser;
before(async () => {
  server = await serve();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const log = (() => {
  const bus = new EventBus();
  const recorded = new EventLog(bus);
  for (let i = 0; i < 30; i++)
    bus.publish(i % 9 === 5 ? 'tool.failed' : 'tool.called', { callId: i });
  return recorded.toJSONL();
})();

const set = (page, name, value) =>
  page.evaluate(
    ([name, value]) => {
      devtools[name] = value;
    },
    [name, value],
  );
const setBus = (page) =>
  page.evaluate(() => {
    devtools.bus = new EventBus();
  });

/** What the states are, in the order in which each page goes through them. */
const states = {
  'no-bus': async () => {},
  waiting: setBus,
  events: publishRun,
  details: async (page) => {
    await page.locator('.grid').focus();
    for (const key of ['End', 'ArrowUp', 'ArrowUp', 'Enter']) await page.keyboard.press(key);
  },
  'no-match': async (page) => {
    await page.keyboard.press('Escape');
    await set(page, 'filter', 'nothing.like.it');
  },
  'bad-pattern': async (page) => set(page, 'filter', 'tool.c*'),
  paused: async (page) =>
    page.evaluate(async () => {
      devtools.filter = '';
      devtools.paused = true;
      for (let i = 0; i < 100; i++) bus.publish('model.delta', { delta: 'word' });
    }),
  scrolled: async (page) => {
    await set(page, 'paused', false);
    await page.locator('.grid').focus();
    await page.keyboard.press('Home');
  },
  help: async (page) => page.keyboard.press('?'),
  export: async (page) => {
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Export' }).first().click();
    await page.getByRole('checkbox').click();
  },
  recording: async (page) => {
    await page.keyboard.press('Escape');
    await page.evaluate((text) => devtools.load(text, { name: 'agent-run.jsonl' }), log);
  },
  'bad-file': async (page) =>
    page.evaluate(async () => {
      await devtools.load('{"seq":1,"time":oops}\n', { name: 'bad.jsonl' }).catch(() => {});
    }),
  reading: async (page) =>
    page.evaluate(async () => {
      const endless = new ReadableStream({ pull: () => new Promise(() => {}) });
      devtools.load(endless, { name: 'endless.jsonl' });
      await frame();
    }),
  drop: async (page) =>
    page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([''], 'dropped.jsonl'));
      const target = devtools.shadowRoot.querySelector('.list');
      target.dispatchEvent(new DragEvent('dragenter', { bubbles: true, dataTransfer }));
    }),
  closed: async (page) =>
    page.evaluate(async () => {
      devtools.shadowRoot.querySelector('.drop').hidden = true;
      await devtools.load('', { name: 'empty.jsonl' }); // ends the reading of the other one
      devtools.showLive();
      bus.close();
      await new Promise((resolve) => setTimeout(resolve, 600));
    }),
};

/** Where a narrow page is more than a narrower one: axe-core need not look at the others again. */
const narrowStates = ['events', 'details', 'help', 'export', 'recording', 'bad-file'];

for (const colorScheme of ['light', 'dark']) {
  const sizes = { wide: [1280, 800], narrow: [360, 640] };
  for (const [size, [width, height]] of Object.entries(sizes)) {
    if (colorScheme === 'dark' && size === 'narrow') continue; // the colours of one, the places of the other
    describe(`${colorScheme}, ${size}`, () => {
      let page;
      let context;
      before(async () => {
        ({ page, context } = await openDevtools(browser, server.url, {
          colorScheme,
          viewport: { width, height },
          reducedMotion: 'reduce',
        }));
      });
      after(() => context.close());

      for (const [name, enter] of Object.entries(states)) {
        test(name, async () => {
          await enter(page);
          await page.evaluate(() => frame());
          await screenshot(page, `devtools-${name}-${size}-${colorScheme}`);
          if (size === 'wide' || narrowStates.includes(name)) {
            assert.deepEqual(await violationsIn(page), []);
          }
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth);
          assert(overflow <= width, `${overflow} px wide`);
        });
      }

      test('each tab, with a run and, if it is wide, without', async () => {
        for (const filled of size === 'wide' ? [true, false] : [true]) {
          if (filled) await publishRun(page);
          else await setBus(page);
          for (const tab of await page.locator('[role=tab]').all()) {
            await tab.click();
            await page.evaluate(() => frame());
            const id = (await tab.getAttribute('id')).slice('aeb-tab-'.length);
            await screenshot(
              page,
              `devtools-${id}-${filled ? 'run' : 'empty'}-${size}-${colorScheme}`,
            );
            assert.deepEqual(await violationsIn(page), [], id);
          }
        }
      });
    });
  }
}

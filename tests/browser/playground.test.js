// The bus in a real browser, under a policy that allows neither eval nor anything from elsewhere.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { violationsIn } from './axe.js';
import { open, screenshot } from './browser.js';
import { startBrowser, startServer } from './site.js';

const browser = await startBrowser();
const server = await startServer();

test("a page with script-src 'self' 'wasm-unsafe-eval' loads and uses the bus", async () => {
  const { page, problems } = await open(browser, `${server.url}/web-demo/playground.html`);
  const texts = (list) => page.locator(`#${list} li`).allTextContents();

  await page.click('#subscribe button');
  await page.fill('#pattern', '**.called');
  await page.fill('#priority', '1');
  await page.click('#subscribe button');
  assert.deepEqual(
    (await texts('subscriptions')).map((text) => text.replace('Unsubscribe', '')),
    ['**.called (priority 1)', 'tool.* (priority 0)'],
  );

  await page.click('#publish button');
  assert.deepEqual(await texts('deliveries'), [
    '**.called ← tool.called {"tool":"search"}',
    'tool.* ← tool.called {"tool":"search"}',
  ]);

  await page.fill('#topic', 'tool..called');
  await page.click('#publish button');
  assert.equal(
    await page.textContent('#publish .error'),
    'Invalid topic "tool..called": a segment must not be empty (at index 5)',
  );
  assert.deepEqual(problems, []);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await screenshot(page, `playground-${colorScheme}`);
    assert.deepEqual(await violationsIn(page), [], colorScheme);
  }
});

test('nothing is fetched but the page and the modules of the entry', () => {
  const names = ['playground.html', 'playground.css', 'playground.js', 'base.css', 'icon.svg'];
  const page = names.map((name) => `/web-demo/${name}`);
  const modules = server.requests.filter((path) => /^\/dist\/[\w-]+\.js$/.test(path));
  assert(modules.includes('/dist/index.js'));
  const others = server.requests.filter((path) => !page.includes(path) && !modules.includes(path));
  assert.deepEqual(others, []);
});

test('a policy without wasm-unsafe-eval gives one clear error, at first use', async () => {
  const { page } = await open(browser, `${server.url}/tests/browser/blank.html`);
  const result = await page.evaluate(async () => {
    const { EventBus } = await import('/dist/index.js');
    const bus = new EventBus();
    try {
      bus.subscribe('t', () => {});
    } catch ({ name, message }) {
      return { name, message, size: bus.size };
    }
    return undefined;
  });
  assert.equal(result.name, 'CompileError');
  assert.match(result.message, /wasm-unsafe-eval|unsafe-eval|Content Security Policy/);
  assert.equal(result.size, 0);
});

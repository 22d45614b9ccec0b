// Recordings in the devtools: loaded, scrubbed, refused, exported; by keyboard alone.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EventBus } from '../../js/index.js';
import { EventLog, readLog } from '../../js/toolkit/index.js';
import { focused, openDevtools, publishRun, shareDevtools, topicsIn } from './devtools.js';
import { startBrowser, startServer } from './site.js';

const secret = `sk-${'a1B2c3D4'.repeat(6)}`;

/** A log of `count` events, 100 ms from one to the next. */
function logOf(count) {
  let now = Date.UTC(2026, 0, 2, 3, 4, 5);
  const bus = new EventBus();
  const log = new EventLog(bus, { clock: () => now });
  for (let i = 0; i < count; i++) {
    bus.publish(i % 10 === 9 ? 'tool.failed' : 'tool.called', { callId: `c${i}`, i, key: secret });
    now += 100;
  }
  return log.toJSONL();
}

const browser = await startBrowser();
const server = await startServer();
const { page } = await shareDevtools(browser, server.url);

const press = async (...keys) => {
  for (const key of keys) await page.keyboard.press(key);
  await page.evaluate(() => frame());
};
const text = (selector) => page.locator(selector).first().textContent();
const load = (log, options) =>
  page.evaluate(
    async ([log, options]) => {
      const count = await devtools.load(log, options);
      await frame();
      return count;
    },
    [log, options],
  );
const range = () => page.locator('.deck input[type=range]');

test('the element is small without the toolkit, which comes with the first recording', async () => {
  const asked = () => server.requests.filter((path) => path === '/dist/toolkit-module.js').length;
  const { page, problems, context } = await openDevtools(browser, server.url);
  const before = asked();
  await publishRun(page);
  assert.equal(asked(), before);
  await page.evaluate((log) => devtools.load(log), logOf(3));
  assert.equal(asked(), before + 1);
  assert.deepEqual(problems, []);
  await context.close();
});

test('a recording is shown at its end, scrubbed by keys, and left again', async () => {
  await publishRun(page);
  assert.equal(await load(logOf(40), { name: 'run.jsonl' }), 40);
  assert.equal(await text('.state'), 'Recording');
  assert.equal(await text('.deck .title'), 'run.jsonl40 events');
  assert.equal(await text('.tally'), '40 events');
  await range().focus();
  await press('Home');
  assert.equal(await text('.tail .empty h3'), 'Waiting for events');
  await press('ArrowRight', 'ArrowRight', 'ArrowRight');
  assert.deepEqual(await topicsIn(page), Array(3).fill('tool.called'));
  assert.equal(await range().getAttribute('aria-valuetext'), 'Event 3 of 40, 200 ms');
  await press('PageUp');
  assert.equal(await text('.tally'), '7 events');
  await press('ArrowLeft');
  assert.equal(await text('.tally'), '6 events');
  await press('End');
  assert.equal(await text('.tally'), '40 events');
  await page.getByRole('button', { name: 'Step back' }).focus();
  await press('Enter', 'Enter');
  assert.equal(await text('.tally'), '38 events');
  await page.evaluate(() => bus.publish('late', 1));
  await page.getByRole('button', { name: 'Back to live' }).focus();
  await press('Enter');
  assert.equal(await text('.state'), 'Live');
  assert.equal(await text('.tally'), '20 events'); // what came meanwhile, too
  assert.equal((await topicsIn(page)).at(-1), 'late');
  assert.equal(await page.evaluate(() => devtools.recording), null);
});

test('every panel has the state of the position', async () => {
  await load(logOf(40));
  const stateAt = async (keys) => {
    await range().focus();
    await press(...keys);
    const seen = [];
    for (const tab of await page.locator('[role=tab]').all()) {
      const id = (await tab.getAttribute('id')).slice('aeb-tab-'.length);
      if (id === 'subscriptions') continue;
      await tab.focus();
      await press('Enter');
      seen.push([id, await page.locator(`#aeb-place-${id}`).innerText()]); // what is in view
    }
    return seen;
  };
  const forward = await stateAt(['Home', ...Array(20).fill('ArrowRight')]);
  const end = await stateAt(['End']);
  const back = await stateAt(Array(20).fill('ArrowLeft'));
  assert.deepEqual(back, forward);
  for (const [i, [id, content]] of forward.entries()) {
    if (id !== 'budgets') assert.notEqual(end[i][1], content, `${id} does not change`);
  }
});

test('it plays, at any speed, and pauses', async () => {
  await load(logOf(40));
  await page.getByRole('radio', { name: 'Max' }).focus();
  await press(' ');
  await page.getByRole('button', { name: 'Play the recording' }).focus();
  await press('Enter');
  await page.waitForFunction(
    () => devtools.shadowRoot.querySelector('.deck input[type=range]').value > 2,
  );
  await press('Enter');
  const paused = Number(await range().inputValue());
  assert(paused < 40, `${paused}`);
  await page.evaluate(() => frame());
  assert.equal(Number(await range().inputValue()), paused);
  await press('Enter');
  await page.waitForFunction(
    () => devtools.shadowRoot.querySelector('.deck input[type=range]').value === '40',
  );
  assert.equal(await page.getByRole('button', { name: 'Play the recording' }).count(), 1);
  await page.getByRole('radio', { name: 'Max' }).focus();
  await press('ArrowLeft');
  assert.equal(await page.getByRole('radio', { name: '4×' }).isChecked(), true);
});

test('a file is opened by its button, and one that is no log tells line and column', async () => {
  await publishRun(page);
  const choose = async (name, content) => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Open a log' }).first().focus();
    await press('Enter');
    await (await chooser).setFiles({ name, mimeType: '', buffer: Buffer.from(content) });
  };
  await choose('bad.jsonl', `${logOf(1)}{"seq":2,"time":oops}\n${logOf(3).split('\n').at(-2)}\n`);
  await page.locator('.notice.error').waitFor();
  assert.match(
    await text('.notice [role=alert]'),
    /^bad\.jsonl is not a log of events\. Line 3, column 17: /,
  );
  assert.equal(await text('.state'), 'Live'); // what was shown stays
  await page.getByRole('button', { name: 'Leave bad lines out' }).focus();
  await press('Enter');
  await page.waitForFunction(() => devtools.recording !== null);
  assert.deepEqual(await page.evaluate(() => devtools.recording), {
    name: 'bad.jsonl',
    events: 2,
    dropped: 0,
    refused: 1,
    torn: false,
  });
  await page.evaluate(() => frame());
  assert.equal(await text('.deck .note'), '2 events · 1 bad line left out');
  await choose('torn.jsonl', logOf(3).slice(0, -20));
  await page.waitForFunction(() => devtools.recording.name === 'torn.jsonl');
  await page.evaluate(() => frame());
  assert.equal(await text('.deck .note'), '2 events · the last line is cut off');
});

test('a file that is dragged over it has a target, and is shown when it is dropped', async () => {
  await publishRun(page);
  const drag = (type, log) =>
    page.evaluate(
      ([type, log]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([log], 'dropped.jsonl'));
        const over = devtools.shadowRoot.querySelector('.drop');
        const target = over.hidden ? devtools.shadowRoot.querySelector('.list') : over;
        const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer });
        target.dispatchEvent(event);
        return [!over.hidden, event.defaultPrevented];
      },
      [type, log],
    );
  assert.deepEqual(await drag('dragenter', ''), [true, true]);
  assert.deepEqual(await drag('dragleave', ''), [false, false]);
  await drag('dragenter', '');
  assert.deepEqual(await drag('dragover', ''), [true, true]);
  assert.deepEqual(await drag('drop', logOf(5)), [false, true]);
  await page.waitForFunction(() => devtools.recording?.name === 'dropped.jsonl');
});

test('a long log is read in turns, and can be cancelled; another one takes its place', async () => {
  const codes = await page.evaluate(async () => {
    const line = (seq) => `{"seq":${seq},"time":${seq},"topic":"a.b","event":{"n":${seq}}}\n`;
    const text = Array.from({ length: 120_000 }, (_, i) => line(i + 1)).join('');
    const nameOf = (promise) => promise.then(String, ({ name }) => name);
    const first = nameOf(devtools.load(text));
    const second = nameOf(devtools.load(line(1)));
    const abort = new AbortController();
    const seen = [await first, await second];
    const third = nameOf(devtools.load(text, { signal: abort.signal }));
    await frame();
    abort.abort();
    seen.push(await third, nameOf(devtools.load(5)));
    return Promise.all(seen);
  });
  assert.deepEqual(codes, ['AbortError', '1', 'AbortError', 'TypeError']);
  assert.equal(await page.evaluate(() => devtools.recording.events), 1);
});

test('what is shown is exported, without secrets, as a log that the toolkit reads', async () => {
  await load(logOf(40), { name: 'run.jsonl' });
  await page.locator('.grid').focus();
  await press('/');
  await page.keyboard.type('**.failed');
  const exported = async (...keys) => {
    await page.getByRole('button', { name: 'Export' }).first().focus();
    await press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Export a log' });
    const download = page.waitForEvent('download');
    await dialog.getByRole('radio').first().focus();
    await press(...keys);
    await dialog.getByRole('button', { name: 'Export JSONL' }).focus();
    await press('Enter');
    const file = await download;
    const content = readFileSync(await file.path(), 'utf8');
    const entries = [];
    for await (const entry of readLog(content)) entries.push(entry);
    return { name: file.suggestedFilename(), content, entries };
  };
  const shown = await exported();
  assert.equal(shown.name, 'run.jsonl');
  assert.deepEqual(
    shown.entries.map(({ seq, topic }) => [seq, topic]),
    [10, 20, 30, 40].map((seq) => [seq, 'tool.failed']),
  );
  assert(!shown.content.includes(secret));
  const all = await exported('ArrowDown', 'Tab', ' ');
  assert.equal(all.name, 'run-with-secrets.jsonl');
  assert.deepEqual([all.entries.length, all.content.includes(secret)], [40, true]);
  assert.equal(all.content, logOf(40));
  const again = await exported();
  assert(!again.content.includes(secret)); // a choice is for once
});

test('a page that only wants to look needs no bus', async () => {
  assert.equal(await text('.start h3'), 'No bus yet');
  await load(logOf(2));
  assert.equal(await page.locator('.start').isVisible(), false);
  assert.match(await focused(page), /^$/); // nobody's focus is taken
});

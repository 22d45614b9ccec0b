// The demo as its users see it: the page in each of its states, with the agent that `npm run demo` starts.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, describe, test } from 'node:test';
import { EventBus } from '../../js/index.js';
import { EventLog } from '../../js/toolkit/index.js';
import { inRoot } from '../../scripts/paths.mjs';
import { violationsIn } from './axe.js';
import { problemsOf, screenshot, serve } from './browser.js';
import { failedDemo, startDemo } from './demo-process.js';
import { startBrowser } from './site.js';

/** Kept over new starts, so that a page can go on. */
const TOKEN = 'a-token-of-the-tests-and-of-nobody-else';
const ENV = { AEB_DEMO_TOKEN: TOKEN };

const browser = await startBrowser();
const context = await browser.newContext();
// A folder that is small, and seldom, as the machine has other things to do; the default folder is in
// one of the tests.
const demo = await startDemo([inRoot('examples'), '--pause', '5000'], ENV);
after(() => demo.stop());

/** A page, and what its policy refused or its scripts threw. */
async function visit(t, url, { width = 1280, height = 800 } = {}) {
  const page = await context.newPage();
  t.after(() => page.close());
  await page.setViewportSize({ width, height });
  // That a request failed is shown by the page, and told by the browser as well.
  const problems = problemsOf(page, (text) => !text.startsWith('Failed to load resource'));
  await page.goto(url);
  return { page, problems };
}

const status = (page, text) => page.locator('#status-text', { hasText: text }).waitFor();
const choose = (page, source) => page.check(`[name=source][value=${source}]`);
const click = (page, label) => page.click(`button:visible:text-is("${label}")`);
/** How many events the devtools that are shown have got. */
const kept = (page) =>
  page.evaluate(() => {
    const shown = [...document.querySelectorAll('agent-event-bus-devtools')];
    return shown.find(({ hidden }) => !hidden)?.counts.kept ?? 0;
  });
const keeps = (page, more) =>
  page.waitForFunction(
    (more) =>
      [...document.querySelectorAll('agent-event-bus-devtools')].some(
        ({ hidden, counts }) => !hidden && counts.kept > more,
      ),
    more,
  );

/** Nothing is wrong with what is on the screen, which is kept in build/screenshots. */
async function inspect(page, name, colorScheme = 'light') {
  await page.emulateMedia({ colorScheme });
  await screenshot(page, `demo-${name}-${colorScheme}`);
  assert.deepEqual(await violationsIn(page), [], `${name}, ${colorScheme}`);
}

/** As if it was dropped by hand. */
const drop = (page, name, text) =>
  page.evaluate(
    ([name, text]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], name));
      const options = { dataTransfer, bubbles: true, cancelable: true };
      document.body.dispatchEvent(new DragEvent('dragenter', options));
      document.body.dispatchEvent(new DragEvent('drop', options));
    },
    [name, text],
  );

describe('the live agent', () => {
  test('is shown, the token leaves the address, and a reload goes on', async (t) => {
    const { page, problems } = await visit(t, demo.url);
    assert(demo.url.endsWith(`#token=${TOKEN}`));
    await status(page, 'Live');
    await keeps(page, 50);
    const { origin } = new URL(demo.url);
    assert.equal(page.url(), `${origin}/web-demo/`);
    await inspect(page, 'live');
    await inspect(page, 'live', 'dark');

    await page.reload();
    await status(page, 'Live');
    await keeps(page, 50);
    assert.equal(page.url(), `${origin}/web-demo/`);
    assert.deepEqual(problems, []);
  });

  test('lost and found again: the page says so, and goes on by itself', async (t) => {
    const own = await startDemo(['--pause', '1000'], ENV);
    t.after(() => own.stop('SIGKILL'));
    const { page, problems } = await visit(t, own.url);
    await status(page, 'Live');
    await keeps(page, 0);
    await own.stop('SIGKILL');
    await status(page, 'Lost');
    assert.match(await page.textContent('#banner'), /The connection was lost/);
    await page.locator('agent-event-bus-devtools .state', { hasText: 'Connecting' }).waitFor();
    await inspect(page, 'lost');

    const before = await kept(page);
    const { port } = new URL(own.url);
    const again = await startDemo(['--pause', '300', '--port', port], ENV);
    t.after(() => again.stop());
    await status(page, 'Live');
    await keeps(page, before);
    assert.match(await page.textContent('#banner'), /started anew/);
    assert.deepEqual(problems, []);

    // Ctrl-C, which npm passes on once more, while the page is connected and the agent works.
    assert.deepEqual(await Promise.all([again.stop(), again.stop()]), [0, 0]);
    assert.match(again.output, /Stopped\n$/);
  });

  test('with another token: the page says what to do, and takes a new one in two ways', async (t) => {
    const { page, problems } = await visit(t, demo.url.replace(TOKEN, 'x'.repeat(40)));
    await status(page, 'Refused');
    assert.match(await page.textContent('#card'), /The token is not that of this agent/);
    await inspect(page, 'refused');
    await inspect(page, 'refused', 'dark');

    await page.fill('#token-field', 'nonsense');
    await page.press('#token-field', 'Enter');
    assert.equal(await page.textContent('#token-error'), 'There is no token in this.');
    await page.fill('#token-field', demo.url);
    await page.press('#token-field', 'Enter');
    await status(page, 'Live');
    await keeps(page, 0);

    // The address of a new start is entered: only what is behind the # differs.
    await page.evaluate((other) => {
      location.hash = `token=${other}`;
    }, 'y'.repeat(40));
    await status(page, 'Refused');
    await page.evaluate((token) => {
      location.hash = `token=${token}`;
    }, TOKEN);
    await status(page, 'Live');
    assert.equal(new URL(page.url()).hash, '');
    assert.deepEqual(problems, []);
  });

  test('without a token: the page asks for it', async (t) => {
    const { page, problems } = await visit(t, demo.url.split('#')[0]);
    await status(page, 'No token');
    await inspect(page, 'no-token');
    assert.deepEqual(problems, []);
  });

  test('is shown on a narrow screen, without scrolling sideways', async (t) => {
    const { page, problems } = await visit(t, demo.url, { width: 360, height: 740 });
    await status(page, 'Live');
    await keeps(page, 50);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.equal(width, 360);
    await inspect(page, 'narrow', 'dark');
    assert.deepEqual(problems, []);
  });
});

describe('the agent in a worker', () => {
  test('is started and stopped, and its events arrive', async (t) => {
    const { page, problems } = await visit(t, demo.url);
    await choose(page, 'worker');
    await status(page, 'Idle');
    await inspect(page, 'worker-idle');

    await click(page, 'Start the agent');
    await status(page, 'Running');
    // The button is gone, and the keyboard is not lost.
    assert.equal(await page.evaluate(() => document.activeElement.value), 'worker');
    await page.evaluate(() => {
      globalThis.runs = [];
      const { bus } = [...document.querySelectorAll('agent-event-bus-devtools')].find(
        ({ hidden }) => !hidden,
      );
      bus.subscribe(['run.completed', 'tool.*'], (topic, event) => runs.push({ topic, ...event }));
    });
    await page.waitForFunction(() => runs.some(({ topic }) => topic === 'run.completed'));
    const events = await page.evaluate(() => runs);
    const read = events.filter(
      ({ topic, tool }) => topic === 'tool.succeeded' && tool === 'read_file',
    );
    const files = read.map(({ result }) => result.file);
    for (const file of ['web-demo/index.html', 'web-demo/agent/worker.js', 'dist/devtools.js']) {
      assert(files.includes(file), `${file} was read`);
    }
    const failed = events.filter(({ topic }) => topic === 'tool.failed');
    assert.deepEqual(
      failed.map(({ error }) => error.message),
      ['LICENSE: 404 Not Found', 'robots.txt: 404 Not Found'],
    );
    await inspect(page, 'worker', 'dark');

    await click(page, 'Stop after this run');
    await status(page, 'Stopped');
    const before = await kept(page);
    // It is still there after others were shown, and goes on when it is started again.
    await choose(page, 'live');
    await choose(page, 'worker');
    assert.equal(await kept(page), before);
    await click(page, 'Start the agent');
    await keeps(page, before);
    assert.deepEqual(problems, []);
  });

  test('that cannot be loaded is told', async (t) => {
    const { page } = await visit(t, demo.url);
    await page.route('**/inspect.js', (route) => route.fulfill({ status: 404, body: '' }));
    await choose(page, 'worker');
    await click(page, 'Start the agent');
    await status(page, 'Failed');
    assert.match(
      await page.textContent('#banner'),
      /The agent failed: its modules could not be loaded/,
    );
    await inspect(page, 'worker-failed');
  });
});

describe('a recording', () => {
  const recorded = () => {
    const bus = new EventBus();
    const log = new EventLog(bus);
    for (let n = 0; n < 20; n++) {
      bus.publish('tool.called', { callId: `c${n}`, tool: 'search', args: { n } });
      bus.publish('tool.succeeded', { callId: `c${n}`, tool: 'search', latencyMs: n });
    }
    return log.toJSONL();
  };

  test('is dropped anywhere and shown; one that is none is refused, and what was shown stays', async (t) => {
    const { page, problems } = await visit(t, demo.url);
    await choose(page, 'recording');
    await status(page, 'No file');
    await inspect(page, 'recording-empty');
    await drop(page, 'nonsense.jsonl', 'nonsense\n');
    await status(page, 'Not read');
    assert.match(await page.textContent('#banner'), /^nonsense\.jsonl could not be read: Line 1/);

    await choose(page, 'live'); // wherever it is dropped
    await drop(page, 'run.jsonl', recorded());
    await status(page, 'Recording');
    assert.equal(await page.textContent('#about'), 'run.jsonl: 40 events.');
    await inspect(page, 'recording');
    assert.equal(await page.locator('#drop').isVisible(), false);

    await drop(page, 'nonsense.jsonl', 'nonsense\n');
    await status(page, 'Not read');
    const { name, events } = await page.evaluate(() => {
      const all = [...document.querySelectorAll('agent-event-bus-devtools')];
      return all.find(({ hidden }) => !hidden).recording;
    });
    assert.deepEqual([name, events], ['run.jsonl', 40]);
    assert.deepEqual(problems, []);
  });

  test('is chosen in a dialog, by keyboard', async (t) => {
    const { page, problems } = await visit(t, demo.url);
    await page.locator('[name=source][value=live]').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await status(page, 'No file');
    const choosing = page.waitForEvent('filechooser');
    await page.locator('#card-actions button').focus();
    await page.keyboard.press('Enter');
    const buffer = Buffer.from(recorded());
    await (await choosing).setFiles({ name: 'chosen.jsonl', mimeType: 'text/plain', buffer });
    await status(page, 'Recording');
    assert.deepEqual(problems, []);
  });
});

test('as static files of any server, in any folder, the page says what works', async (t) => {
  const files = await serve("'self'");
  // The same files, below a folder.
  const folder = createServer(async (request, response) => {
    const answer = await fetch(files.url + request.url.replace('/some/folder/', '/'));
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'text/plain',
      'content-security-policy': answer.headers.get('content-security-policy') ?? '',
    });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise((resolve) => folder.listen(0, '127.0.0.1', resolve));
  t.after(async () => {
    folder.close();
    folder.closeAllConnections();
    await files.close();
  });
  const url = `http://127.0.0.1:${folder.address().port}/some/folder/web-demo/index.html`;
  const { page, problems } = await visit(t, url);
  await status(page, 'No agent');
  assert.match(await page.textContent('#card'), /npm run demo/);
  await inspect(page, 'static');
  await click(page, 'Run the agent of this page');
  await click(page, 'Start the agent');
  await keeps(page, 20);
  assert.deepEqual(problems, []);
});

test('without the modules of the build, the page says what to do', async (t) => {
  const { page } = await visit(t, `${new URL(demo.url).origin}/web-demo/playground.html`);
  await page.route('**/dist/devtools.js', (route) => route.fulfill({ status: 404, body: '' }));
  await page.click('text=Agents and their events');
  await status(page, 'Not loaded');
  assert.match(await page.textContent('#card'), /npm run build/);
  await inspect(page, 'not-built');
});

describe('the server', () => {
  test('gives out the files of the page and nothing else, under a strict policy', async () => {
    const { origin } = new URL(demo.url);
    const page = await fetch(`${origin}/`);
    assert.equal(page.status, 200);
    const policy = page.headers.get('content-security-policy');
    for (const rule of [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "connect-src 'self'",
    ]) {
      assert(policy.split('; ').includes(rule), rule);
    }
    for (const path of [
      '/package.json',
      '/web-demo/../package.json',
      '/web-demo/..%2fpackage.json',
      '/web-demo/%2e%2e/package.json',
      '/web-demo\\..\\package.json',
      '/dist/%00',
      '/dist/%',
      '/.git/config',
      '/dist',
      '//etc/passwd',
    ]) {
      assert.equal((await fetch(origin + path)).status, 404, path);
    }
    assert.equal((await fetch(origin, { method: 'POST' })).status, 405);
    assert.equal((await fetch(`${origin}/events`)).status, 401);
    assert.equal((await fetch(`${origin}/events?token=${TOKEN}`)).status, 401);
  });

  test('prints the token in one address only', () => {
    assert.equal(demo.output.split(TOKEN).length, 2);
  });

  test('says what is wrong with its arguments, and ends', async () => {
    for (const [args, message] of [
      [['--port', '99999'], /--port must be a whole number up to 65535, not 99999/],
      [['--pause', 'long'], /--pause must be a whole number up to 3600000, not long/],
      [['--loud'], /Unknown option '--loud'/],
      [['/no/such/folder'], /Not a folder: \/no\/such\/folder/],
      [['--port', new URL(demo.url).port], /Something else listens at port/],
    ]) {
      assert.match(await failedDemo(args), message);
    }
    assert.match(await failedDemo([], { AEB_DEMO_TOKEN: 'short' }), /AEB_DEMO_TOKEN must have 32/);
  });
});

// The devtools on a live bus, by keyboard alone, under the strict policy.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { focused, publishRun, shareDevtools, topicsIn } from './devtools.js';
import { startBrowser, startServer } from './site.js';

const browser = await startBrowser();
const server = await startServer();
const { page, context } = await shareDevtools(browser, server.url);

const press = async (...keys) => {
  for (const key of keys) await page.keyboard.press(key);
  await page.evaluate(() => frame());
};
const text = (selector) => page.locator(selector).first().textContent();
const focusList = () => page.locator('.grid').focus();
const openLast = async () => {
  await focusList();
  await press('End', 'Enter');
};

describe('the element', () => {
  test('listens while it is in the document, and leaves nothing behind', async () => {
    await publishRun(page);
    const sizes = await page.evaluate(async () => {
      const seen = [bus.size];
      const { parentNode } = devtools;
      devtools.remove();
      seen.push(bus.size);
      bus.publish('missed');
      parentNode.append(devtools);
      seen.push(bus.size);
      const other = new EventBus();
      devtools.bus = other;
      seen.push(bus.size, other.size);
      devtools.bus = null;
      seen.push(other.size);
      return seen;
    });
    assert.deepEqual(sizes, [1, 0, 1, 0, 1, 0]);
  });

  test('never disturbs the run, whatever is published', async () => {
    const result = await page.evaluate(async () => {
      const bus = new EventBus();
      devtools.bus = bus;
      const boom = () => {
        throw new Error('trap');
      };
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      const hostile = [
        proxy,
        new Proxy({}, { get: boom, ownKeys: boom, getPrototypeOf: boom }),
        {
          get tool() {
            throw new Error('getter');
          },
        },
        { toJSON: boom },
        Symbol('s'),
        12n,
        null,
        () => {},
        document.body,
        'x'.repeat(5_000_000),
        Array.from({ length: 1_000_000 }, (_, i) => i),
      ];
      const counts = hostile.map((event) => bus.publish('tool.called', event));
      await frame();
      return { counts, kept: devtools.counts.kept, errors: bus.stats().errors };
    });
    assert.deepEqual(result, { counts: Array(11).fill(1), kept: 11, errors: 0 });
    await focusList();
    for (let i = 0; i < 11; i++) await press('ArrowUp', 'Enter', 'Escape');
    assert.equal((await topicsIn(page)).length, 11);
  });

  test('takes properties that were set before it was defined, and can be imported twice', async () => {
    const result = await page.evaluate(async () => {
      const { AgentEventBusDevtools } = await import('/dist/devtools.js');
      const again = await import('/dist/devtools.js?another=version');
      const bus = new EventBus();
      const early = document.createElement('aeb-early');
      early.bus = bus;
      early.maxEvents = 7;
      document.body.append(early);
      customElements.define('aeb-early', class extends AgentEventBusDevtools {});
      const seen = [early.bus === bus, early.maxEvents, bus.size];
      early.remove();
      const first = customElements.get('agent-event-bus-devtools') === AgentEventBusDevtools;
      return [...seen, first, again.AgentEventBusDevtools === AgentEventBusDevtools];
    });
    assert.deepEqual(result, [true, 7, 1, true, false]);
  });

  test('refuses what is no bus, and tells when a bus is closed', async () => {
    const codes = await page.evaluate(() => {
      const codes = [];
      for (const [name, value] of [
        ['bus', {}],
        ['bus', 5],
        ['maxEvents', 0],
      ]) {
        try {
          devtools[name] = value;
        } catch (error) {
          codes.push(error.code);
        }
      }
      return codes;
    });
    assert.deepEqual(codes, Array(3).fill('ERR_INVALID_ARGUMENT'));
    assert.equal(await text('.state'), 'No bus');
    await publishRun(page);
    assert.equal(await text('.state'), 'Live');
    await page.evaluate(() => bus.close());
    await page.waitForFunction(
      () => devtools.shadowRoot.querySelector('.state').textContent === 'Bus closed',
    );
    assert((await topicsIn(page)).length > 10); // what was seen stays
  });
});

describe('the list', () => {
  test('shows what an event is about', async () => {
    await publishRun(page);
    const cells = await page.evaluate(() =>
      [...devtools.shadowRoot.querySelectorAll('.rows .row')]
        .filter((row) => row.querySelector('.topic').textContent === 'model.response')
        .map((row) => [...row.children].slice(1).map((cell) => cell.textContent)),
    );
    assert.deepEqual(cells, [
      ['model.response', 'largeI will search first.', '812 ms', '812 · $0.0042'],
    ]);
  });

  test('is walked by keys, and opens details, which Escape closes', async () => {
    await publishRun(page);
    await focusList();
    const row = () => text('.grid .row[aria-selected="true"] .topic');
    await press('End');
    assert.equal(await row(), 'run.completed');
    await press('Home');
    assert.equal(await row(), 'run.started');
    await press('ArrowDown', 'ArrowDown');
    assert.equal(await row(), 'model.request');
    await press('PageDown');
    assert.equal(await row(), 'run.completed');
    await press('PageUp', 'ArrowUp');
    assert.equal(await row(), 'run.started');
    const active = await page.locator('.grid').getAttribute('aria-activedescendant');
    assert.equal(await text(`#${active} .topic`), 'run.started');
    await press('Enter');
    assert.equal(await text('.details h2'), 'run.started');
    assert.match(await focused(page), /^node/);
    await press('Escape');
    assert.equal(await page.locator('.details').isVisible(), false);
    assert.match(await focused(page), /^grid/);
    await press('Enter');
    await focusList();
    await press('End');
    assert.equal(await text('.details h2'), 'run.completed'); // the pane follows the cursor
  });

  test('is filtered as the bus matches, and a bad pattern keeps the last good filter', async () => {
    await publishRun(page);
    await focusList();
    await press('/');
    assert.match(await focused(page), /^field/);
    await page.keyboard.type('**.failed, budget.warning');
    await page.evaluate(() => frame());
    assert.deepEqual(await topicsIn(page), ['tool.failed', 'budget.warning']);
    assert.equal(await text('.tally'), '2 of 19 events');
    await page.keyboard.type('*');
    await page.evaluate(() => frame());
    const message = await page.evaluate(() => {
      try {
        EventBus.matches('budget.warning*', 'a');
      } catch (error) {
        return error.message;
      }
      return undefined;
    });
    assert.equal(await text('.filter-error'), message);
    assert.equal(await page.locator('.field').getAttribute('aria-invalid'), 'true');
    assert.deepEqual(await topicsIn(page), ['tool.failed', 'budget.warning']);
    await press('Backspace');
    assert.equal(await text('.filter-error'), '');
    await press('Escape');
    assert.equal(await text('.tally'), '19 events');
    await page.keyboard.type('nothing.like.it');
    await page.evaluate(() => frame());
    assert.equal(await text('.tail .empty h3'), 'No event matches');
  });

  test('follows the newest until somebody looks elsewhere, and jumps back', async () => {
    await publishRun(page);
    const publish = (count) =>
      page.evaluate(async (n) => {
        for (let i = 0; i < n; i++) bus.publish('model.delta', { delta: `${i}` });
        await frame();
      }, count);
    const last = async () => (await topicsIn(page)).at(-1);
    const sticks = () =>
      page
        .locator('.grid')
        .evaluate((grid) => grid.scrollHeight - grid.scrollTop - grid.clientHeight < 2);
    await publish(200);
    assert.equal(await sticks(), true);
    await focusList();
    await press('Home');
    const first = await text('.grid .row[aria-selected="true"] .topic');
    await publish(1_000);
    assert.equal(first, 'run.started');
    assert.equal(await sticks(), false);
    assert.equal(await page.locator('.grid').evaluate((grid) => grid.scrollTop), 0);
    assert.equal(await text('.jump'), '1,000 new');
    await page.locator('.jump').focus();
    await press('Enter');
    assert.equal(await sticks(), true);
    assert.equal(await last(), 'model.delta');
    for (const height of [400, 800]) {
      await page.setViewportSize({ width: 1280, height });
      await page.waitForFunction((height) => innerHeight === height, height);
      await page.evaluate(() => frame());
    }
    assert.equal(await sticks(), true); // it was not somebody who scrolled
    assert.equal(await page.locator('.jump').isVisible(), false);
  });

  test('stays where it is while old events go', async () => {
    await page.evaluate(async () => {
      globalThis.bus = new EventBus();
      devtools.bus = bus;
      devtools.maxEvents = 1_000;
      for (let i = 0; i < 1_000; i++) bus.publish('n', i);
      await frame();
    });
    await focusList();
    await press('End', 'PageUp', 'PageUp', 'PageUp', 'PageUp', 'Enter', 'Escape');
    const current = () => text('.grid .row[aria-selected="true"] .detail');
    const [value, place] = [await current(), await rowTop()];
    await page.evaluate(async () => {
      for (let i = 1_000; i < 1_500; i++) bus.publish('n', i);
      await frame();
    });
    assert.equal(await current(), value);
    assert(Math.abs((await rowTop()) - place) <= 1);
    async function rowTop() {
      const row = page.locator('.grid .row[aria-selected="true"]');
      return (await row.boundingBox()).y;
    }
  });

  test('pauses, counts what comes meanwhile, and goes on with it', async () => {
    await publishRun(page);
    await focusList();
    await press(' ');
    assert.equal(await text('.state'), 'Paused');
    await page.evaluate(async () => {
      for (let i = 0; i < 1_204; i++) bus.publish('model.delta', {});
      await frame();
    });
    assert.equal(await text('.state'), 'Paused · 1,204 new');
    assert.equal(await text('.tally'), '19 events');
    assert.equal(await page.evaluate(() => devtools.paused), true);
    await press(' ');
    assert.equal(await text('.state'), 'Live');
    assert.equal(await text('.tally'), '1,223 events');
  });

  test('is cleared', async () => {
    await publishRun(page);
    await page.getByRole('button', { name: 'Clear' }).focus();
    await press('Enter');
    assert.equal(await text('.tail .empty h3'), 'Waiting for events');
    await page.evaluate(() => bus.publish('tool.called', {}) && frame());
    assert.deepEqual(await topicsIn(page), ['tool.called']);
  });
});

describe('the details', () => {
  test('are a tree that keys open, with all that a value may be', async () => {
    await page.evaluate(async () => {
      globalThis.bus = new EventBus();
      devtools.bus = bus;
      const event = {
        list: Array.from({ length: 250 }, (_, i) => i),
        text: 'y'.repeat(25_000),
        map: new Map([['k', 1n]]),
        error: new RangeError('out'),
        get cost() {
          throw new Error('asked');
        },
        node: document.body,
      };
      event.self = event;
      bus.publish('memory.stored', event);
      await frame();
    });
    await openLast();
    const nodes = () => page.locator('.tree .text').allTextContents();
    assert.deepEqual((await nodes()).slice(1), [
      'list: Array(250) [0, 1, 2, …]',
      `text: "${'y'.repeat(119)}…"`,
      'map: Map(1)',
      'error: RangeError: out',
      'cost: (…) ask the getter',
      'node: <body>',
      'self: circular: it is in itself',
    ]);
    await press('ArrowDown', 'ArrowRight');
    assert.equal((await nodes()).length, 8 + 101);
    assert.equal((await nodes())[102], 'Show 100 more of 150');
    await press('ArrowRight', 'ArrowLeft', 'ArrowLeft');
    assert.equal((await nodes()).length, 8);
    await press('ArrowRight');
    for (let i = 0; i < 101; i++) await page.keyboard.press('ArrowDown');
    await press('Enter');
    assert.match(await focused(page), /100: 100$/);
    assert.equal((await nodes()).length, 8 + 201);
    await press('Home', 'ArrowDown', 'ArrowLeft', 'ArrowDown', 'Enter', 'ArrowDown');
    assert.match(await focused(page), /y{10000}$/);
    await press('ArrowDown');
    assert.match(await focused(page), /Show more: 15,000 characters are left$/);
    await press('Enter', 'End');
    assert.match(await focused(page), /circular/);
    await press('ArrowUp', 'ArrowUp', 'Enter');
    assert.match(await focused(page), /cost: threw asked$/);
  });

  test('lead to all events of the same call and of the same run', async () => {
    await publishRun(page);
    await focusList();
    await press('/');
    await page.keyboard.type('tool.failed');
    await openLast();
    await press('/', 'Escape');
    await page.getByRole('button', { name: 'Show only this call' }).focus();
    await press('Enter');
    assert.deepEqual(await topicsIn(page), ['tool.called', 'tool.failed']);
    await page.getByRole('button', { name: 'Show only this run' }).focus();
    await press('Enter');
    assert.equal(await text('.tally'), '11 of 19 events');
    await page.getByRole('button', { name: /^Run run-1/ }).focus();
    await press('Enter');
    assert.equal(await text('.tally'), '19 events');
    assert.match(await focused(page), /^field/);
  });

  test('are copied as JSON', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await publishRun(page);
    await openLast();
    await page.getByRole('button', { name: 'Copy JSON' }).focus();
    await press('Enter');
    await page.waitForFunction(
      () => devtools.shadowRoot.querySelector('[role=status]').textContent === 'Copied as JSON',
    );
    const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
    assert.deepEqual(copied, {
      runId: 'run-1',
      agent: 'auditor',
      output: 'done',
      latencyMs: 934,
    });
  });
});

describe('the shell', () => {
  test('has tabs, as the pattern of ARIA has them', async () => {
    await publishRun(page);
    await page.locator('[role=tab][aria-selected=true]').focus();
    const titles = await page.locator('[role=tab] .name').allTextContents();
    const selected = () => text('[role=tab][aria-selected=true] .name');
    for (const title of [...titles.slice(1), titles[0]]) {
      await press('ArrowRight');
      assert.equal(await selected(), title);
      const panel = await page
        .locator('[role=tab][aria-selected=true]')
        .getAttribute('aria-controls');
      assert.equal(await page.locator(`#${panel}`).isVisible(), true);
      assert.equal(await page.locator('[role=tabpanel]:visible').count(), 1);
    }
    await press('ArrowLeft');
    assert.equal(await selected(), titles.at(-1));
    await press('Home');
    assert.equal(await selected(), titles[0]);
    await press('End');
    assert.equal(await selected(), titles.at(-1));
  });

  test('shows who is subscribed, with counts', async () => {
    await publishRun(page);
    await page.evaluate(async () => {
      bus.subscribe('tool.*', () => {}, { priority: 7 });
      bus.subscribe(['a', '**.failed'], () => {});
      bus.publish('tool.called', {});
    });
    await page.locator('#aeb-tab-subscriptions').focus();
    await press('Enter');
    await page.waitForFunction(
      () => devtools.shadowRoot.querySelectorAll('.subscriptions tbody tr').length === 3,
    );
    const rows = await page.evaluate(() =>
      [...devtools.shadowRoot.querySelectorAll('.subscriptions tbody tr')].map((row) =>
        [...row.cells].map((cell) => cell.textContent),
      ),
    );
    assert.deepEqual(rows, [
      ['1', '**', 'first', '20', 'active'],
      ['2', 'tool.*', '7', '1', 'active'],
      ['3', 'a, **.failed', '0', '0', 'active'],
    ]);
    assert.match(await text('.subscriptions .stats'), /Published20/);
  });

  test('helps, and the dialog is closed by Escape', async () => {
    await page.locator('[role=tab]').first().focus();
    await press('?');
    assert.equal(await page.getByRole('dialog', { name: 'Keyboard' }).isVisible(), true);
    await press('Escape');
    assert.equal(await page.getByRole('dialog', { name: 'Keyboard' }).isVisible(), false);
    await press('/');
    await page.keyboard.type('?/');
    assert.equal(await page.locator('.field').inputValue(), '?/');
  });

  test('announces failures now and then, not each event', async () => {
    await publishRun(page);
    const said = () => text('[role=status]');
    assert.equal(await said(), '1 new failure');
    await page.evaluate(async () => {
      for (let i = 0; i < 50; i++) {
        bus.publish('tool.failed', { error: { message: 'no' } });
        await frame();
      }
    });
    assert.equal(await said(), '1 new failure'); // the next one is seconds away
  });

  test('makes text of what is published, and nothing else', async () => {
    await page.evaluate(async () => {
      globalThis.bus = new EventBus();
      devtools.bus = bus;
      const evil = '<img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script>';
      const fields = [
        'tool',
        'model',
        'agent',
        'name',
        'callId',
        'runId',
        'parentId',
        'scope',
        'axis',
      ];
      const event = Object.fromEntries(fields.map((field) => [field, evil]));
      Object.assign(event, { [evil]: evil, error: { message: evil, stack: evil, type: evil } });
      Object.assign(event, {
        args: evil,
        result: evil,
        usage: { input: 1 },
        costUsd: 1,
        latencyMs: 1,
      });
      Object.assign(event, { used: 1, limit: 2, remaining: 1, amount: 1 });
      const topics = ['run.started', 'agent.turn.started', 'model.request', 'model.response'];
      topics.push('tool.called', 'tool.failed', 'budget.warning', 'http.failed', 'human.requested');
      topics.push(evil.replaceAll('*', ''), `tool.${evil}`, 'run.failed');
      for (const topic of topics) bus.publish(topic, event);
      await frame();
    });
    await openLast();
    for (const tab of await page.locator('[role=tab]').all()) {
      await tab.focus();
      await press('Enter');
      await page.evaluate(() => frame());
    }
    const found = await page.evaluate(() => ({
      hacked: globalThis.hacked,
      elements: devtools.shadowRoot.querySelectorAll('img, script, [onerror]').length,
    }));
    assert.deepEqual(found, { hacked: undefined, elements: 0 });
  });
});

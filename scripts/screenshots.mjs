// npm run screenshots: the pictures of the devtools in docs/images, light and dark.
//
// What they show was recorded: the example agent audits a clone of this checkout, with its real tools.
// There is no model in it, so a script stands for one, before and after the audit.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from './build.mjs';
import { inRoot, root } from './paths.mjs';
import { CommandError, run } from './run.mjs';
import { command, say } from './say.mjs';
import { setup } from './setup.mjs';
import { smallPng } from './small-png.mjs';

const SIZE = { width: 1280, height: 800 };
/** Of a picture: it is in every clone. */
const MAX_BYTES = 250_000;

/** @param {string} text */
const tokensIn = (text) => Math.ceil(text.length / 4);

/**
 * @param {string} folder
 * @returns {Promise<string>} the log of a run
 */
async function record(folder) {
  const { EventBus } = await import('../dist/index.js');
  const { budget, instrument, jsonlSink } = await import('../dist/toolkit.js');
  const { audit } = await import('../examples/agent/audit.mjs');
  const { ToolRunner } = await import('../examples/agent/tool-runner.mjs');
  const { toolsFor } = await import('../examples/agent/tools.mjs');
  const repository = join(folder, 'agent-event-bus');
  await run('screenshots-clone', ['git', 'clone', '--quiet', root, repository]);

  const bus = new EventBus({ onError: (error) => console.error(error) });
  const path = join(folder, 'agent-run.jsonl');
  const log = jsonlSink(bus, path);
  budget(bus, { calls: 50, perTool: { run_command: { calls: 10 } } });
  const agent = instrument(bus);
  const runner = new ToolRunner(agent, toolsFor(repository));
  const ask = agent.model(
    'a-script',
    async ({ messages }, answer) => {
      await delay(answer.length);
      const usage = { input_tokens: tokensIn(messages.join()), output_tokens: tokensIn(answer) };
      return { output: answer, usage };
    },
    { provider: 'none' },
  );
  await agent.run({ agent: 'auditor', input: 'Audit agent-event-bus' }, async () => {
    const plan = 'List the files; read those that every repository should have; ask git; search.';
    await agent.turn({ name: 'plan' }, () => ask({ messages: ['Audit agent-event-bus'] }, plan));
    const findings = await agent.turn({ name: 'audit' }, () => audit(runner));
    const report = findings.join('; ');
    await agent.turn({ name: 'report' }, () => ask({ messages: ['Report', report] }, report));
    return report;
  });
  await log.close();
  bus.close();
  return readFileSync(path, 'utf8');
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {string} log
 * @param {'light' | 'dark'} colorScheme
 */
async function picture(browser, url, log, colorScheme) {
  const file = `docs/images/devtools-${colorScheme}.png`;
  const context = await browser.newContext({ viewport: SIZE, colorScheme, deviceScaleFactor: 2 });
  const page = await context.newPage();
  await page.goto(`${url}/tests/browser/devtools.html`);
  await page.evaluate(async (text) => {
    await globalThis.customElements.whenDefined('agent-event-bus-devtools');
    const devtools = globalThis.document.querySelector('agent-event-bus-devtools');
    await devtools.load(text, { name: 'agent-run.jsonl' });
  }, log);
  await page.locator('#aeb-tab-timeline').click();
  await page.locator('.timeline [role=row]', { hasText: 'failed' }).first().click();
  await page.mouse.wheel(0, -10_000); // from the beginning
  await page.mouse.move(0, 0);
  await delay(500); // until what moves has come to rest
  const png = smallPng(await page.screenshot());
  await context.close();
  const { length } = png;
  if (length > MAX_BYTES) throw new CommandError(`${file} has ${length} bytes, over ${MAX_BYTES}`);
  writeFileSync(inRoot(file), png);
  say(`${file}: ${length.toLocaleString('en')} bytes`);
}

await command(async () => {
  await build(await setup('test'));
  const { launch, serve } = await import('../tests/browser/browser.js'); // after set-up
  mkdirSync(inRoot('docs/images'), { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'screenshots-'));
  const server = await serve();
  const browser = await launch();
  try {
    const log = await record(folder);
    for (const scheme of /** @type {const} */ (['light', 'dark'])) {
      await picture(browser, server.url, log, scheme);
    }
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

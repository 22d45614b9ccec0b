// "An agent UI in ten lines" of the README, as it stands: the agent in Node, the page in Chromium.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { inRoot } from '../../scripts/paths.mjs';
import { launch } from './browser.js';

const section = readFileSync(inRoot('README.md'), 'utf8')
  .split(/^## /m)
  .find((text) => text.startsWith('An agent UI in ten lines'));
const [agent, html] = ['js', 'html'].map(
  (language) => section.match(new RegExp(`^\`\`\`${language}\\b[^\\n]*\\n(.*?)^\`\`\``, 'ms'))[1],
);

/** A server of files, as any. */
async function serveFiles(folder) {
  const types = { '.js': 'text/javascript', '.html': 'text/html' };
  const server = createServer(async (request, response) => {
    const path = request.url === '/' ? '/index.html' : request.url;
    try {
      const content = await readFile(join(folder, path));
      response.writeHead(200, { 'content-type': types[extname(path)] ?? '' }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

test('it has ten lines, and shows what the agent publishes', async () => {
  assert.equal(html.trim().split('\n').length, 10);
  const folder = inRoot('build/readme-ui');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(inRoot('.'), join(folder, 'node_modules/agent-event-bus'));
  const files = await serveFiles(folder);
  const origin = `http://127.0.0.1:${files.address().port}`;

  // With ports that are free here; and it publishes something, as agents do.
  const publishes = `bus.publish('tool.called', { callId: '1', tool: 'search' });`;
  const code = agent.replace('http://localhost:8000', origin).replace('port: 7070', 'port: 0');
  assert(code.includes(origin) && code.includes('port: 0'));
  writeFileSync(join(folder, 'agent.mjs'), code + publishes);
  const child = spawn(process.execPath, [join(folder, 'agent.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const browser = await launch();
  try {
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    const [, url, token] = line.match(/^(\S+) token: (\S+)$/);
    assert(html.includes('http://127.0.0.1:7070/'));
    writeFileSync(join(folder, 'index.html'), html.replace('http://127.0.0.1:7070/', url));

    const page = await browser.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('dialog', (dialog) => dialog.accept(token));
    await page.goto(origin);
    await page.locator('.grid .rows .row:not([hidden])').first().waitFor();
    const cells = await page.locator('.grid .rows .row:not([hidden]) .topic').allTextContents();
    assert.deepEqual(cells, ['tool.called']);
    const height = await page.evaluate(
      () => document.querySelector('agent-event-bus-devtools').offsetHeight === innerHeight,
    );
    assert.equal(height, true);
    assert.deepEqual(problems, []);
  } finally {
    await browser.close();
    child.kill();
    files.close();
    files.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  }
});

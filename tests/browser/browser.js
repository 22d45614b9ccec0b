// A headless Chromium, and a server of this checkout on loopback that sends a strict policy.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { delimiter, extname, isAbsolute, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';
import { inRoot, root } from '../../scripts/paths.mjs';
import { findChromium } from '../../scripts/requirements.mjs';

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'";

/**
 * Answers with files of this checkout; notes in `requests` what was asked for.
 *
 * @param {string} [connect] where its pages may connect to, besides
 * @param {string} [folder] whose files they are instead
 */
export async function serve(connect, folder = root) {
  const requests = [];
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, 'http://localhost').pathname);
    if (path === '/favicon.ico') {
      response.writeHead(204).end(); // no page asked for it
      return;
    }
    requests.push(path);
    try {
      const content = await readFile(join(folder, path));
      response.writeHead(200, {
        'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
        'content-security-policy': connect ? `${POLICY}; connect-src ${connect}` : POLICY,
      });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    return closed;
  };
  return { url: `http://127.0.0.1:${server.address().port}`, requests, close };
}

export async function launch() {
  const name = await findChromium();
  if (name === undefined) throw new Error('No Chromium: set CHROMIUM_PATH');
  const executablePath = isAbsolute(name) ? name : onPath(name);
  // Chromium refuses its sandbox to root; the pages are our own.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args: ['--disable-quic', '--disable-gpu', ...sandbox] });
}

function onPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** A page that collects what goes wrong in it. */
export async function open(browser, url) {
  const page = await browser.newPage();
  const problems = problemsOf(page);
  await page.goto(url);
  return { page, problems };
}

/**
 * @param {import('playwright-core').Page} page
 * @param {(text: string) => boolean} [counts] whether an error on the console is one
 * @returns {string[]} what goes wrong in a page from now on: it grows
 */
export function problemsOf(page, counts = () => true) {
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && counts(message.text())) problems.push(message.text());
  });
  return problems;
}

/**
 * What a page looks like, kept in build/screenshots.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
export const screenshot = (page, name) =>
  page.screenshot({ path: inRoot(`build/screenshots/${name}.png`) });

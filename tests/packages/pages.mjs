// Pages in one headless Chromium, started when the first is opened.

import assert from 'node:assert/strict';
import { findChromium } from '../../scripts/requirements.mjs';
import { launch, serve } from '../browser/browser.js';
import { NotRunError } from './project.mjs';

const TIMEOUT_MS = 30_000;

/** @type {Promise<import('playwright-core').Browser> | undefined} */
let browser;

/**
 * @returns {Promise<string>} its program
 * @throws {NotRunError} if there is none
 */
export async function chromium() {
  const program = await findChromium();
  if (program === undefined) throw new NotRunError('no Chromium: set CHROMIUM_PATH');
  return program;
}

/** Ends the browser, if there is one. */
export async function closeBrowser() {
  const running = await browser;
  browser = undefined;
  await running?.close();
}

/**
 * @param {string} path of a file
 * @param {string} folder which has it, and is served under a strict policy
 * @returns {Promise<string>} what the page prints first
 */
export async function printedByPage(path, folder) {
  const server = await serve(undefined, folder);
  try {
    return await inPage(async (page) => {
      const printed = page.waitForEvent('console', {
        predicate: (message) => message.type() === 'log',
        timeout: TIMEOUT_MS,
      });
      await page.goto(`${server.url}/${path}`);
      return (await printed).text();
    });
  } finally {
    await server.close();
  }
}

/**
 * @param {string} url
 * @param {string} selector
 * @returns {Promise<string>} the text of that element, once it is JSON
 */
export function textInPage(url, selector) {
  return inPage(async (page) => {
    await page.goto(url);
    const element = page.locator(selector, { hasText: '{' });
    return (await element.textContent({ timeout: TIMEOUT_MS })) ?? '';
  });
}

/**
 * @param {(page: import('playwright-core').Page) => Promise<string>} use
 * @returns {Promise<string>}
 */
async function inPage(use) {
  await chromium();
  browser ??= launch();
  const page = await (await browser).newPage();
  /** @type {string[]} */
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  try {
    const result = await use(page);
    assert.deepEqual(problems, [], 'the page complains');
    return result;
  } catch (error) {
    if (problems.length > 0) error.message += `\n${problems.join('\n')}`;
    throw error;
  } finally {
    await page.close();
  }
}

// What the tests of a file share: a browser, and a server of this checkout. Both are started when the
// file is read, before its first test, and stopped after its last one.

import { after } from 'node:test';
import { launch, serve } from './browser.js';

export async function startBrowser() {
  const browser = await launch();
  after(() => browser.close());
  return browser;
}

/** @param {Parameters<typeof serve>} options */
export async function startServer(...options) {
  const server = await serve(...options);
  after(() => server.close());
  return server;
}

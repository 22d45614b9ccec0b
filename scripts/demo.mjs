// npm run demo: sets up and builds what is missing or stale, then starts the example agent in Node and
// a page that shows what it does. Ctrl-C stops it.
//
//   npm run demo                          audits this checkout, again and again
//   npm run demo -- /some/other/repo      audits that one
//   npm run demo -- --port 7070           else the port is a free one
//   npm run demo -- --pause 500           milliseconds between two runs; 3000 if not given
//   npm run demo -- --open                opens the page in the browser
//
// The page needs a token, which is new with each start. AEB_DEMO_TOKEN, of at least 32 characters,
// keeps it: with the same port, pages that are open then go on after a new start.

import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { CommandError } from './run.mjs';
import { command, say } from './say.mjs';
import { setup } from './setup.mjs';

const USAGE = 'Usage: npm run demo -- [repository] [--port N] [--pause MS] [--open]';
const MAX_PAUSE_MS = 3_600_000;

function options() {
  let given;
  try {
    given = parseArgs({
      allowPositionals: true,
      options: {
        port: { type: 'string', default: '0' },
        pause: { type: 'string', default: '3000' },
        open: { type: 'boolean', default: false },
      },
    });
  } catch ({ message }) {
    throw new CommandError(`${message}\n${USAGE}`);
  }
  const { values, positionals } = given;
  if (positionals.length > 1) throw new CommandError(`One repository at a time.\n${USAGE}`);
  // Relative to where npm was called, which is not where npm runs this.
  const repository = resolve(process.env.INIT_CWD ?? '.', positionals[0] ?? '.');
  if (!statSync(repository, { throwIfNoEntry: false })?.isDirectory()) {
    throw new CommandError(`Not a folder: ${repository}\n${USAGE}`);
  }
  return {
    repository,
    port: whole('port', values.port, 65_535),
    pauseMs: whole('pause', values.pause, MAX_PAUSE_MS),
    isOpened: values.open,
    token: tokenOf(process.env.AEB_DEMO_TOKEN),
  };
}

/** @param {string | undefined} text */
function tokenOf(text) {
  if (text === undefined || /^[\w.~+/=-]{32,512}$/.test(text)) return text;
  throw new CommandError(
    'AEB_DEMO_TOKEN must have 32 to 512 characters of A-Z a-z 0-9 - . _ ~ + / =',
  );
}

/**
 * @param {string} name
 * @param {string} text
 * @param {number} max
 */
function whole(name, text, max) {
  if (/^\d{1,7}$/.test(text) && Number(text) <= max) return Number(text);
  throw new CommandError(`--${name} must be a whole number up to ${max}, not ${text}\n${USAGE}`);
}

/** @param {string} url */
function openInBrowser(url) {
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.on('error', ({ message }) => say(`The browser could not be opened: ${message}`));
  child.unref();
}

await command(async () => {
  const { isOpened, ...wanted } = options();
  await build(await setup('start'));
  const { startDemo } = await import('./demo/server.mjs'); // of what was just built
  const demo = await startDemo(wanted);
  say(`The agent audits ${wanted.repository}, again and again. Ctrl-C stops it.`);
  console.log(`\n  ${demo.url}\n`);
  if (isOpened) openInBrowser(demo.url);
  await new Promise((stop) => {
    // Not once: npm passes on what the terminal has sent already, and that must not cut the end short.
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
  });
  await demo.stop();
  say('Stopped');
});

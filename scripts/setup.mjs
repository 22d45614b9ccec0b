// Set-up: finds out what is missing for a purpose and installs that, and nothing else.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { inRoot } from './paths.mjs';
import { requirements } from './requirements.mjs';
import { ask, CommandError, run } from './run.mjs';
import { say, timed } from './say.mjs';

/**
 * @param {import('./requirements.mjs').Purpose} purpose
 * @returns {Promise<Map<string, string>>} by name, the version or place of what was found
 */
export async function setup(purpose) {
  prepareEnvironment();
  const wanted = requirements.filter(({ purposes }) => purposes.includes(purpose));
  const found = await find(wanted);
  const missing = wanted.filter(({ name }) => !found.has(name));
  if (missing.length > 0) await install(missing, found);
  if (found.has('Chromium')) process.env.CHROMIUM_PATH = found.get('Chromium');
  await installNodeModules();
  return found;
}

/** For this process, and with that for every tool it starts. */
function prepareEnvironment() {
  const { env } = process;
  // An emsdk that was not activated in this shell.
  const emsdk = env.EMSDK && join(env.EMSDK, 'upstream/emscripten');
  if (emsdk && !env.PATH?.split(delimiter).includes(emsdk)) {
    env.PATH = `${env.PATH}${delimiter}${emsdk}`;
  }
  // Debian's Emscripten takes acorn from here. A Node that is not Debian's would not look there.
  const debian = '/usr/share/nodejs';
  if (existsSync(debian) && !env.NODE_PATH?.split(delimiter).includes(debian)) {
    env.NODE_PATH = env.NODE_PATH ? `${env.NODE_PATH}${delimiter}${debian}` : debian;
  }
}

/** @param {import('./requirements.mjs').Requirement[]} wanted */
async function find(wanted) {
  const answers = await Promise.all(
    wanted.map(async ({ name, find }) => /** @type {const} */ ([name, await find()])),
  );
  const found = answers.filter(([, version]) => version !== undefined);
  if (found.length > 0) say(`Found ${found.map(([name, at]) => `${name} (${at})`).join(', ')}`);
  return new Map(/** @type {[string, string][]} */ (found));
}

/**
 * @param {import('./requirements.mjs').Requirement[]} missing
 * @param {Map<string, string>} found what gets installed is added
 */
async function install(missing, found) {
  const prefix = await aptPrefix();
  if (prefix !== undefined) {
    const apt = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
    const packages = missing.flatMap((requirement) => requirement.apt.split(' '));
    say('This takes a few minutes, once. To watch: tail -f build/logs/apt-install.log');
    await timed(`Installing ${packages.join(', ')} with apt-get`, async () => {
      await run('apt-update', [...apt, 'update']);
      await run('apt-install', [...apt, 'install', '-y', '--no-install-recommends', ...packages]);
    });
    prepareEnvironment();
    for (const [name, version] of await find(missing)) found.set(name, version);
  }
  const absent = missing.filter(({ name }) => !found.has(name));
  const fetched = absent.filter((requirement) => requirement.fetched);
  if (fetched.length > 0) say(`CMake will download ${fetched.map(({ name }) => name).join(', ')}`);
  if (absent.length > fetched.length) throw new CommandError(explain(absent));
}

/** How to call apt-get with the rights to install: `undefined` if there is no way. */
async function aptPrefix() {
  if ((await ask(['apt-get', '--version'])) === undefined) return undefined;
  if (process.getuid?.() === 0) return [];
  return (await ask(['sudo', '-n', 'true'])) === undefined ? undefined : ['sudo', '-n'];
}

/** @param {import('./requirements.mjs').Requirement[]} absent */
function explain(absent) {
  const names = absent.map(({ name }) => name);
  const formulae = absent.flatMap(({ brew }) => brew ?? []);
  const macos = absent.flatMap((requirement) => requirement.macos ?? []);
  if (formulae.length > 0) macos.unshift(`brew install ${formulae.join(' ')}`);
  const lines = [
    `Please install ${names.join(', ')}, then run this again:`,
    '',
    `  Debian, Ubuntu   sudo apt-get install ${absent.map(({ apt }) => apt).join(' ')}`,
    `  macOS            ${macos.join(' && ')}`,
  ];
  if (names.includes('Emscripten')) {
    lines.push(
      '  anywhere         emsdk: https://emscripten.org/docs/getting_started/downloads.html',
    );
  }
  if (names.includes('Chromium')) {
    lines.push('  another browser  set CHROMIUM_PATH to a Chromium or Chrome');
  }
  return lines.join('\n');
}

/** `npm ci`, unless node_modules is what package-lock.json says. */
async function installNodeModules() {
  const stamp = inRoot('node_modules/.package-lock.sha256');
  const hash = createHash('sha256')
    .update(readFileSync(inRoot('package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  await timed('Installing the development packages with npm ci', () =>
    run('npm-ci', ['npm', 'ci', '--no-audit', '--no-fund']),
  );
  writeFileSync(stamp, hash);
}

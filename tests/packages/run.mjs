// npm run test:packages: the packed package in real projects, each of which prints what it got of the bus.
//
// It sets up and builds what is missing or stale, and the projects are in build/packages.
//
//   npm run test:packages                    all of them
//   npm run test:packages -- vite bun        only these
//   npm run test:packages -- --strict        one that cannot be had is a failure, too

import { build } from '../../scripts/build.mjs';
import { setup } from '../../scripts/setup.mjs';
import { closeBrowser } from './pages.mjs';
import { perform } from './perform.mjs';
import { NotRunError, pack, prepare } from './project.mjs';
import { targets } from './targets.mjs';
import { versionOf } from './versions.mjs';

/**
 * @typedef {object} Row a line of the table
 * @property {string} target
 * @property {string} version
 * @property {string} what
 * @property {string} size
 * @property {'pass' | 'FAIL' | 'not run'} result
 * @property {string} [why]
 */

const args = process.argv.slice(2);
const strict = args.includes('--strict');
const names = args.filter((arg) => arg !== '--strict');
const unknown = names.filter((name) => !targets.some((target) => target.name === name));
if (unknown.length > 0) {
  const known = targets.map(({ name }) => name).join(', ');
  console.error(`No such target: ${unknown.join(', ')}. There are ${known}.`);
  process.exit(1);
}

await build(await setup('start'));
const tarball = await pack();
/** @type {Row[]} */
const rows = [];
try {
  for (const target of targets) {
    if (names.length > 0 && !names.includes(target.name)) continue;
    for await (const row of proven(target)) {
      rows.push(row);
      console.log(line(row));
      if (row.why !== undefined) console.log(indented(row.why));
    }
  }
} finally {
  await closeBrowser();
}

const count = (/** @type {Row['result']} */ result) =>
  rows.filter((row) => row.result === result).length;
const [passed, failed, notRun] = [count('pass'), count('FAIL'), count('not run')];
console.log(`\n${passed} passed, ${failed} failed${notRun > 0 ? `, ${notRun} not run` : ''}`);
process.exitCode = failed > 0 || (strict && notRun > 0) ? 1 : 0;

/**
 * @param {import('./targets.mjs').Target} target
 * @returns {AsyncGenerator<Row>}
 */
async function* proven(target) {
  const row = { target: target.title, version: '', what: '', size: '' };
  let project;
  try {
    project = await prepare(target, tarball);
    row.version = await versionOf(target.version, project);
  } catch (error) {
    if (!(error instanceof NotRunError)) throw error;
    yield { ...row, what: 'everything', result: 'not run', why: error.message };
    return;
  }
  for (const step of target.steps) {
    const { what, version = row.version } = step;
    try {
      const size = await perform(step, project);
      yield { ...row, version, what, size: shown(size), result: 'pass' };
    } catch (error) {
      const result = error instanceof NotRunError ? 'not run' : 'FAIL';
      yield { ...row, version, what, result, why: error.message };
    }
  }
}

/** @param {{ bytes: number, gzipped: number } | undefined} size */
function shown(size) {
  if (size === undefined) return '';
  return `${size.bytes.toLocaleString('en')} / ${size.gzipped.toLocaleString('en')}`;
}

/** @param {Row} row */
function line({ target, version, what, size, result }) {
  return [result.padEnd(8), target.padEnd(22), version.padEnd(10), what.padEnd(38), size]
    .join(' ')
    .trimEnd();
}

/** @param {string} text */
function indented(text) {
  return text.replace(/^/gm, '         ');
}

// npm run test:faults: the faults in their long form, for an otherwise idle machine. Tells what came out
// of each as soon as it has, and writes docs/reliability.md from it.
//
//   npm run test:faults                     all of them, which takes most of an hour
//   npm run test:faults -- server-crashes   only these; the others keep their figures
//   npm run test:faults -- --short          in the size of npm test
//
// AEB_SEED repeats what chance decides, but not the timing.

import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { build } from '../../scripts/build.mjs';
import { inRoot } from '../../scripts/paths.mjs';
import { ask, CommandError } from '../../scripts/run.mjs';
import { command, seconds } from '../../scripts/say.mjs';
import { setup } from '../../scripts/setup.mjs';
import { documentOf } from './document.js';

const RESULTS = 'tests/faults/results.json';
const DOCUMENT = 'docs/reliability.md';

await command(async () => {
  const args = process.argv.slice(2);
  const size = args.includes('--short') ? 'short' : 'long';
  const names = args.filter((arg) => !arg.startsWith('--'));
  await build(await setup('test'));
  const { scenarios } = await import('./scenarios.js'); // here, for it needs what was built
  const known = existsSync(inRoot(RESULTS))
    ? JSON.parse(readFileSync(inRoot(RESULTS), 'utf8'))
    : {};
  const unknown = names.filter((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown.length > 0) throw new CommandError(`No such fault: ${unknown.join(', ')}`);
  const server = (await ask([process.env.REDIS_SERVER ?? 'redis-server', '--version'])) ?? '';
  const versionOf = (name) =>
    JSON.parse(readFileSync(inRoot(`node_modules/${name}/package.json`), 'utf8')).version;

  const order = scenarios.map((scenario) => scenario.name);
  const seed = Number(process.env.AEB_SEED ?? randomInt(2 ** 31));
  console.log(`AEB_SEED=${seed}`);
  let bad = 0;
  for (const { name, promise, sizes, byChance, run } of scenarios) {
    if (names.length > 0 && !names.includes(name)) continue;
    const start = performance.now();
    delete known[name]; // whatever becomes of it now, the old figures are no longer true
    try {
      const finding = await run({ ...sizes[size], seed });
      const took = seconds(performance.now() - start);
      const chance = byChance === undefined ? {} : { byChance, seed };
      const load = Number(loadavg()[0].toFixed(1));
      known[name] = { promise, size, ...chance, ...finding, took, load };
      if (!report(name, known[name])) bad++;
    } catch (error) {
      bad++;
      console.log(`FAIL  ${name}: it did not come to its end: ${error?.stack ?? error}`);
    }
    known.machine = {
      server: server.match(/v=(\S+)/)?.[1],
      clients: ['redis', 'ioredis'].map((client) => `${client} ${versionOf(client)}`).join(', '),
      node: process.versions.node,
      cores: cpus().length,
    };
    writeFileSync(inRoot(RESULTS), `${JSON.stringify(known, null, 2)}\n`);
    writeFileSync(inRoot(DOCUMENT), documentOf(known, order));
  }
  process.exitCode = bad === 0 ? 0 : 1;
});

/**
 * @param {string} name
 * @param {import('./document.js').Result} result
 * @returns {boolean} whether all is as promised
 */
function report(name, { figure, failures, late, took }) {
  const isGood = failures === 0 && late.length === 0;
  console.log(`${isGood ? 'pass' : 'FAIL'}  ${name} (${took}): ${figure}`);
  for (const text of late) console.log(`      later than promised: ${text}`);
  return isGood;
}

// npm run test:faults: the faults in their long form, for an otherwise idle machine. Writes
// docs/reliability.md from what it measured.
//
//   npm run test:faults                     all of them, which takes hours
//   npm run test:faults -- server-crashes   only these; the others keep their figures
//   npm run test:faults -- --short          in the size of npm test

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
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

  let bad = 0;
  for (const { name, promise, sizes, run } of scenarios) {
    if (names.length > 0 && !names.includes(name)) continue;
    const start = performance.now();
    const { figure, trials, failures, late } = await run(sizes[size]);
    const took = seconds(performance.now() - start);
    const isBad = failures > 0 || late.length > 0;
    if (isBad) bad++;
    console.log(`${isBad ? 'FAIL' : 'pass'}  ${name} (${took}): ${figure}`);
    for (const text of late) console.log(`      later than promised: ${text}`);
    known[name] = { promise, size, figure, trials, failures, late, took };
    known.machine = {
      server: server.match(/v=(\S+)/)?.[1],
      clients: ['redis', 'ioredis'].map((client) => `${client} ${versionOf(client)}`).join(', '),
      node: process.versions.node,
      cores: cpus().length,
    };
    writeFileSync(inRoot(RESULTS), `${JSON.stringify(known, null, 2)}\n`);
    const order = scenarios.map((scenario) => scenario.name);
    writeFileSync(inRoot(DOCUMENT), documentOf(known, order));
  }
  process.exitCode = bad === 0 ? 0 : 1;
});

// npm run bench:toolkit: what it costs to record events, and docs/benchmarks/toolkit.md.
//
//   npm run bench:toolkit                    5 rounds of 50,000 events
//   npm run bench:toolkit -- 3 20000         3 rounds of 20,000

import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { build } from '../../scripts/build.mjs';
import { inRoot } from '../../scripts/paths.mjs';
import { run } from '../../scripts/run.mjs';
import { command, timed } from '../../scripts/say.mjs';
import { setup } from '../../scripts/setup.mjs';
import { machine } from '../machine.mjs';
import { fastest, median } from '../statistics.mjs';
import { eventOf } from './events.mjs';
import { recorders } from './recorders.mjs';

const document = 'docs/benchmarks/toolkit.md';
const BASE = 'nothing';

const load = () => loadavg()[1].toFixed(0);

async function prepare() {
  await build(await setup('start'));
  const stamp = inRoot('bench/toolkit/node_modules/.package-lock.sha256');
  const lock = readFileSync(inRoot('bench/toolkit/package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) {
    await timed('Installing pino', () =>
      run('bench-toolkit-npm-ci', ['npm', 'ci', '--prefix', 'bench/toolkit', '--no-audit']),
    );
    writeFileSync(stamp, hash);
  }
  // A copy, so that a build during a run does not change what is measured.
  rmSync(inRoot('build/bench-toolkit'), { recursive: true, force: true });
  cpSync(inRoot('dist'), inRoot('build/bench-toolkit'), { recursive: true });
}

/**
 * @param {string} name
 * @param {number} events
 * @returns {Promise<{ clock: number, processor: number }>} nanoseconds per event
 */
function measure(name, events) {
  return new Promise((resolve, reject) => {
    const child = fork(inRoot('bench/toolkit/record.mjs'), [name, String(events)]);
    child.on('message', resolve);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${name} ended with ${code} and no answer`)));
  });
}

/** @param {{ name: string, times: { clock: number, processor: number }[] }[]} results */
function rowsOf(results) {
  const microseconds = (/** @type {number} */ nanoseconds) => (nanoseconds / 1_000).toFixed(2);
  const processorOf = ({ times }) => fastest(times.map(({ processor }) => processor));
  const base = processorOf(results.find(({ name }) => name === BASE));
  return results.map(({ name, times }) => {
    const clock = times.map((time) => time.clock);
    const processor = processorOf({ times });
    return {
      name,
      perSecond: Math.round(1e9 / fastest(clock)).toLocaleString('en'),
      median: Math.round(1e9 / median(clock)).toLocaleString('en'),
      processor: microseconds(processor),
      overhead: name === BASE ? '–' : microseconds(processor - base),
    };
  });
}

/**
 * @param {ReturnType<typeof rowsOf>} rows
 * @param {number} rounds
 * @param {number} events
 */
function documentOf(rows, rounds, events) {
  const bytes = [0, 1, 2, 3].map((i) => JSON.stringify(eventOf(i)[1]).length);
  const versionOf = (path) => JSON.parse(readFileSync(inRoot(path), 'utf8')).version;
  const table = rows.map(
    ({ name, perSecond, median: middle, processor, overhead }) =>
      `| ${name} | ${perSecond} | ${middle} | ${processor} | ${overhead} |`,
  );
  const notes = recorders.map(({ name, note }) => `- **${name}**: ${note}.`);
  return `# What it costs to record events

Made by \`npm run bench:toolkit\`. ${events.toLocaleString('en')} events of an agent (${Math.min(...bytes)} to ${Math.max(...bytes)} bytes of JSON), published
64 per turn of the event loop, from the first publish until the last event is recorded, and counted there. Each recorder in
a process of its own, after a warm-up, in ${rounds} rounds in which they take turns.

| recorder | events/s, fastest round | events/s, median | processor, µs/event | overhead, µs/event |
|---|---:|---:|---:|---:|
${table.join('\n')}

Events per second are by the clock, so they fall when the machine has other work. The processor's time is that of the whole
process, with the threads that write files, in the round that used least; the overhead is what of it is beyond that of ${BASE}.
When this was measured, ${load()} processes wanted the ${cpus().length} cores on average.

${notes.join('\n')}

pino ${versionOf('bench/toolkit/node_modules/pino/package.json')}; ${machine()}.
`;
}

await command(async () => {
  const [rounds = 5, events = 50_000] = process.argv.slice(2).map(Number);
  const full = process.argv.length === 2;
  await prepare();
  const results = recorders.map(({ name }) => ({ name, times: [] }));
  for (let round = 1; round <= rounds; round++) {
    console.log(`Round ${round} of ${rounds}`);
    for (const { name, times } of results) times.push(await measure(name, events));
  }
  const rows = rowsOf(results);
  console.table(rows);
  if (!full) return;
  writeFileSync(inRoot(document), documentOf(rows, rounds, events));
  console.log(`Written: ${document}`);
});

// npm run bench:native: how long do the operations of the native Router and EventBus take?
//
// The fastest of several rounds is the measure: noise only adds.

import { readFileSync } from 'node:fs';
import { inRoot } from '../../scripts/paths.mjs';
import { CommandError, run } from '../../scripts/run.mjs';
import { command, say, timed } from '../../scripts/say.mjs';
import { folder, prepare } from './prepare.mjs';
import { reportTimings } from './timings-report.mjs';

const ROUNDS = 5;
/** Of one round, at least. */
const SECONDS = 0.1;

/**
 * @typedef {object} Timing
 * @property {string} group
 * @property {string} name
 * @property {number} fastest nanoseconds per operation
 * @property {number} median
 */

/** @returns {Promise<Timing[]>} in the order of registration */
async function measure() {
  const out = `${folder}/timings.json`;
  await run('native-bench-timings', [
    `${folder}/agent_event_bus_benchmarks`,
    `--benchmark_min_time=${SECONDS}`,
    `--benchmark_repetitions=${ROUNDS}`,
    // So that what disturbs does not disturb all rounds of one benchmark.
    '--benchmark_enable_random_interleaving=true',
    `--benchmark_out=${out}`,
    '--benchmark_out_format=json',
  ]);
  const { benchmarks } = JSON.parse(readFileSync(inRoot(out), 'utf8'));
  const failed = benchmarks.find(({ error_occurred }) => error_occurred);
  if (failed !== undefined) throw new CommandError(`${failed.name}: ${failed.error_message}`);

  /** @type {Map<string, number[]>} */
  const rounds = new Map();
  benchmarks.sort((a, b) => a.family_index - b.family_index);
  for (const { run_type, run_name, items_per_second } of benchmarks) {
    if (run_type !== 'iteration') continue;
    const times = rounds.get(run_name) ?? [];
    times.push(1e9 / items_per_second);
    rounds.set(run_name, times);
  }
  return [...rounds].map(([runName, times]) => {
    times.sort((a, b) => a - b);
    const [group, name] = runName.split('/'); // and a third part where it is not CPU time
    return { group, name, fastest: times[0], median: times[times.length >> 1] };
  });
}

await command(async () => {
  const machine = await prepare();
  const timings = await timed('Measuring', measure);
  for (const { group, name, fastest } of timings) {
    say(
      `  ${`${group} ${name}`.padEnd(64)}${Math.round(fastest).toLocaleString('en').padStart(7)} ns`,
    );
  }
  await reportTimings(machine, timings);
});

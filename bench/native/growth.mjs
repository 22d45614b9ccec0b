// npm run bench:growth: what does an operation cost when its input doubles?
//
// Counts instructions, by Valgrind's callgrind, so the result does not depend on how busy the machine
// is. Fails if a doubling costs more than it may.

import { readFileSync } from 'node:fs';
import { inRoot } from '../../scripts/paths.mjs';
import { ask, CommandError } from '../../scripts/run.mjs';
import { command, say, timed } from '../../scripts/say.mjs';
import { families, MOST_GROWTH } from './growth-cases.mjs';
import { reportGrowth } from './growth-report.mjs';
import { measureMemory, tooBig } from './memory.mjs';
import { folder, prepare } from './prepare.mjs';

/**
 * @typedef {object} Point
 * @property {number} size
 * @property {number} instructions of one operation
 * @property {number} growth what it costs, divided by what half the size cost; 0 for the first
 */

/**
 * @param {string} name
 * @param {number} size
 */
async function count(name, size) {
  const out = `${folder}/callgrind.out`;
  const output = await ask([
    ...['valgrind', '-q', '--tool=callgrind', '--instr-atstart=no'],
    ...[`--callgrind-out-file=${out}`, `${folder}/growth`, name, String(size)],
  ]);
  if (output === undefined) throw new CommandError(`Failed: ${folder}/growth ${name} ${size}`);
  const operations = Number(output.split(' ')[0]);
  const total = Number(readFileSync(inRoot(out), 'utf8').match(/^totals: (\d+)$/m)?.[1]);
  if (!(total > 0)) throw new CommandError(`Nothing was counted: ${name} ${size}`);
  return total / operations;
}

/**
 * @param {import('./growth-cases.mjs').Family} family
 * @param {string} name
 * @returns {Promise<Point[]>}
 */
async function measure({ sizes, total = false }, name) {
  /** @type {Point[]} */
  const points = [];
  for (const size of sizes) {
    const instructions = await count(name, size);
    const before = points.at(-1);
    const growth = before ? (instructions / before.instructions) * (total ? 2 : 1) : 0;
    points.push({ size, instructions, growth });
  }
  return points;
}

/**
 * @param {import('./growth-cases.mjs').Family} family
 * @param {import('./growth-cases.mjs').Case} measured
 * @param {Point[]} points
 */
const offences = ({ input }, [name, , from = 0], points) =>
  points
    .filter(({ size, growth }) => size / 2 >= from && growth > MOST_GROWTH)
    .map(
      ({ size, growth }) =>
        `${name}: ${size / 2} to ${size} ${input} costs ${growth.toFixed(2)}×, more than ${MOST_GROWTH}×`,
    );

await command(async () => {
  const machine = await prepare({ counts: true });
  // Else the first call of each function of a shared library is counted with the search for it.
  process.env.LD_BIND_NOW = '1';
  /** @type {Map<string, Point[]>} */
  const results = new Map();
  const problems = [];
  for (const family of families) {
    for (const measured of family.cases) {
      const [name] = measured;
      const points = await timed(`Counting ${name}`, () => measure(family, name));
      const [first, last] = [points[0], points[points.length - 1]];
      const most = Math.max(...points.map(({ growth }) => growth));
      say(
        `  ${Math.round(first.instructions)} instructions at ${first.size}, ` +
          `${Math.round(last.instructions)} at ${last.size}; a doubling costs at most ${most.toFixed(2)}×`,
      );
      results.set(name, points);
      problems.push(...offences(family, measured, points));
    }
  }
  const memory = await timed('Asking for memory', measureMemory);
  problems.push(...tooBig(memory));
  reportGrowth(machine, results, memory);
  if (problems.length > 0) throw new CommandError(problems.join('\n'));
});

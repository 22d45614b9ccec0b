// What a router holds for each pattern. That is asked of it, not counted, so it needs no Valgrind.

import { ask, CommandError } from '../../scripts/run.mjs';
import { families } from './growth-cases.mjs';
import { folder } from './prepare.mjs';

/** The most bytes for each pattern of a million. */
export const MOST_BYTES = 250;
const MILLION = 1_000_000;

/** Where vectors have just grown, which is the worst. */
export const WORST = 2 ** 20 + 1;
/** 1, 2, 5, 10, … a million. */
const sizes = Array.from({ length: 19 }, (_, i) => [1, 2, 5][i % 3] * 10 ** Math.floor(i / 3));

/**
 * @typedef {object} Memory
 * @property {string} label of the patterns
 * @property {[size: number, bytes: number][]} points bytes for each pattern
 * @property {number} worst
 */

/** @returns {Promise<Memory[]>} */
export async function measureMemory() {
  const { cases } = families.find(({ name }) => name === 'subscribe') ?? { cases: [] };
  /** @type {Memory[]} */
  const all = [];
  for (const [name, label] of cases) {
    /** @type {Memory['points']} */
    const points = [];
    for (const size of sizes) points.push([size, await bytes(name, size)]);
    all.push({ label, points, worst: await bytes(name, WORST) });
  }
  return all;
}

/**
 * @param {string} name
 * @param {number} size
 */
async function bytes(name, size) {
  const output = await ask([`${folder}/growth`, name, String(size)]);
  if (output === undefined) throw new CommandError(`Failed: ${folder}/growth ${name} ${size}`);
  return Number(output.split(' ')[1]) / size;
}

/** @param {Memory[]} memory */
export const tooBig = (memory) =>
  memory.flatMap(({ label, points }) => {
    const [size, each] = points[points.length - 1];
    return size === MILLION && each <= MOST_BYTES
      ? []
      : [
          `${label}: ${Math.round(each)} bytes for each of ${size} patterns, more than ${MOST_BYTES}`,
        ];
  });

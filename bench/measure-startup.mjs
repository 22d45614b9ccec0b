// How long a contender takes until its first event is delivered. Each round is a fresh process, and
// the fastest rounds are the measure: noise only adds.

import { start } from './child.mjs';

/** What is timed. */
export const steps = [
  'import',
  'make a bus, first subscribe (compiles, instantiates)',
  'first publish',
  'all of that',
  'second publish',
];

/** Which of them is the first delivery. */
export const FIRST_DELIVERY = 3;

/**
 * @param {string[]} names of contenders, which take turns
 * @param {number} rounds
 * @returns {Promise<Record<string, number[][]>>} by contender and step, the milliseconds of each round
 */
export async function measureStartup(names, rounds) {
  const times = Object.fromEntries(names.map((name) => [name, steps.map(() => [])]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const { answer, exited } = start('startup.mjs', name);
      for (const [step, time] of (await answer()).entries()) times[name][step].push(time);
      await exited;
    }
  }
  return times;
}

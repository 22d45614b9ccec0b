// Runs the processes of a scenario and collects what they measured.

import { start } from './child.mjs';

/**
 * @typedef {object} Effort
 * @property {number} generations of processes, so that the luck of one JIT does not decide
 * @property {number} rounds in each
 * @property {number} roundMs
 * @property {number} warmUpMs
 * @property {number} [samples] at most, of scenarios that have a program of their own
 * @property {number} [count] at most, of subscriptions in them
 */

/** @type {Effort} */
export const fullEffort = { generations: 3, rounds: 5, roundMs: 100, warmUpMs: 300 };

/** Only enough to see that everything works. @type {Effort} */
export const smokeEffort = {
  generations: 1,
  rounds: 1,
  roundMs: 10,
  warmUpMs: 10,
  samples: 1,
  count: 10_000,
};

/**
 * What was measured: by metric and entry, a figure of each round.
 *
 * @typedef {Record<string, Record<string, number[]>>} Figures
 */

/**
 * @param {import('./scenarios/index.mjs').Scenario} scenario
 * @param {number} seed
 * @param {Effort} effort
 * @returns {Promise<Figures>}
 */
export function measure(scenario, seed, effort) {
  return scenario.program === undefined
    ? measureRounds(scenario, seed, effort)
    : measureSamples(scenario, seed, effort);
}

/**
 * The processes of all entries stand side by side, and take turns: a round each, again and again.
 *
 * @param {import('./scenarios/index.mjs').Scenario} scenario
 * @param {number} seed
 * @param {Effort} effort
 */
async function measureRounds({ name, entries }, seed, effort) {
  const times = Object.fromEntries(entries.map((entry) => [entry.name, []]));
  for (let generation = 0; generation < effort.generations; generation++) {
    const processes = entries.map((entry) => ({
      times: times[entry.name],
      ...start('rounds.mjs', name, entry.name, seed),
    }));
    try {
      await Promise.all(processes.map(({ answer }) => answer())); // they are ready
      const round = async (/** @type {typeof processes[0]} */ { child, answer }, ms) => {
        child.send({ ms });
        return answer();
      };
      for (const process of processes) await round(process, effort.warmUpMs);
      for (let i = 0; i < effort.rounds; i++) {
        for (const process of processes) {
          process.times.push(await round(process, effort.roundMs));
        }
      }
      for (const { child } of processes) child.send({});
      await Promise.all(processes.map(({ exited }) => exited));
    } finally {
      for (const { child } of processes) child.kill();
    }
  }
  return { time: times };
}

/**
 * @param {import('./scenarios/index.mjs').Scenario} scenario
 * @param {number} seed
 * @param {Effort} effort
 */
async function measureSamples(scenario, seed, effort) {
  const { name, program, entries, metrics } = scenario;
  const count = Math.min(scenario.count, effort.count ?? Number.POSITIVE_INFINITY);
  const samples = Math.min(scenario.samples, effort.samples ?? Number.POSITIVE_INFINITY);
  /** @type {Figures} */
  const figures = Object.fromEntries(
    metrics.map((metric) => [
      metric.name,
      Object.fromEntries(entries.map((entry) => [entry.name, []])),
    ]),
  );
  for (let sample = 0; sample < samples; sample++) {
    for (const entry of entries) {
      const { answer, exited } = start(program, name, entry.name, seed, count);
      const answered = await answer();
      await exited;
      for (const { name } of metrics) figures[name][entry.name].push(...[answered[name]].flat());
    }
  }
  return figures;
}

// Compares what was measured with the targets.

import { ours } from './contenders/index.mjs';
import { fastest, median } from './statistics.mjs';

/**
 * @typedef {object} Verdict of one target, in one run
 * @property {import('./scenarios/index.mjs').Scenario} scenario
 * @property {import('./scenarios/index.mjs').Target} target
 * @property {number} value of the fastest rounds: our measure divided by theirs, or ours alone
 * @property {number} medianValue the same of the medians
 * @property {boolean} holds
 */

/**
 * @param {import('./scenarios/index.mjs').Scenario} scenario
 * @param {import('./measure.mjs').Figures} figures
 * @returns {Verdict[]}
 */
export function judge(scenario, figures) {
  return scenario.targets.map((target) => {
    const rounds = figures[target.metric];
    /** @param {(numbers: number[]) => number} of */
    const compare = (of) => {
      const theirs = target.against.reduce((sum, name) => sum + of(rounds[name]), 0);
      return of(rounds[ours]) / (target.against.length === 0 ? 1 : theirs);
    };
    const value = compare(fastest);
    return { scenario, target, value, medianValue: compare(median), holds: value <= target.atMost };
  });
}

/**
 * @param {import('./scenarios/index.mjs').Scenario[]} scenarios
 * @param {import('./results.mjs').Run} run
 */
export const judgeAll = (scenarios, run) =>
  scenarios.flatMap((scenario) => judge(scenario, run[scenario.name]));

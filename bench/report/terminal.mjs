// What is printed while it is measured.

import { ours } from '../contenders/index.mjs';
import { fastest, median } from '../statistics.mjs';
import { quantity, ratio, wording } from './format.mjs';

const WIDTHS = [32, 12, 12, 14];

/** @param {string[]} cells the first to the left, the others to the right */
const row = (...cells) =>
  cells.map((cell, i) => (i === 0 ? cell.padEnd(WIDTHS[i]) : cell.padStart(WIDTHS[i]))).join('');

/** @param {string} text */
export const heading = (text) => console.log(`\n── ${text} ${'─'.repeat(80 - text.length)}`);

/**
 * @param {import('../scenarios/index.mjs').Scenario} scenario
 * @param {import('../measure.mjs').Figures} figures
 */
export function printScenario({ title, metrics, entries }, figures) {
  for (const { name, unit } of metrics) {
    console.log(`\n${metrics.length > 1 ? `${title}: ${name}` : title}\n`);
    console.log(row('', 'fastest', 'median', 'ours / theirs'));
    const own = fastest(figures[name][ours]);
    for (const entry of entries) {
      const rounds = figures[name][entry.name];
      const [best, middle] = [fastest(rounds), median(rounds)];
      const compared = entry.name === ours ? '' : ratio(own / best);
      console.log(row(entry.name, quantity(best, unit), quantity(middle, unit), compared));
    }
  }
}

/**
 * @param {import('../judge.mjs').Verdict[]} verdicts
 * @returns {boolean} whether all targets hold
 */
export function printVerdicts(verdicts) {
  heading('Targets');
  for (const verdict of verdicts) {
    const { what, against, atMost, value, median } = wording(verdict);
    const compared = against === '–' ? '' : `, against ${against}`;
    console.log(`${verdict.holds ? 'holds      ' : 'FALLS SHORT'}  ${what}${compared}`);
    console.log(`             ${value} (of medians ${median}), at most ${atMost}`);
  }
  const short = verdicts.filter(({ holds }) => !holds).length;
  console.log(`\n${verdicts.length - short} hold, ${short} fall short`);
  return short === 0;
}

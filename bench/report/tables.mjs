// The tables of the document.

import { capabilities } from '../capabilities.mjs';
import { ours } from '../contenders/index.mjs';
import { judgeAll } from '../judge.mjs';
import { FIRST_DELIVERY, steps } from '../measure-startup.mjs';
import { scenarios } from '../scenarios/index.mjs';
import { fastest, median } from '../statistics.mjs';
import { quantity, ratio, wording } from './format.mjs';

/**
 * @param {string[]} head the first column is text, the others are figures
 * @param {string[][]} rows
 */
function table(head, rows) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  const aligned = head.map((_, i) => (i === 0 ? '---' : '---:'));
  return [line(head), `|${aligned.join('|')}|`, ...rows.map(line)].join('\n');
}

/** @param {string} name */
const emphasized = (name) => (name === ours ? `**${name}**` : name);

/** @param {Record<string, string>} versions */
export const versionList = (versions) =>
  `${Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}.`;

/** @param {import('../results.mjs').Run[]} runs */
export function targetTable(runs) {
  const verdicts = runs.map((run) => judgeAll(scenarios, run));
  const rows = verdicts[0].map((first, i) => {
    const all = verdicts.map((ofRun) => ofRun[i]);
    const { what, against, atMost } = wording(first);
    const values = all.map((verdict) => {
      const { value, median } = wording(verdict);
      return `${verdict.holds ? value : `**${value}**`} (${median})`;
    });
    const short = all.filter(({ holds }) => !holds).length;
    const result = short === 0 ? 'holds' : `**falls short**${all.length > 1 ? ` in ${short}` : ''}`;
    return [what, against, atMost, ...values, result];
  });
  const columns = runs.map((_, i) => (runs.length > 1 ? `run ${i + 1}` : 'ours'));
  return table(['scenario', 'against', 'at most', ...columns, ''], rows);
}

/**
 * @param {import('../scenarios/index.mjs').Scenario} scenario
 * @param {import('../results.mjs').Run[]} runs
 * @returns {string[]}
 */
export function scenarioTables({ name, title, does, metrics, entries }, runs) {
  const roundsOf = (/** @type {string} */ metric, /** @type {string} */ entry) =>
    runs.flatMap((run) => run[name][metric][entry]);
  const tables =
    entries.length === 1
      ? [
          table(
            ['', 'fastest', 'median'],
            metrics.map(({ name: metric, unit }) => {
              const rounds = roundsOf(metric, entries[0].name);
              return [metric, quantity(fastest(rounds), unit), quantity(median(rounds), unit)];
            }),
          ),
        ]
      : metrics.map(({ name: metric, unit }) => {
          const own = fastest(roundsOf(metric, ours));
          return table(
            [metrics.length > 1 ? metric : '', 'fastest', 'median', 'ours / theirs'],
            entries.map((entry) => {
              const rounds = roundsOf(metric, entry.name);
              const best = fastest(rounds);
              return [
                emphasized(entry.name),
                quantity(best, unit),
                quantity(median(rounds), unit),
                entry.name === ours ? '' : ratio(own / best),
              ];
            }),
          );
        });
  return [`### ${title}`, `One operation: ${does}.`, ...tables];
}

/** @param {import('../results.mjs').Results['startup']} startup */
export function startupTable(startup) {
  const ms = (/** @type {number} */ value) => `${value.toFixed(2)} ms`;
  const own = table(
    [`${ours}, step by step`, 'fastest', 'median'],
    steps.map((step, i) => [step, ms(fastest(startup[ours][i])), ms(median(startup[ours][i]))]),
  );
  const everyone = table(
    ['from the import to the first delivery', 'fastest', 'median'],
    Object.entries(startup).map(([name, { [FIRST_DELIVERY]: times }]) => [
      emphasized(name),
      ms(fastest(times)),
      ms(median(times)),
    ]),
  );
  return `${own}\n\n${everyone}`;
}

/** @param {import('../results.mjs').Results['sizes']} sizes */
export const sizeTable = (sizes) =>
  table(
    ['the main entry, with what it depends on', 'minified', 'gzipped'],
    Object.entries(sizes).map(([name, { minified, gzipped }]) => [
      emphasized(name),
      quantity(minified, 'B'),
      quantity(gzipped, 'B'),
    ]),
  );

/** @param {import('../results.mjs').Results['capabilities']} found */
export function capabilityTable(found) {
  const names = Object.keys(found);
  return table(
    ['', ...names.map(emphasized)],
    capabilities.map(({ name }, i) => [
      name,
      ...names.map((one) => ({ true: 'yes', false: 'no' })[String(found[one][i])] ?? '–'),
    ]),
  );
}

// What is in the charts: the fastest of all rounds of all runs.

import { ours } from '../contenders/index.mjs';
import { FIRST_DELIVERY } from '../measure-startup.mjs';
import { fastest } from '../statistics.mjs';

/**
 * @param {string} title
 * @param {string} unit
 * @param {[name: string, value: number][]} values
 * @returns {import('./chart.mjs').Panel}
 */
function panel(title, unit, values) {
  const bars = values.map(([name, value]) => ({ name, value, ours: name === ours }));
  return { title: title.replaceAll('`', ''), unit, bars: bars.sort((a, b) => a.value - b.value) };
}

/**
 * @param {import('../scenarios/index.mjs').Scenario[]} scenarios
 * @param {import('../results.mjs').Run[]} runs
 */
export const groupPanels = (scenarios, runs) =>
  scenarios
    .filter(({ entries }) => entries.length > 1) // one bar alone says nothing
    .flatMap(({ name, title, metrics, entries }) =>
      metrics.map((metric) =>
        panel(
          metrics.length > 1 ? `${title}: ${metric.name}` : title,
          metric.unit,
          entries.map((entry) => [
            entry.name,
            fastest(runs.flatMap((run) => run[name][metric.name][entry.name])),
          ]),
        ),
      ),
    );

/** @param {import('../results.mjs').Results['startup']} startup */
export const startupPanels = (startup) => [
  panel(
    'From the import to the first delivery',
    'ms',
    Object.entries(startup).map(([name, steps]) => [name, fastest(steps[FIRST_DELIVERY])]),
  ),
];

/** @param {import('../results.mjs').Results['sizes']} sizes */
export const sizePanels = (sizes) => [
  panel(
    'Bundled, minified and gzipped',
    'B',
    Object.entries(sizes).map(([name, { gzipped }]) => [name, gzipped]),
  ),
];

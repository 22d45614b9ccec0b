// The part of docs/benchmarks/native.md that npm run bench:native writes, with its charts.

import { readdirSync } from 'node:fs';
import { inRoot } from '../../scripts/paths.mjs';
import { ask } from '../../scripts/run.mjs';
import { barChart } from './bar-chart.mjs';
import { short, table, writeChart, writePart } from './document.mjs';

/**
 * @param {string} machine
 * @param {import('./timings.mjs').Timing[]} timings
 */
export async function reportTimings(machine, timings) {
  const groups = [...new Set(timings.map(({ group }) => group))];
  const sections = groups.map((group) =>
    section(
      group,
      timings.filter((timing) => timing.group === group),
    ),
  );
  const parts = [`Measured on: ${machine}.`, ...sections, await size()];
  writePart('timings', parts.join('\n\n'));
}

/**
 * @param {string} group
 * @param {import('./timings.mjs').Timing[]} timings
 */
function section(group, timings) {
  const title = `${group}: time of an operation`;
  const chart = barChart({
    title,
    x: 'nanoseconds, logarithmic',
    bars: timings.map((timing) => ({
      label: timing.name,
      value: timing.fastest,
      shown: short(Math.round(timing.fastest)),
      colour: timing.name.startsWith('direct') ? 1 : 0,
    })),
  });
  const rows = timings.map(({ name, fastest, median }) => [
    `\`${name}\``,
    short(fastest),
    short(median),
  ]);
  return [
    `### ${group}`,
    writeChart(`native-${group.toLowerCase()}`, chart, title),
    table(['nanoseconds per operation', 'fastest', 'median'], rows),
  ].join('\n\n');
}

/** What the library adds to a program, if there is a tool that says so. */
async function size() {
  const listing = await ask(['size', 'build/native-bench/libagent_event_bus.a']);
  const objects = [...(listing ?? '').matchAll(/^\s*(\d+)\s+(\d+)\s.*?(\w+\.cpp)\.o/gm)];
  if (objects.length === 0) return '';
  const inCore = new Set(readdirSync(inRoot('src/core')));
  const bytes = (isCore) =>
    objects
      .filter(([, , , name]) => inCore.has(name) === isCore)
      .reduce((sum, [, code, data]) => sum + Number(code) + Number(data), 0);
  return [
    '### Size',
    table(
      ['code and data in the static library', 'bytes'],
      [
        ['the core: Router', short(bytes(true))],
        ['the bus around it', short(bytes(false))],
      ],
    ),
  ].join('\n\n');
}

// The part of docs/benchmarks/native.md that npm run bench:growth writes, with its charts.

import { short, table, writeChart, writePart } from './document.mjs';
import { families, MOST_GROWTH } from './growth-cases.mjs';
import { lineChart } from './line-chart.mjs';
import { MOST_BYTES, WORST } from './memory.mjs';

/** @typedef {Map<string, import('./growth.mjs').Point[]>} Results */

/**
 * @param {string} machine
 * @param {Results} results
 * @param {import('./memory.mjs').Memory[]} memory
 */
export function reportGrowth(machine, results, memory) {
  const sections = families.map((family) => section(family, results));
  writePart('growth', [`Counted on: ${machine}.`, ...sections, memorySection(memory)].join('\n\n'));
}

/**
 * @param {import('./growth-cases.mjs').Family} family
 * @param {Results} results
 */
function section({ name, title, input, operation, note, cases }, results) {
  const measured = cases.map(([id, label, from]) => ({
    label,
    from,
    points: results.get(id) ?? [],
  }));
  const chart = lineChart({
    title: `${title}: instructions`,
    x: input,
    y: `instructions per ${operation}`,
    curves: measured.map(({ label, points }) => ({
      label,
      points: points.map(({ size, instructions }) => [size, instructions]),
    })),
  });
  const rows = measured.map(({ label, from, points }) => [
    code(label),
    ...milestones(points).map(({ instructions }) => short(instructions)),
    `${steepest(points, from).toFixed(2)}×`,
  ]);
  const sizes = milestones(measured[0].points).map(({ size }) => size.toLocaleString('en'));
  return [
    `### ${title}`,
    note,
    writeChart(`growth-${name}`, chart, `${title}: instructions per ${operation}, by ${input}`),
    `Instructions per ${operation}, by ${input}; the last column is the steepest doubling, ` +
      `which may be ${MOST_GROWTH}×:`,
    table([input, ...sizes, 'doubling'], rows),
  ].join('\n\n');
}

/** @param {import('./memory.mjs').Memory[]} memory */
function memorySection(memory) {
  const chart = lineChart({
    title: 'Memory: bytes for each pattern',
    x: 'subscriptions',
    y: 'bytes per pattern',
    curves: memory,
  });
  const decades = ([size]) => Number.isInteger(Math.log10(size));
  const sizes = memory[0].points.filter(decades).map(([size]) => size.toLocaleString('en'));
  const rows = memory.map(({ label, points, worst }) => [
    code(label),
    ...points.filter(decades).map(([, bytes]) => short(bytes)),
    short(worst),
  ]);
  return [
    '### Memory',
    `\`Router::bytes()\`, with one pattern for each subscription, divided by their number: at most ${MOST_BYTES} for each ` +
      'of a million. A few patterns share the size of an empty router. Vectors double when they are full, so the curves ' +
      'are saws; the last column is one of their teeth.',
    writeChart('growth-memory', chart, 'Memory: bytes for each pattern, by subscriptions'),
    table(['subscriptions', ...sizes, WORST.toLocaleString('en')], rows),
  ].join('\n\n');
}

/** Patterns in a label as code, so that Markdown takes no star for emphasis. @param {string} label */
const code = (label) => (label.includes('*') || label.includes('.') ? `\`${label}\`` : label);

/** @param {import('./growth.mjs').Point[]} points */
const steepest = (points, from = 0) =>
  Math.max(...points.filter(({ size }) => size / 2 >= from).map(({ growth }) => growth));

/**
 * A few of the points, the first and the last among them: every fourth doubling or so.
 *
 * @param {import('./growth.mjs').Point[]} points
 */
function milestones(points) {
  const step = Math.ceil((points.length - 1) / 5);
  return points.filter((_, i) => (points.length - 1 - i) % step === 0 || i === 0);
}

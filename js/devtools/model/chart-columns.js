// A series as the columns that a chart is drawn from, and a table is written from.

/**
 * @typedef {import('./series.js').Series} Series
 * @typedef {import('./series.js').Subject} Subject
 * @typedef {import('./series.js').Sums} Sums
 *
 * @typedef {object} Columns one number for each interval, in their order
 * @property {number} width of an interval, in milliseconds
 * @property {number[]} times where it begins, in seconds since 1970
 * @property {(number | null)[]} p50 milliseconds; null: no call ended in it
 * @property {(number | null)[]} p95
 * @property {number[]} calls that ended in it
 * @property {number[]} failures of those
 * @property {number[]} inputTokens
 * @property {number[]} outputTokens
 * @property {number[]} costUsd
 */

/** So many intervals are there at least: the rest of a short series is empty. */
const LEAST = 10;

/**
 * @param {Series} series
 * @param {Subject} subject
 * @returns {Columns}
 */
export function columnsOf(series, { buckets }) {
  const { width, range } = series;
  const first = range?.first ?? 0;
  const count = range === undefined ? 0 : Math.max(LEAST, range.last - first + 1);
  const numbers = Array.from({ length: count }, (_, i) => first + i);
  const sums = numbers.map((number) => buckets.get(number));
  const each = (/** @type {(sums: Sums) => number} */ read) =>
    sums.map((one) => (one === undefined ? 0 : read(one)));
  const percentile = (/** @type {number} */ share) =>
    sums.map((one) => one?.latency.percentile(share) ?? null);
  return {
    width,
    times: numbers.map((number) => (number * width) / 1_000),
    p50: percentile(0.5),
    p95: percentile(0.95),
    calls: each(({ calls }) => calls),
    failures: each(({ failures }) => failures),
    inputTokens: each(({ inputTokens }) => inputTokens),
    outputTokens: each(({ outputTokens }) => outputTokens),
    costUsd: each(({ costUsd }) => costUsd),
  };
}

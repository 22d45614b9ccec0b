// Figures as text.

/** @param {number} number three digits of it that count */
const short = (number) =>
  number.toLocaleString(
    'en',
    number < 100 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 },
  );

/**
 * @param {number} value
 * @param {string} unit
 */
export function quantity(value, unit) {
  if (unit === 'ns' && value >= 1e6) return `${short(value / 1e6)} ms`;
  if (unit === 'ns' && value >= 1e3) return `${short(value / 1e3)} µs`;
  return `${short(value)} ${unit}`;
}

/** @param {number} value */
export const ratio = (value) => short(value);

/** @param {number} value a limit, as it was asked for: 1/12 rather than 0.0833 */
export function limit(value) {
  const inverse = Number((1 / value).toFixed(3));
  const isFraction = value < 0.5 && Number.isInteger(inverse * 2);
  return isFraction ? `1/${inverse} = ${ratio(value)}` : ratio(value);
}

/**
 * What a target asks, and what a verdict says of it.
 *
 * @param {import('../judge.mjs').Verdict} verdict
 */
export function wording({ scenario, target, value, medianValue }) {
  const { unit } = scenario.metrics.find(({ name }) => name === target.metric);
  const absolute = target.against.length === 0;
  const show = absolute ? (/** @type {number} */ x) => quantity(x, unit) : ratio;
  return {
    what: scenario.metrics.length > 1 ? `${scenario.title}: ${target.metric}` : scenario.title,
    against: absolute ? '–' : target.against.join(' + '),
    atMost: absolute ? quantity(target.atMost, unit) : limit(target.atMost),
    value: show(value),
    median: show(medianValue),
  };
}

// The piece of time that a timeline shows, and the ticks on its axis.

/**
 * @typedef {import('./span-rows.js').TimeRange} TimeRange
 *
 * @typedef {object} Tick
 * @property {number} at milliseconds since 1970
 * @property {number} sinceOrigin milliseconds
 */

/** The shortest piece that can be shown, in milliseconds: times since 1970 are not finer than 0.0003. */
const SHORTEST_MS = 0.1;
/** What a piece without any length is shown as. */
const LEAST_FIT_MS = 1;
/** Beside what is fitted in, on its right: so that what has just begun can be seen. */
const MARGIN = 0.02;

/** The steps of ticks below a minute are 1, 2 and 5 times a power of 10; above it: in milliseconds. */
const LONG_STEPS = [
  10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400,
].map((seconds) => seconds * 1_000);

export class TimeWindow {
  from = 0;
  to = LEAST_FIT_MS;
  /** Where its axis begins to count. */
  origin = 0;

  get length() {
    return this.to - this.from;
  }

  /** @param {TimeRange} range that it shows from now on, and counts from */
  fit({ from, to }) {
    const length = Math.max(LEAST_FIT_MS, to - from);
    this.origin = from;
    this.show({ from, to: from + length * (1 + MARGIN) });
  }

  /** @param {TimeRange} range that it shows from now on */
  show({ from, to }) {
    this.from = from;
    this.to = Math.max(to, from + SHORTEST_MS);
  }

  /**
   * @param {number} factor below 1: less is shown, and it is larger
   * @param {number} [share] of the window, from 0 to 1: where the time stays in its place
   */
  zoom(factor, share = 0.5) {
    const at = this.from + share * this.length;
    const length = Math.max(SHORTEST_MS, this.length * factor);
    this.from = at - share * length;
    this.to = this.from + length;
  }

  /** @param {number} share of the window by which it moves; below 0: to what was before */
  pan(share) {
    const by = share * this.length;
    this.from += by;
    this.to += by;
  }

  /**
   * @param {number} time
   * @returns {number} 0 at its beginning, 1 at its end; others are outside
   */
  shareOf(time) {
    return (time - this.from) / this.length;
  }

  /**
   * @param {number} most that there is room for, at least 1
   * @returns {{ step: number, ticks: Tick[] }} at multiples of the step, in milliseconds, from origin
   */
  ticks(most) {
    const step = stepOf(this.length / most);
    const first = Math.ceil((this.from - this.origin) / step);
    const last = Math.floor((this.to - this.origin) / step);
    /** @type {Tick[]} */
    const ticks = [];
    // By a count: far away from the origin, `first + 1` may be `first`.
    for (let i = 0; i <= Math.min(most, last - first); i++) {
      const sinceOrigin = (first + i) * step;
      ticks.push({ at: this.origin + sinceOrigin, sinceOrigin });
    }
    return { step, ticks };
  }
}

/**
 * @param {number} least milliseconds
 * @returns {number} a step that people count in, not below it
 */
function stepOf(least) {
  if (least > 5_000) {
    const step = LONG_STEPS.find((step) => step >= least);
    if (step !== undefined) return step;
    const day = LONG_STEPS[LONG_STEPS.length - 1];
    return Math.ceil(least / day) * day;
  }
  const power = 10 ** Math.floor(Math.log10(least));
  for (const factor of [1, 2, 5]) {
    if (factor * power >= least) return factor * power;
  }
  return 10 * power;
}

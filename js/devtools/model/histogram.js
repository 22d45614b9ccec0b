// How long many calls took, in little memory, so that percentiles can be told and histograms of
// neighbouring intervals can be put together.
//
// Method: a latency is counted in the class ⌈log(latency ÷ 0.001 ms) ÷ log γ⌉ with γ = 1.02, which
// holds (γ^(i−1), γ^i] µs, and stands for its middle. A percentile is by nearest rank: the smallest
// that at least so many of the latencies did not exceed, as in trace(). It is within 1 % of the exact
// one. All up to 1 µs are one class, and so are all from 11 days on.

const GAMMA = 1.02;
const LOG_GAMMA = Math.log(GAMMA);
const SMALLEST_MS = 0.001;
const MAX_CLASS = Math.ceil(Math.log(1e12) / LOG_GAMMA);

export class Histogram {
  /** Class to count. @type {Map<number, number>} */
  #counts = new Map();
  #count = 0;
  /** In their order; undefined: there are new ones. @type {[number, number][] | undefined} */
  #sorted;

  /** How many latencies it has. */
  get count() {
    return this.#count;
  }

  /** @param {number} latencyMs not below 0 */
  add(latencyMs) {
    const index = classOf(latencyMs);
    this.#counts.set(index, (this.#counts.get(index) ?? 0) + 1);
    this.#count++;
    this.#sorted = undefined;
  }

  /** @param {Histogram} other whose latencies are added */
  merge(other) {
    for (const [index, count] of other.#counts) {
      this.#counts.set(index, (this.#counts.get(index) ?? 0) + count);
    }
    this.#count += other.#count;
    this.#sorted = undefined;
  }

  /**
   * @param {number} share 0.5 for the median; above 0 and at most 1
   * @returns {number | undefined} milliseconds; undefined if there are no latencies
   */
  percentile(share) {
    if (this.#count === 0) return undefined;
    const rank = Math.max(1, Math.ceil(share * this.#count));
    let seen = 0;
    let last = 0;
    this.#sorted ??= [...this.#counts].sort(([a], [b]) => a - b);
    for (const [index, count] of this.#sorted) {
      seen += count;
      last = index;
      if (seen >= rank) break;
    }
    return middleOf(last);
  }
}

/** @param {number} latencyMs */
function classOf(latencyMs) {
  if (!(latencyMs > SMALLEST_MS)) return 0;
  return Math.min(MAX_CLASS, Math.ceil(Math.log(latencyMs / SMALLEST_MS) / LOG_GAMMA));
}

/**
 * The value from which both ends of a class are equally far, in proportion.
 *
 * @param {number} index
 */
function middleOf(index) {
  return index === 0 ? SMALLEST_MS : ((2 * GAMMA ** index) / (GAMMA + 1)) * SMALLEST_MS;
}

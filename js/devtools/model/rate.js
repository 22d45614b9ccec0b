// How many events a second, of late: a ring of counters, each of which is a quarter of a second.

/** What a counter stands for. */
export const STEP_MS = 250;
/** Ten seconds. */
export const STEPS = 40;

const STEPS_A_SECOND = 1_000 / STEP_MS;

export class Rate {
  #counts = new Uint32Array(STEPS);
  /** The number of the newest counter; it is at this place, modulo the length of the ring. */
  #newest = -Infinity;

  /** @param {number} time of an event, in milliseconds; they may be somewhat out of order */
  add(time) {
    const step = Math.floor(time / STEP_MS);
    if (step > this.#newest) this.#advance(step);
    if (step > this.#newest - STEPS) this.#counts[placeOf(step)]++;
  }

  /**
   * Events a second in the last seconds before `now`. The counter in which they begin counts by the
   * part of it that is in them.
   *
   * @param {number} now
   * @param {number} seconds from 1 to 9
   */
  perSecond(now, seconds) {
    const current = Math.floor(now / STEP_MS);
    const steps = seconds * STEPS_A_SECOND;
    const shareOfOldest = 1 - (now / STEP_MS - current);
    let sum = shareOfOldest * this.#at(current - steps);
    for (let i = 0; i < steps; i++) sum += this.#at(current - i);
    return sum / seconds;
  }

  /**
   * The counters before `now`, the oldest first.
   *
   * @param {number} now
   * @returns {number[]} STEPS of them
   */
  history(now) {
    const current = Math.floor(now / STEP_MS);
    return Array.from({ length: STEPS }, (_, i) => this.#at(current - STEPS + 1 + i));
  }

  /** @param {number} step */
  #at(step) {
    const isThere = step <= this.#newest && step > this.#newest - STEPS;
    return isThere ? this.#counts[placeOf(step)] : 0;
  }

  /** @param {number} step that is the newest from now on */
  #advance(step) {
    const passed = step - this.#newest;
    if (passed >= STEPS) this.#counts.fill(0);
    else for (let i = 0; i < passed; i++) this.#counts[placeOf(step - i)] = 0;
    this.#newest = step;
  }
}

/** @param {number} step which may be negative: before 1970 */
function placeOf(step) {
  return ((step % STEPS) + STEPS) % STEPS;
}

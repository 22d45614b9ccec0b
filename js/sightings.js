// Which topics were seen before? A guess from their hashes, in a table that does not grow with the
// number of topics.

const FIRST_SLOTS = 64;
const MAX_SLOTS = 32_768;

export class Sightings {
  #hashes = new Int32Array(FIRST_SLOTS);
  #misses = 0;

  /**
   * Whether `hash` was sighted before. Now and then a no is wrong, because two topics compete for
   * one slot; then it is right a few sights later.
   *
   * @param {number} hash int32
   * @returns {boolean}
   */
  sight(hash) {
    const slot = hash & (this.#hashes.length - 1);
    const sighted = this.#hashes[slot];
    if (sighted === hash) return true;
    if (++this.#misses > this.#hashes.length && this.#hashes.length < MAX_SLOTS) {
      this.#grow();
      return this.sight(hash);
    }
    // Topics that take turns in one slot would evict each other for ever; so the newcomer wins only
    // every other time, by a coin whose throws follow no pattern that topics might.
    const coin = Math.imul(this.#misses, 0x9e3779b1) < 0;
    if (sighted === 0 || coin) this.#hashes[slot] = hash;
    return false;
  }

  #grow() {
    const old = this.#hashes;
    this.#hashes = new Int32Array(old.length * 2);
    for (const hash of old) this.#hashes[hash & (this.#hashes.length - 1)] = hash;
    this.#misses = 0;
  }
}

// Where a recording stands, and how that moves: by hand, by steps, or by itself.

/**
 * @typedef {import('./history.js').Entry} Entry
 * @typedef {1 | 4 | 'max'} Speed times the pace of the recording; `max` waits for nothing
 */

/** @type {readonly Speed[]} */
export const SPEEDS = [1, 4, 'max'];

/** In which `max` goes through a recording, however long it is, in milliseconds. */
const MAX_SPEED_MS = 5_000;

export class Playback {
  #entries;
  /** How many of the entries are shown. */
  #position;
  /** @type {Speed} */
  #speed = 1;
  /** The position and the time here that it plays on from. @type {{ position: number, now: number } | undefined} */
  #from;

  /** @param {readonly Entry[]} entries at first, all are shown */
  constructor(entries) {
    this.#entries = entries;
    this.#position = entries.length;
  }

  get length() {
    return this.#entries.length;
  }

  get position() {
    return this.#position;
  }

  get playing() {
    return this.#from !== undefined;
  }

  get speed() {
    return this.#speed;
  }

  /** Of the last entry that is shown, or of the first if none is; milliseconds since 1970. */
  get time() {
    return (this.#entries[this.#position - 1] ?? this.#entries[0])?.time ?? 0;
  }

  /** Since the first entry, in milliseconds. */
  get elapsed() {
    return Math.max(0, this.time - (this.#entries[0]?.time ?? 0));
  }

  /** Of all of it, in milliseconds. */
  get duration() {
    const first = this.#entries[0]?.time ?? 0;
    return Math.max(0, (this.#entries.at(-1)?.time ?? 0) - first);
  }

  /** Pauses there. @param {number} position what is beyond an end is that end */
  seek(position) {
    this.#position = Math.max(0, Math.min(this.length, Math.round(position)));
    this.pause();
  }

  /**
   * From the beginning, if it stands at the end.
   *
   * @param {number} now milliseconds, of any clock that `tick` has, too
   */
  play(now) {
    if (this.#position === this.length) this.#position = 0;
    this.#from = { position: this.#position, now };
  }

  pause() {
    this.#from = undefined;
  }

  /**
   * @param {Speed} speed
   * @param {number} now
   */
  setSpeed(speed, now) {
    this.#speed = speed;
    if (this.playing) this.#from = { position: this.#position, now };
  }

  /**
   * Goes on, if it plays; at the end it pauses.
   *
   * @param {number} now
   * @returns {boolean} whether it moved
   */
  tick(now) {
    if (this.#from === undefined) return false;
    const before = this.#position;
    const passed = Math.max(0, now - this.#from.now);
    this.#position = Math.max(before, this.#positionAfter(passed, this.#from.position));
    if (this.#position === this.length) this.pause();
    return this.#position !== before || !this.playing;
  }

  /**
   * @param {number} passed milliseconds
   * @param {number} start
   */
  #positionAfter(passed, start) {
    if (this.#speed === 'max') {
      return Math.min(this.length, start + Math.ceil((passed / MAX_SPEED_MS) * this.length));
    }
    const begin = (this.#entries[start - 1] ?? this.#entries[0])?.time ?? 0;
    const until = begin + passed * this.#speed;
    let position = this.#position;
    while (position < this.length && this.#entries[position].time <= until) position++;
    return position;
  }
}

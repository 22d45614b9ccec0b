// Where a reader stands in the stream, and what it has missed: what was trimmed before it was read,
// or went with a stream that was flushed.

/**
 * What the server tells about the stream.
 *
 * @typedef {object} Tail
 * @property {string} lastId of the newest entry that there ever was
 * @property {number} added how many there ever were
 * @property {number} length how many there are
 * @property {string} firstId of the oldest that there is, or ''
 * @property {string} epoch another one after a flush; '' if the server refused to name it
 *
 * @typedef {object} Gap events that a subscriber will not get
 * @property {'trimmed' | 'reset' | 'group-lost' | 'unreadable'} reason
 * @property {string} from they came behind this id
 * @property {string | undefined} to and not behind this one, as far as that is known
 * @property {number} atLeast how many; 0 where that is not known
 */

export const BEGINNING = '0-0';

/**
 * @param {unknown} reply of the script `tail`
 * @returns {Tail}
 */
export function tailOf(reply) {
  const [lastId, added, length, firstId, epoch] =
    /** @type {[string, number, number, string, string]} */ (reply);
  return { lastId, added: Number(added), length: Number(length), firstId, epoch };
}

export class Position {
  /** The id of the last entry read. */
  cursor;
  /** How many entries were ever added up to it; not known where the caller named the id. */
  #count;
  #epoch;
  /** The cursor when it was last sure to be in this very stream. */
  #sure;

  /**
   * @param {string} cursor
   * @param {number | undefined} count
   * @param {string} epoch
   */
  constructor(cursor, count, epoch) {
    this.cursor = cursor;
    this.#sure = cursor;
    this.#count = count;
    this.#epoch = epoch;
  }

  /**
   * Behind the newest entry; `from` an id, or from the oldest that is there.
   *
   * @param {Tail} tail
   * @param {string | undefined} from
   */
  static of(tail, from) {
    if (from === undefined) return new Position(tail.lastId, tail.added, tail.epoch);
    if (from === 'start') return new Position(BEGINNING, tail.added - tail.length, tail.epoch);
    return new Position(from, undefined, tail.epoch);
  }

  /** @param {string} id of an entry that was read */
  advance(id) {
    this.cursor = id;
    if (this.#count !== undefined) this.#count++;
  }

  /**
   * Compares where it stands with what there is, and moves to where reading can go on.
   *
   * @param {Tail} tail
   * @returns {Gap | undefined} what was missed
   */
  check(tail) {
    const { lastId, added, length, firstId } = tail;
    const removed = added - length;
    const reset = this.checkIdentity(tail);
    if (reset !== undefined) return reset;
    if (lastId === this.cursor) {
      const missed = this.#count === undefined ? 0 : added - this.#count;
      this.#count = added;
      return missed > 0 ? this.#trimmed(lastId, missed) : undefined;
    }
    if (!this.isBehind(tail)) return undefined;
    // What comes next is the oldest there is. Were there others between?
    const missed = this.#count === undefined ? Number.NaN : removed - this.#count;
    const isMissing = Number.isNaN(missed) ? removed > 0 : missed > 0;
    this.#count = removed;
    const gap = isMissing ? this.#trimmed(firstId || lastId, missed || 0) : undefined;
    if (firstId === '') this.cursor = lastId; // all are gone
    return gap;
  }

  /**
   * Whether this is the stream that was read so far; if not, moves to what was not read of it.
   *
   * @param {Tail} tail
   * @returns {Gap | undefined}
   */
  checkIdentity(tail) {
    const isOther = this.#isOther(tail);
    const from = this.cursor;
    this.#epoch = tail.epoch || this.#epoch;
    if (isOther) {
      // Ids are times. If all of the new ones are later than what was read of the old stream, then
      // what was read since is of the new one, and reading goes on from there.
      const isLater = isBefore(this.#sure, tail.firstId || BEGINNING);
      this.cursor = isLater && !isBefore(tail.lastId, from) ? from : BEGINNING;
      this.#count = this.cursor === BEGINNING ? tail.added - tail.length : undefined;
    }
    this.#sure = this.cursor;
    if (!isOther) return undefined;
    const to = tail.firstId === '' ? undefined : tail.firstId;
    return { reason: 'reset', from, to, atLeast: 0 }; // how many, nobody can tell any more
  }

  /**
   * Whether what comes next is the oldest entry that is there, or nothing.
   *
   * @param {Tail} tail
   */
  isBehind({ firstId }) {
    return firstId === '' || isBefore(this.cursor, firstId);
  }

  /**
   * @param {string} to
   * @param {number} atLeast
   * @returns {Gap}
   */
  #trimmed(to, atLeast) {
    return { reason: 'trimmed', from: this.cursor, to, atLeast };
  }

  /**
   * Whether this is not the stream that was read so far.
   *
   * @param {Tail} tail
   */
  #isOther({ lastId, added, epoch }) {
    if (isBefore(lastId, this.cursor)) return true;
    if (this.#count !== undefined && added < this.#count) return true;
    return epoch !== this.#epoch && epoch !== '' && this.#epoch !== '';
  }
}

/**
 * @param {string} a an id of the stream, `milliseconds-number`
 * @param {string} b
 */
export function isBefore(a, b) {
  const [aTime, aNumber] = partsOf(a);
  const [bTime, bNumber] = partsOf(b);
  return aTime === bTime ? aNumber < bNumber : aTime < bTime;
}

/** @param {string} id */
function partsOf(id) {
  const [time, number = '0'] = id.split('-');
  return [BigInt(time), BigInt(number)];
}

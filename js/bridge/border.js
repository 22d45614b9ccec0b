// What the bridges of one bus have in common: who leaves, who comes, and that none goes round in
// circles.
//
// Each bus has an origin, and each event that leaves it an id. An event that a bridge publishes on
// another bus keeps both when further bridges pass it on; and a bus takes no event twice, be it its
// own that comes back, or another's that comes by two ways.

import { combine } from '../failures.js';
import { topicFilter } from '../toolkit/topic-filter.js';

/** Ids of others' events that a bus remembers; an event that comes later by a second way is taken. */
const MAX_REMEMBERED = 8_192;

/** After everyone, so that the handlers of this side come first. */
const LAST = -(2 ** 31);

/**
 * @typedef {import('../event-bus.js').EventBus} EventBus
 *
 * @typedef {object} Identity of an event
 * @property {string} origin of the bus that it was first published on
 * @property {number} id counts the events of that bus
 *
 * @typedef {object} Exit
 * @property {readonly string[]} patterns
 * @property {(topic: string) => boolean} isWanted
 * @property {(identity: Identity, topic: string, event: unknown) => void} send
 */

export class Border {
  #bus;
  #origin = randomId();
  #lastId = 0;
  /** Events that came by a bridge, as far as they are objects. @type {WeakMap<object, Identity & { topic: string }>} */
  #foreign = new WeakMap();
  /** The one that a bridge is publishing. @type {(Identity & { topic: string, event: unknown }) | undefined} */
  #arriving;
  /** Of the events of others, oldest first. @type {Set<string>} */
  #seen = new Set();
  /** @type {readonly Exit[]} */
  #exits = [];
  /** One for all exits, so that an event is the same for all. @type {import('../subscription.js').Subscription | undefined} */
  #subscription;

  /** @param {EventBus} bus */
  constructor(bus) {
    this.#bus = bus;
  }

  /**
   * Sends events of `patterns` from now on.
   *
   * @param {readonly string[]} patterns
   * @param {Exit['send']} send may throw
   * @returns {() => void} ends that; never throws
   */
  open(patterns, send) {
    const exit = { patterns, isWanted: topicFilter(patterns), send };
    this.#change([...this.#exits, exit]);
    return () => {
      if (!this.#exits.includes(exit)) return;
      const others = this.#exits.filter((other) => other !== exit);
      // A bus that is closed, or cleared, has ended the sending by itself.
      if (this.#subscription?.active) this.#change(others);
      else this.#exits = others;
    };
  }

  /** @param {readonly Exit[]} exits */
  #change(exits) {
    const patterns = exits.flatMap((exit) => exit.patterns);
    const next =
      patterns.length === 0
        ? undefined
        : this.#bus.subscribe(patterns, (topic, event) => this.#leave(topic, event), {
            priority: LAST,
          });
    this.#subscription?.unsubscribe();
    this.#subscription = next;
    this.#exits = exits;
  }

  /**
   * @param {string} topic
   * @param {unknown} event
   */
  #leave(topic, event) {
    const identity = this.#knownAs(topic, event) ?? { origin: this.#origin, id: ++this.#lastId };
    /** @type {unknown[]} */
    const errors = [];
    for (const { isWanted, send } of this.#exits) {
      try {
        if (isWanted(topic)) send(identity, topic, event);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw combine(errors);
  }

  /**
   * @param {Identity} identity of an event that arrives
   * @returns {boolean} whether it is the first time
   */
  admit({ origin, id }) {
    if (origin === this.#origin) return false;
    const key = `${origin} ${id}`;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    if (this.#seen.size > MAX_REMEMBERED) {
      for (const oldest of this.#seen) {
        this.#seen.delete(oldest);
        break;
      }
    }
    return true;
  }

  /**
   * Publishes an event that arrived.
   *
   * @template T
   * @param {Identity} identity
   * @param {string} topic
   * @param {unknown} event
   * @param {() => T} publish
   */
  during({ origin, id }, topic, event, publish) {
    const outer = this.#arriving;
    this.#arriving = { origin, id, topic, event };
    // Those that the bus delivers later are recognised by the object that they are.
    if (typeof event === 'object' && event !== null)
      this.#foreign.set(event, { origin, id, topic });
    try {
      return publish();
    } finally {
      this.#arriving = outer;
    }
  }

  /**
   * @param {string} topic
   * @param {unknown} event
   * @returns {Identity | undefined}
   */
  #knownAs(topic, event) {
    const arriving = this.#arriving;
    if (arriving !== undefined && arriving.topic === topic && Object.is(arriving.event, event)) {
      return arriving;
    }
    if (typeof event !== 'object' || event === null) return undefined;
    const foreign = this.#foreign.get(event);
    return foreign?.topic === topic ? foreign : undefined;
  }
}

/** 128 random bits. */
export function randomId() {
  const words = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('');
}

/** @type {WeakMap<object, Border>} */
const borders = new WeakMap();

/** @param {EventBus} bus */
export function borderOf(bus) {
  let border = borders.get(bus);
  if (border === undefined) {
    border = new Border(bus);
    borders.set(bus, border);
  }
  return border;
}

// Who gets a topic, remembered: the plans of the topics that are published again and again.
//
// Bounded: plans live in two generations of at most MAX_TOPICS each. A plan that is used moves to
// the young one; when that is full it becomes the old one, and what was old and not used is
// forgotten. A topic is admitted on its second sight, so that a stream of topics that never come
// back leaves no trace.
//
// Precise: a new pattern can only change the plans of topics that begin, or end, as it does. So it
// raises one version, chosen by its longer end without wildcards (`tool.*` by "tool" at the
// beginning, `**.failed` by "failed" at the end, `run.started` by all of it), and a plan is good as long as the versions that
// its topic depends on are unchanged. They are compared only when anything changed at all.

import { Sightings } from './sightings.js';

/** @typedef {import('./subscription.js').Subscriber} Subscriber */

/** Topics in one generation. */
const MAX_TOPICS = 16_384;
/** Subscribers listed in the plans of one generation; one plan alone may have more. */
const MAX_REFERENCES = 262_144;
/** Versions; patterns that share one by chance cost each other a look-up, no more. */
const VERSIONS = 512;
/** Segments at either end of a topic that count; longer ends are cut to this. */
const MAX_DEPTH = 8;

/** No topic or pattern has more characters. */
const MAX_LENGTH = 4_096;

const DOT = 46;
const HASH_PRIME = 0x01000193;
const SEED_OF_WHOLE = 0x811c9dc5 | 0;
const SEED_OF_HEAD = 0x2545f491;
const SEED_OF_TAIL = 0x5bd1e995;
/** What every topic depends on: patterns with wildcards at both ends, such as `**`. */
const ANY = 0;

/** Who gets a topic. */
class Plan {
  /**
   * @param {readonly Subscriber[]} subscribers in delivery order
   * @param {readonly number[]} keys of the versions that it depends on
   * @param {number} version their sum
   * @param {number} epoch the state of the cache when that was last true
   */
  constructor(subscribers, keys, version, epoch) {
    this.subscribers = subscribers;
    this.keys = keys;
    this.version = version;
    this.epoch = epoch;
  }
}

export class PlanCache {
  /** @type {Map<string, Plan>} */
  #young = new Map();
  /** @type {Map<string, Plan>} */
  #old = new Map();
  #youngReferences = 0;
  /** Rises with every change of the subscriptions. */
  #epoch = 0;
  /** They only rise, so sums are equal only if all parts are. */
  #versions = new Float64Array(VERSIONS);
  #sightings = new Sightings();
  #match;

  /** @param {(topic: string) => Subscriber[]} match answers what is not remembered */
  constructor(match) {
    this.#match = match;
  }

  /** Topics remembered. */
  get size() {
    return this.#young.size + this.#old.size;
  }

  /**
   * @param {string} topic
   * @returns {readonly Subscriber[]} who gets it now, in delivery order; never changed afterwards
   */
  find(topic) {
    const plan = this.#young.get(topic);
    if (plan !== undefined && plan.epoch === this.#epoch) return plan.subscribers;
    return this.#findAgain(topic, plan ?? this.#old.get(topic));
  }

  /**
   * To be called with the pattern or patterns of every subscription that is added or removed.
   *
   * @param {string | readonly string[]} pattern
   */
  touch(pattern) {
    this.#epoch++;
    if (typeof pattern === 'string') this.#versions[keyOfPattern(pattern)]++;
    else for (const one of pattern) this.#versions[keyOfPattern(one)]++;
  }

  clear() {
    this.#epoch++;
    this.#young.clear();
    this.#old.clear();
    this.#youngReferences = 0;
  }

  /**
   * @param {string} topic
   * @param {Plan | undefined} plan
   */
  #findAgain(topic, plan) {
    if (plan === undefined) {
      const subscribers = this.#match(topic);
      const hash = hashOf(topic);
      if (this.#sightings.sight(hash)) {
        const keys = keysOfTopic(topic, hash);
        this.#admit(topic, new Plan(subscribers, keys, this.#versionOf(keys), this.#epoch));
      }
      return subscribers;
    }
    const references = plan.subscribers.length;
    const version = this.#versionOf(plan.keys);
    if (plan.version !== version) {
      plan.subscribers = this.#match(topic);
      plan.version = version;
    }
    plan.epoch = this.#epoch;
    if (this.#old.delete(topic)) this.#admit(topic, plan);
    else this.#youngReferences += plan.subscribers.length - references;
    return plan.subscribers;
  }

  /**
   * @param {string} topic
   * @param {Plan} plan
   */
  #admit(topic, plan) {
    if (this.#young.size >= MAX_TOPICS || this.#youngReferences >= MAX_REFERENCES) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngReferences = 0;
    }
    this.#young.set(topic, plan);
    this.#youngReferences += plan.subscribers.length;
  }

  /** @param {readonly number[]} keys */
  #versionOf(keys) {
    let sum = 0;
    for (let i = 0; i < keys.length; i++) sum += this.#versions[keys[i]];
    return sum;
  }
}

/**
 * @param {number} hash
 * @param {number} unit
 */
function mix(hash, unit) {
  return Math.imul(hash ^ unit, HASH_PRIME);
}

/** @param {string} text */
function hashOf(text) {
  let hash = SEED_OF_WHOLE;
  for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i));
  return hash;
}

/**
 * The key of a version for a hash.
 *
 * @param {number} hash
 */
function keyOf(hash) {
  return 1 + (((hash ^ (hash >>> 15)) >>> 0) % (VERSIONS - 1));
}

/**
 * The keys of the first segment, of the first two and so on (`step` 1), or the same from the end
 * (`step` -1), as far as a dot follows, and to MAX_DEPTH.
 *
 * @param {string} text
 * @param {1 | -1} step
 */
function keysOfEnds(text, step) {
  const keys = [];
  let hash = step === 1 ? SEED_OF_HEAD : SEED_OF_TAIL;
  for (let i = step === 1 ? 0 : text.length - 1; i >= 0 && i < text.length; i += step) {
    const unit = text.charCodeAt(i);
    if (unit === DOT && keys.push(keyOf(hash)) === MAX_DEPTH) break;
    hash = mix(hash, unit);
  }
  return keys;
}

/**
 * @param {string} topic
 * @param {number} hash of the topic
 */
function keysOfTopic(topic, hash) {
  return [ANY, keyOf(hash), ...keysOfEnds(topic, 1), ...keysOfEnds(topic, -1)];
}

/** @param {string} pattern */
function keyOfPattern(pattern) {
  if (pattern.length > MAX_LENGTH) return ANY; // too long to be accepted, so it is not read
  const wildcard = pattern.indexOf('*');
  if (wildcard === -1) return keyOf(hashOf(pattern));
  const head = pattern.slice(0, wildcard); // with the dot behind it
  const tail = pattern.slice(pattern.lastIndexOf('*') + 1); // with the dot before it
  const keys = head.length >= tail.length ? keysOfEnds(head, 1) : keysOfEnds(tail, -1);
  return keys.at(-1) ?? ANY;
}

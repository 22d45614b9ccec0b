// Who gets a topic, remembered: the plans of the topics that are published again and again.
//
// Bounded: plans live in two generations of at most MAX_TOPICS each. A plan that is used moves to
// the young one; when that is full it becomes the old one, and what was old and not used is
// forgotten. A topic is admitted on its second sight, so that a stream of topics that never come
// back leaves no trace.
//
// Precise: a pattern without wildcards concerns one plan, which is brought up to date at once. One
// with wildcards can only change the plans of topics that begin, or end, as it does. So it raises
// one version, chosen by its longer end without wildcards (`tool.*` by "tool" at the beginning,
// `**.failed` by "failed" at the end), and a plan is good as long as the versions that its topic
// depends on are unchanged. They are compared only when anything changed at all.

import { Sightings } from './sightings.js';

/** @typedef {import('./subscription.js').Subscription} Subscription */

/** Topics in one generation. */
const MAX_TOPICS = 16_384;
/** Subscriptions listed in the plans of one generation; one plan alone may have more. */
const MAX_REFERENCES = 262_144;
/** Versions; patterns that share one by chance cost each other a look-up, no more. */
const VERSIONS = 512;
/** Segments at either end of a topic that count; longer ends are cut to this. */
const MAX_DEPTH = 8;
/** Plans with more subscriptions are not mended but made again when they are next needed. */
const MAX_MENDED = 64;

/** No topic or pattern has more characters. */
const MAX_LENGTH = 4_096;

const DOT = 46;
const HASH_PRIME = 0x01000193;
const SEED_OF_HEAD = 0x2545f491;
const SEED_OF_TAIL = 0x5bd1e995;
/** What every topic depends on: patterns with wildcards at both ends, such as `**`. */
const ANY = 0;

/** Who gets a topic. */
class Plan {
  /**
   * @param {string} topic
   * @param {readonly Subscription[]} subscriptions in delivery order
   * @param {readonly number[]} keys of the versions that it depends on
   * @param {number} version their sum
   * @param {number} epoch the state of the cache when that was last true
   */
  constructor(topic, subscriptions, keys, version, epoch) {
    this.topic = topic;
    this.subscriptions = subscriptions;
    this.keys = keys;
    this.version = version;
    this.epoch = epoch;
    /** The plan that was wanted after this one the last time. @type {Plan} */
    this.next = this;
  }
}

/** No epoch is this, so a plan that has it is good at no time. */
const NEVER = -1;

/** Of no topic, to begin with. */
const noPlan = () => new Plan('', [], [], 0, NEVER);

export class PlanCache {
  /**
   * The one found last. Topics come in streams (`model.delta`) and in rounds (a tool is called, it
   * succeeds, the model is asked), so what followed it the last time is tried before a look-up.
   */
  #last = noPlan();
  /** @type {Map<string, Plan>} */
  #young = new Map();
  /** @type {Map<string, Plan>} */
  #old = new Map();
  #youngReferences = 0;
  /** Rises with every change of the subscriptions. */
  #epoch = 0;
  /** They only rise, so sums are equal only if all parts are. */
  #versions = new Float64Array(VERSIONS);
  /** Of the plan that `touch` returned last. */
  #touchedVersion = 0;
  #sightings = new Sightings();
  #match;
  #hashOfMatched;

  /**
   * @param {(topic: string) => Subscription[]} match answers what is not remembered
   * @param {() => number} hashOfMatched of the topic that `match` was asked for last, an int32
   */
  constructor(match, hashOfMatched) {
    this.#match = match;
    this.#hashOfMatched = hashOfMatched;
  }

  /** Topics remembered. */
  get size() {
    return this.#young.size + this.#old.size;
  }

  /**
   * @param {string} topic
   * @returns {readonly Subscription[]} who gets it now, in delivery order; never changed afterwards
   */
  find(topic) {
    const last = this.#last;
    const guess = last.next;
    if (guess.topic === topic && (guess.epoch === this.#epoch || this.#isStillGood(guess))) {
      this.#last = guess;
      return guess.subscriptions;
    }
    const plan = this.#young.get(topic);
    if (plan === undefined || plan.epoch !== this.#epoch) return this.#findAgain(topic, plan);
    last.next = plan;
    this.#last = plan;
    return plan.subscriptions;
  }

  /**
   * To be called before a subscription is added or removed.
   *
   * @param {string | readonly string[]} pattern
   * @returns {Plan | undefined} the plan to hand to `add` or `remove` afterwards, if that can save it
   */
  touch(pattern) {
    if (typeof pattern === 'string') return this.#touchOne(pattern);
    for (const one of pattern) this.#touchOne(one);
    return undefined;
  }

  /**
   * @param {Plan} plan from `touch`
   * @param {Subscription} subscription which was added, so it is the last of its priority
   */
  add(plan, subscription) {
    const before = plan.subscriptions;
    let index = before.length;
    while (index > 0 && before[index - 1].priority < subscription.priority) index--;
    /** @type {Subscription[]} */
    const subscriptions = new Array(before.length + 1);
    for (let i = 0; i < index; i++) subscriptions[i] = before[i];
    subscriptions[index] = subscription;
    for (let i = index; i < before.length; i++) subscriptions[i + 1] = before[i];
    this.#renew(plan, subscriptions, this.#touchedVersion);
  }

  /**
   * @param {Plan} plan from `touch`
   * @param {Subscription} subscription which was removed
   */
  remove(plan, subscription) {
    const before = plan.subscriptions;
    const index = before.indexOf(subscription);
    /** @type {Subscription[]} */
    const subscriptions = new Array(before.length - 1);
    for (let i = 0; i < index; i++) subscriptions[i] = before[i];
    for (let i = index + 1; i < before.length; i++) subscriptions[i - 1] = before[i];
    this.#renew(plan, subscriptions, this.#touchedVersion);
  }

  clear() {
    this.#epoch++;
    this.#last = noPlan();
    this.#young.clear();
    this.#old.clear();
    this.#youngReferences = 0;
  }

  /**
   * @param {string} topic
   * @param {Plan | undefined} young what the young generation has
   */
  #findAgain(topic, young) {
    const plan = young ?? (this.#old.size > 0 ? this.#old.get(topic) : undefined);
    if (plan === undefined) {
      const subscriptions = this.#match(topic);
      if (this.#sightings.sight(this.#hashOfMatched())) {
        const keys = [ANY, ...keysOfEnds(topic, 1), ...keysOfEnds(topic, -1)];
        this.#admit(new Plan(topic, subscriptions, keys, this.#versionOf(keys), this.#epoch));
      }
      return subscriptions;
    }
    if (young === undefined) {
      this.#old.delete(topic);
      this.#admit(plan);
    }
    if (!this.#isStillGood(plan)) {
      this.#renew(plan, this.#match(topic), this.#versionOf(plan.keys));
    }
    this.#last = plan;
    return plan.subscriptions;
  }

  /**
   * Whether nothing has changed that concerns it, since it was last looked at.
   *
   * @param {Plan} plan
   */
  #isStillGood(plan) {
    if (plan.epoch === NEVER || plan.version !== this.#versionOf(plan.keys)) return false;
    plan.epoch = this.#epoch;
    return true;
  }

  /** @param {string} pattern */
  #touchOne(pattern) {
    if (pattern.length > MAX_LENGTH) return undefined; // so it will be refused
    if (pattern.includes('*')) {
      this.#epoch++;
      this.#versions[keyOfPattern(pattern)]++;
      return undefined;
    }
    const young = this.#young.get(pattern);
    const plan = young ?? this.#old.get(pattern);
    if (plan === undefined) return undefined;
    const { version } = plan;
    const isGood = plan.epoch === this.#epoch || this.#isStillGood(plan);
    plan.version = -1;
    plan.epoch = NEVER;
    if (!isGood || plan !== young || plan.subscriptions.length > MAX_MENDED) return undefined;
    this.#touchedVersion = version;
    return plan;
  }

  /**
   * @param {Plan} plan which is in the young generation
   * @param {readonly Subscription[]} subscriptions who gets its topic now
   * @param {number} version now
   */
  #renew(plan, subscriptions, version) {
    this.#youngReferences += subscriptions.length - plan.subscriptions.length;
    plan.subscriptions = subscriptions;
    plan.version = version;
    plan.epoch = this.#epoch;
  }

  /** @param {Plan} plan */
  #admit(plan) {
    if (this.#young.size >= MAX_TOPICS || this.#youngReferences >= MAX_REFERENCES) {
      this.#forget(this.#old);
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngReferences = 0;
    }
    this.#young.set(plan.topic, plan);
    this.#youngReferences += plan.subscriptions.length;
  }

  /**
   * No change will reach these plans any more, so those that others still guess must not be good, and
   * must not keep further ones.
   *
   * @param {Map<string, Plan>} plans
   */
  #forget(plans) {
    for (const plan of plans.values()) {
      plan.epoch = NEVER;
      plan.next = plan;
    }
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
 * The last of the keys that keysOfEnds() would give for an end of `text`, or ANY. Without a list, for
 * it is asked for with each subscription.
 *
 * @param {string} text
 * @param {1 | -1} step
 * @param {number} length of the end, in characters
 */
function keyOfEnd(text, step, length) {
  let key = ANY;
  let depth = 0;
  let hash = step === 1 ? SEED_OF_HEAD : SEED_OF_TAIL;
  let at = step === 1 ? 0 : text.length - 1;
  for (let i = 0; i < length && depth < MAX_DEPTH; i++, at += step) {
    const unit = text.charCodeAt(at);
    if (unit === DOT) {
      key = keyOf(hash);
      depth++;
    }
    hash = mix(hash, unit);
  }
  return key;
}

/** @param {string} pattern with wildcards */
function keyOfPattern(pattern) {
  const head = pattern.indexOf('*'); // with the dot behind it
  const tail = pattern.length - 1 - pattern.lastIndexOf('*'); // with the dot before it
  return head >= tail ? keyOfEnd(pattern, 1, head) : keyOfEnd(pattern, -1, tail);
}

// Latency, tokens and dollars over time, for each tool and each model.
//
// Time is cut into intervals of equal length, which begin at multiples of it. When there are more than
// MAX_BUCKETS of them the length doubles, and each two become one: so however long it lasts, all of it
// is there, and what came first looks the same whether it is recorded or live.

import { Histogram } from './histogram.js';
import { MAX_BUCKETS, MAX_OPEN_CALLS, MAX_SUBJECTS } from './limits.js';
import { meaningOf } from './meaning.js';
import { callKey, OpenCalls } from './open-calls.js';
import { amountOf, textOf, tokensOf } from './reading.js';

/**
 * @typedef {import('./meaning.js').Meaning} Meaning
 * @typedef {import('./reading.js').Entry} Entry
 * @typedef {'tool' | 'model'} SubjectKind
 *
 * @typedef {object} OpenCall
 * @property {string} runId
 * @property {number} start
 * @property {string} name
 * @property {string} key
 */

/** Of the subject that counts those beyond MAX_SUBJECTS. */
export const OTHERS = '(others)';

const FIRST_WIDTH_MS = 1_000;

/** What happened in an interval, or in all. */
export class Sums {
  calls = 0;
  failures = 0;
  inputTokens = 0;
  outputTokens = 0;
  costUsd = 0;
  latency = new Histogram();

  /** @param {Sums} other */
  merge(other) {
    this.calls += other.calls;
    this.failures += other.failures;
    this.inputTokens += other.inputTokens;
    this.outputTokens += other.outputTokens;
    this.costUsd += other.costUsd;
    this.latency.merge(other.latency);
  }
}

/** A tool or a model. */
export class Subject {
  /** @type {Map<number, Sums>} by the number of the interval */
  buckets = new Map();
  total = new Sums();

  /**
   * @param {SubjectKind} kind
   * @param {string} name
   */
  constructor(kind, name) {
    this.kind = kind;
    this.name = name;
  }

  /** @param {number} bucket */
  at(bucket) {
    let sums = this.buckets.get(bucket);
    if (sums === undefined) {
      sums = new Sums();
      this.buckets.set(bucket, sums);
    }
    return sums;
  }

  /** Each two intervals become one. */
  halve() {
    const halved = new Map();
    for (const [bucket, sums] of this.buckets) {
      const wider = Math.floor(bucket / 2);
      const there = halved.get(wider);
      if (there === undefined) halved.set(wider, sums);
      else there.merge(sums);
    }
    this.buckets = halved;
  }
}

export class Series {
  /** @type {{ tool: Map<string, Subject>, model: Map<string, Subject> }} */
  #subjects = { tool: new Map(), model: new Map() };
  #all = bothOf();
  /** @type {OpenCalls<OpenCall>} */
  #open = new OpenCalls();
  /** Oldest first. @type {Set<OpenCall>} */
  #opened = new Set();
  #width = FIRST_WIDTH_MS;
  #first = Infinity;
  #last = -Infinity;
  #version = 0;

  /** Milliseconds of an interval. */
  get width() {
    return this.#width;
  }

  /** The numbers of the first interval and the last one; undefined if there is none. */
  get range() {
    return this.#first === Infinity ? undefined : { first: this.#first, last: this.#last };
  }

  /** Another number after each change. */
  get version() {
    return this.#version;
  }

  /**
   * In the order in which they were first seen.
   *
   * @param {SubjectKind} kind
   */
  subjects(kind) {
    return [...this.#subjects[kind].values()];
  }

  /**
   * All tools, or all models, together.
   *
   * @param {SubjectKind} kind
   */
  all(kind) {
    return this.#all[kind];
  }

  clear() {
    this.#subjects = { tool: new Map(), model: new Map() };
    this.#all = bothOf();
    this.#open.clear();
    this.#opened.clear();
    this.#width = FIRST_WIDTH_MS;
    this.#first = Infinity;
    this.#last = -Infinity;
    this.#version++;
  }

  /** @param {readonly Entry[]} entries */
  add(entries) {
    for (const entry of entries) {
      const meaning = meaningOf(entry.topic);
      if (meaning === undefined) continue;
      const { kind, phase } = meaning;
      if (kind !== 'tool' && kind !== 'model') continue;
      if (phase === 'start') this.#begin(meaning, kind, entry);
      else if (phase === 'end') this.#end(meaning, kind, entry);
    }
  }

  /**
   * @param {Meaning} meaning
   * @param {SubjectKind} kind
   * @param {Entry} entry
   */
  #begin(meaning, kind, { time, event }) {
    if (this.#opened.size >= MAX_OPEN_CALLS) {
      this.#settle(/** @type {OpenCall} */ (this.#opened.values().next().value));
    }
    const key = callKey(meaning, event);
    const call = { runId: textOf(event, 'runId'), start: time, name: textOf(event, kind), key };
    this.#open.add(key, call);
    this.#opened.add(call);
  }

  /**
   * @param {Meaning} meaning
   * @param {SubjectKind} kind
   * @param {Entry} entry
   */
  #end(meaning, kind, { time, event }) {
    const call = this.#open.find(callKey(meaning, event), textOf(event, 'runId'));
    if (call !== undefined) this.#settle(call);
    const name = textOf(event, kind) || call?.name || kind;
    const published = amountOf(event, 'latencyMs');
    const latencyMs = published ?? (call && Math.max(0, time - call.start));
    const tokens = tokensOf(event);
    const [subject, all] = [this.#subject(kind, name), this.#all[kind]];
    const bucket = this.#bucket(time);
    for (const sums of [subject.total, subject.at(bucket), all.total, all.at(bucket)]) {
      sums.calls++;
      if (meaning.ending !== 'ok') sums.failures++;
      // A call that was refused never ran: that it took no time says nothing.
      if (latencyMs !== undefined && meaning.ending !== 'denied') sums.latency.add(latencyMs);
      sums.inputTokens += tokens?.input ?? 0;
      sums.outputTokens += tokens?.output ?? 0;
      sums.costUsd += amountOf(event, 'costUsd') ?? 0;
    }
    this.#version++;
  }

  /** @param {OpenCall} call */
  #settle(call) {
    this.#opened.delete(call);
    this.#open.remove(call.key, call);
  }

  /**
   * @param {SubjectKind} kind
   * @param {string} name
   */
  #subject(kind, name) {
    const subjects = this.#subjects[kind];
    const own = subjects.has(name) || subjects.size < MAX_SUBJECTS ? name : OTHERS;
    let subject = subjects.get(own);
    if (subject === undefined) {
      subject = new Subject(kind, own);
      subjects.set(own, subject);
    }
    return subject;
  }

  /**
   * The number of the interval of a time, when there is room for it.
   *
   * @param {number} time
   */
  #bucket(time) {
    let bucket = Math.floor(time / this.#width);
    while (Math.max(this.#last, bucket) - Math.min(this.#first, bucket) >= MAX_BUCKETS) {
      this.#width *= 2;
      bucket = Math.floor(time / this.#width);
      this.#first = Math.floor(this.#first / 2);
      this.#last = Math.floor(this.#last / 2);
      for (const kind of /** @type {const} */ (['tool', 'model'])) {
        for (const subject of this.#subjects[kind].values()) subject.halve();
        this.#all[kind].halve();
      }
    }
    this.#first = Math.min(this.#first, bucket);
    this.#last = Math.max(this.#last, bucket);
    return bucket;
  }
}

function bothOf() {
  return { tool: new Subject('tool', ''), model: new Subject('model', '') };
}

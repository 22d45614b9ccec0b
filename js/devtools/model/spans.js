// The spans of what happened, and how they are nested: runs, in them turns, in them calls.
//
// What must hold: a start makes one span, and an end either ends one or, where no start of it was
// seen, makes one. An event costs the same however many spans there are.

import { Queue } from '../../queue.js';
import { MAX_SPANS } from './limits.js';
import { meaningOf } from './meaning.js';
import { callKey, OpenCalls } from './open-calls.js';
import { textOf } from './reading.js';
import { Span } from './span.js';

/**
 * @typedef {import('./meaning.js').Meaning} Meaning
 * @typedef {import('./reading.js').Entry} Entry
 */

/** Of a run of which other events tell. @type {Meaning} */
const RUN = { kind: 'run', noun: 'run', phase: 'start', ending: 'ok' };

export class Spans {
  #max;
  /** Those without a parent, in the order in which they began. @type {Set<Span>} */
  #roots = new Set();
  /** Those that may still end: the unfinished, too. @type {OpenCalls<Span>} */
  #calls = new OpenCalls();
  /** @type {Set<Span>} */
  #open = new Set();
  /** Open spans of each run, without the run itself. @type {Map<string, Set<Span>>} */
  #openInRun = new Map();
  /** The newest of each id, for those that name it as their parent. @type {Map<string, Span>} */
  #byId = new Map();
  /** Oldest first: they are forgotten in this order. @type {Queue<Span>} */
  #finished = new Queue();
  #size = 0;
  #forgotten = 0;
  #version = 0;

  /** @param {number} [max] spans that are kept, at least 2: a call and its run */
  constructor(max = MAX_SPANS) {
    this.#max = max;
  }

  /** @type {ReadonlySet<Span>} */
  get roots() {
    return this.#roots;
  }

  /** Those that have not ended. @type {ReadonlySet<Span>} */
  get open() {
    return this.#open;
  }

  get size() {
    return this.#size;
  }

  /** Those that went as there were too many. */
  get forgotten() {
    return this.#forgotten;
  }

  /** Another number after each change. */
  get version() {
    return this.#version;
  }

  /** @param {number} [max] spans that are kept from now on */
  clear(max = this.#max) {
    this.#max = max;
    this.#roots.clear();
    this.#calls.clear();
    this.#open.clear();
    this.#openInRun.clear();
    this.#byId.clear();
    this.#finished = new Queue();
    this.#size = 0;
    this.#forgotten = 0;
    this.#version++;
  }

  /** @param {readonly Entry[]} entries */
  add(entries) {
    for (const entry of entries) this.#addOne(entry);
  }

  /** @param {Entry} entry */
  #addOne(entry) {
    const meaning = meaningOf(entry.topic);
    if (meaning === undefined) return;
    if (meaning.phase === 'point') {
      this.#point(meaning, entry);
    } else {
      const key = callKey(meaning, entry.event);
      if (key === '') return;
      if (meaning.phase === 'start') this.#begin(meaning, key, entry);
      else if (meaning.phase === 'end') this.#end(meaning, key, entry);
      else this.#calls.find(key, textOf(entry.event, 'runId'))?.take(entry);
    }
    this.#version++;
  }

  /**
   * @param {Meaning} meaning
   * @param {string} key
   * @param {Entry} entry
   */
  #begin(meaning, key, entry) {
    const implied = meaning.kind === 'run' ? this.#calls.find(key, '') : undefined;
    if (implied !== undefined && implied.startEntry === undefined) {
      implied.startEntry = entry; // events of the run came before its start
      return;
    }
    const span = new Span(meaning, key, entry);
    span.startEntry = entry;
    this.#insert(span, entry);
  }

  /**
   * @param {Meaning} meaning
   * @param {string} key
   * @param {Entry} entry
   */
  #end(meaning, key, entry) {
    let span = this.#calls.find(key, textOf(entry.event, 'runId'));
    if (span === undefined) {
      span = new Span(meaning, key, entry);
      this.#insert(span, entry);
    }
    this.#calls.remove(key, span);
    span.close(entry, meaning.ending);
    this.#close(span);
    if (meaning.kind === 'run') this.#endRun(span);
  }

  /**
   * @param {Meaning} meaning
   * @param {Entry} entry
   */
  #point(meaning, entry) {
    const span = new Span(meaning, '', entry);
    span.startEntry = entry;
    this.#insert(span, entry);
    span.end = span.start;
    span.outcome = 'ok';
    this.#close(span);
  }

  /**
   * @param {Span} span
   * @param {Entry} entry what tells of it
   */
  #insert(span, { event, time }) {
    this.#makeRoom();
    this.#size++;
    span.parent = this.#parentOf(span, textOf(event, 'parentId'), time);
    if (span.parent === undefined) this.#roots.add(span);
    else adopt(span.parent, span);
    for (const id of idsOf(span)) this.#byId.set(id, span);
    if (span.key !== '') this.#calls.add(span.key, span);
    this.#open.add(span);
    if (span.kind === 'run' || span.runId === '') return;
    const inRun = this.#openInRun.get(span.runId);
    if (inRun === undefined) this.#openInRun.set(span.runId, new Set([span]));
    else inRun.add(span);
  }

  /**
   * @param {Span} span
   * @param {string} parentId
   * @param {number} time
   * @returns {Span | undefined}
   */
  #parentOf({ kind, runId }, parentId, time) {
    const named =
      parentId === ''
        ? undefined
        : (this.#byId.get(inRun(runId, parentId)) ?? this.#byId.get(parentId));
    if (named !== undefined || kind === 'run' || runId === '') return named;
    return this.#byId.get(inRun(runId, runId)) ?? this.#implyRun(runId, time);
  }

  /**
   * A run whose start was not seen, so that its calls stand together.
   *
   * @param {string} runId
   * @param {number} time
   */
  #implyRun(runId, time) {
    const entry = { seq: 0, time, topic: 'run.started', event: { runId } };
    const run = new Span(RUN, callKey(RUN, entry.event), entry);
    this.#insert(run, entry);
    return run;
  }

  /** @param {Span} run */
  #endRun({ runId, end }) {
    for (const span of this.#openInRun.get(runId) ?? []) {
      span.end = Math.max(span.start, end);
      span.outcome = 'unfinished';
      this.#close(span);
    }
  }

  /** @param {Span} span which has an end now */
  #close(span) {
    if (!this.#open.delete(span)) return; // it was unfinished
    this.#finished.push(span);
    const inRun = this.#openInRun.get(span.runId);
    inRun?.delete(span);
    if (inRun?.size === 0) this.#openInRun.delete(span.runId);
  }

  #makeRoom() {
    while (this.#size >= this.#max) {
      const oldest = this.#finished.shift() ?? this.#open.values().next().value;
      this.#forget(/** @type {Span} */ (oldest));
    }
  }

  /** @param {Span} span */
  #forget(span) {
    this.#size--;
    this.#forgotten++;
    this.#open.delete(span);
    this.#openInRun.get(span.runId)?.delete(span);
    this.#calls.remove(span.key, span);
    for (const id of idsOf(span)) {
      if (this.#byId.get(id) === span) this.#byId.delete(id);
    }
    const { parent } = span;
    if (parent === undefined) this.#roots.delete(span);
    else parent.children?.delete(span);
    for (const child of span.children ?? []) {
      child.parent = parent;
      if (parent === undefined) this.#roots.add(child);
      else adopt(parent, child);
    }
  }
}

/**
 * @param {Span} parent
 * @param {Span} child
 */
function adopt(parent, child) {
  parent.children ??= new Set();
  parent.children.add(child);
}

/**
 * @param {string} runId
 * @param {string} id
 */
function inRun(runId, id) {
  return `${runId}\n${id}`;
}

/**
 * By which a parent is found: in its run, else anywhere.
 *
 * @param {Span} span
 */
function idsOf({ runId, callId }) {
  return callId === '' ? [] : [inRun(runId, callId), callId];
}

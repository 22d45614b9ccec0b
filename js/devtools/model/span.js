// A span: what has a beginning and an end. A run, a turn, or a call of a tool, a model, a server or
// a human.

import { amountOf, read, textOf, tokensOf } from './reading.js';

/**
 * @typedef {import('./meaning.js').Kind} Kind
 * @typedef {import('./meaning.js').Meaning} Meaning
 * @typedef {import('./reading.js').Entry} Entry
 *
 * @typedef {'open' | 'ok' | 'failed' | 'denied' | 'unfinished'} Outcome unfinished: its run ended, it
 *   did not
 */

/** An end that is so far from where the latency puts it, in milliseconds, is by another clock. */
const CLOCK_GRAIN_MS = 2;

export class Span {
  /** @type {Kind} */
  kind;
  name = '';
  agent = '';
  model = '';
  runId = '';
  callId = '';
  /** Milliseconds since 1970. */
  start = 0;
  /** As start. Infinity while it is open. */
  end = Infinity;
  /** Of the first delta of a stream. @type {number | undefined} */
  firstDelta;
  deltas = 0;
  /** Milliseconds, as published, else by the times of the events. @type {number | undefined} */
  latencyMs;
  /** @type {import('./reading.js').Tokens | undefined} */
  tokens;
  /** US dollars. @type {number | undefined} */
  costUsd;
  /** @type {Outcome} */
  outcome = 'open';
  /** Undefined: it was not seen, as the devtools came later. @type {Entry | undefined} */
  startEntry;
  /** @type {Entry | undefined} */
  endEntry;
  /** @type {Span | undefined} */
  parent;
  /** In the order in which they began. @type {Set<Span> | undefined} */
  children;
  /** By which its end finds it. */
  key;

  /**
   * @param {Meaning} meaning
   * @param {string} key
   * @param {Entry} entry its start, or what tells that it has begun
   */
  constructor({ kind, noun }, key, { time, event }) {
    this.kind = kind;
    this.key = key;
    this.start = time;
    this.runId = textOf(event, 'runId');
    this.callId =
      kind === 'run' ? this.runId : textOf(event, 'callId') || textOf(event, 'requestId');
    this.agent = textOf(event, 'agent');
    this.model = textOf(event, 'model');
    this.name = nameOf(kind, noun, event);
  }

  get isOpen() {
    return this.end === Infinity;
  }

  /** How deep it is nested: 0 for one without a parent. */
  get depth() {
    let depth = 0;
    for (let above = this.parent; above !== undefined; above = above.parent) depth++;
    return depth;
  }

  /** What to show of it. @returns {Entry | undefined} */
  get entry() {
    return this.endEntry ?? this.startEntry;
  }

  /**
   * @param {Entry} entry its end
   * @param {Outcome} outcome
   */
  close(entry, outcome) {
    const { time, event } = entry;
    const latency = amountOf(event, 'latencyMs');
    if (this.startEntry === undefined && latency !== undefined) this.start = time - latency;
    const byEvents = Math.max(0, time - this.start);
    this.latencyMs = latency ?? byEvents;
    // Times are whole milliseconds, latencies are finer: a bar is as long as its latency.
    const agrees = Math.abs(this.latencyMs - byEvents) <= CLOCK_GRAIN_MS;
    this.end = this.start + (agrees ? this.latencyMs : byEvents);
    this.outcome = outcome;
    this.endEntry = entry;
    this.model = textOf(event, 'model') || this.model;
    this.tokens = tokensOf(event);
    this.costUsd = amountOf(event, 'costUsd');
  }

  /** @param {Entry} entry a piece of its answer */
  take({ time }) {
    this.firstDelta ??= time;
    this.deltas++;
  }
}

/**
 * @param {Kind} kind
 * @param {string} noun
 * @param {unknown} event
 */
function nameOf(kind, noun, event) {
  const name = textOf(event, 'name');
  switch (kind) {
    case 'run':
      return name || textOf(event, 'agent') || 'run';
    case 'turn': {
      const turn = read(event, 'turn');
      return name || (typeof turn === 'number' ? `turn ${turn}` : 'turn');
    }
    case 'tool':
      return textOf(event, 'tool') || 'tool';
    case 'model':
      return name || textOf(event, 'model') || 'model';
    case 'http':
      return `${textOf(event, 'method')} ${textOf(event, 'url')}`.trim() || 'http';
    case 'human':
      return textOf(event, 'kind') || 'human';
    case 'handoff':
      return `${textOf(event, 'from')} → ${textOf(event, 'to')}`;
    default:
      return name || noun;
  }
}

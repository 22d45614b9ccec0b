// What waits to be stored: bounded, in order, sent again after a failure.
//
// Events are numbered, sent in a pipeline, and answered in order. After any failure nothing more is
// sent until every answer is in or the connection is gone; then it goes on from the oldest event that
// has no answer, first with this one alone. So an event is never stored before an older one, and the
// server knows repetitions by their number (see `publish` in scripts.js).

import { BusClosedError } from '../errors.js';
import { Queue } from '../queue.js';
import {
  BackpressureError,
  ConnectionLostError,
  NotStoredError,
  UnknownOutcomeError,
} from './errors.js';
import { isLoss } from './link.js';
import { Backoff } from './pause.js';
import { isReply } from './scripts.js';

/** Refusals that a repetition does not change. */
const FINAL = ['WRONGTYPE', 'NOPERM', 'NOAUTH', 'ERR'];
const MAX_WINDOW = 256;

/**
 * @typedef {import('./connection.js').Connection} Connection
 *
 * @typedef {object} Parcel an event on its way
 * @property {number} number counts the events of this producer from 1
 * @property {string} eventId
 * @property {string} topic
 * @property {string | undefined} json
 * @property {number} bytes
 * @property {number} deadline when to give up, by performance.now()
 * @property {boolean} underWay sent, and not answered yet
 * @property {boolean} uncertain whether a sending of it was never answered
 * @property {boolean} settled
 * @property {() => void} resolve
 * @property {(error: unknown) => void} reject
 *
 * @typedef {object} OutboxOptions
 * @property {string} producer
 * @property {number} maxPending
 * @property {number} maxPendingBytes
 * @property {number} publishTimeoutMs
 * @property {(parcel: Parcel, previous: string) => string[]} commandOf
 * @property {(connection: Connection) => Promise<void>} loadScripts
 */

export class Outbox {
  #options;
  /** All that are not settled, the oldest first. @type {Queue<Parcel>} */
  #waiting = new Queue();
  /** The oldest, taken out of the queue. @type {Parcel[]} */
  #window = [];
  /** How many of #window were sent on this connection. */
  #sent = 0;
  /** How many answers are to come. */
  #unanswered = 0;
  #pending = 0;
  #bytes = 0;
  #numbers = 0;
  /** How many may be sent before the first answer. */
  #room = 1;
  /** The number that was sent last, unless something failed since. */
  #previous = '';
  /** The failure that the sending has stopped for. @type {unknown} */
  #failure;
  #backoff = new Backoff();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retryTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #deadlineTimer;
  /** @type {Connection | undefined} */
  #connection;
  /** @type {unknown} */
  #lastTrouble = new ConnectionLostError('there was none yet');
  #held = false;
  #closed = false;
  /** @type {(() => void)[]} */
  #whenEmpty = [];

  /** @param {OutboxOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /** How many events are neither stored nor given up. */
  get pending() {
    return this.#pending;
  }

  /** The number of the newest event. */
  get newest() {
    return this.#numbers;
  }

  /**
   * @param {string} topic
   * @param {string | undefined} json
   * @param {number} bytes
   * @returns {Promise<void>} resolves when it is stored
   */
  add(topic, json, bytes) {
    const { producer, maxPending, maxPendingBytes, publishTimeoutMs } = this.#options;
    if (this.#pending >= maxPending) {
      return Promise.reject(new BackpressureError('maxPending', maxPending));
    }
    if (this.#pending > 0 && this.#bytes + bytes > maxPendingBytes) {
      return Promise.reject(new BackpressureError('maxPendingBytes', maxPendingBytes));
    }
    return new Promise((resolve, reject) => {
      const number = ++this.#numbers;
      const eventId = `${producer}-${number}`;
      const deadline = performance.now() + publishTimeoutMs;
      const state = { underWay: false, uncertain: false, settled: false };
      const settle = { resolve: () => resolve(undefined), reject };
      this.#waiting.push({ number, eventId, topic, json, bytes, deadline, ...state, ...settle });
      this.#pending++;
      this.#bytes += bytes;
      this.#watchDeadlines();
      this.#send();
    });
  }

  /** Sends nothing, while a reader that must not miss anything finds its place. */
  hold() {
    this.#held = true;
  }

  release() {
    this.#held = false;
    this.#send();
  }

  /** @param {Connection} connection */
  connect(connection) {
    this.#connection = connection;
    this.#startAgain();
    connection.lost.then((reason) => {
      if (this.#connection !== connection) return;
      this.#connection = undefined;
      this.#lastTrouble = reason;
    });
    this.#send();
  }

  /** Why it does not get on. @param {unknown} error */
  trouble(error) {
    this.#lastTrouble = error;
  }

  /** @returns {Promise<void>} resolves when nothing waits any more */
  empty() {
    if (this.#pending === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }

  /**
   * Gives up what is left.
   *
   * @returns {{ notStored: number, unknown: number }} how many were certainly not stored, and of how
   *   many it is not known
   */
  abandon() {
    this.#closed = true;
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#deadlineTimer);
    const counts = { notStored: 0, unknown: 0 };
    for (let parcel = this.#oldest(); parcel !== undefined; parcel = this.#oldest()) {
      counts[this.#giveUp(parcel, new BusClosedError()) ? 'unknown' : 'notStored']++;
    }
    return counts;
  }

  #send() {
    if (this.#connection === undefined || this.#held || this.#closed) return;
    if (this.#failure !== undefined) return;
    while (this.#unanswered < this.#room) {
      const parcel = this.#next();
      if (parcel === undefined) return;
      this.#sendOne(this.#connection, parcel);
    }
  }

  /** The oldest that was not sent on this connection. */
  #next() {
    this.#dropSettled();
    if (this.#sent === this.#window.length) {
      const parcel = this.#waiting.shift();
      if (parcel === undefined) return undefined;
      this.#window.push(parcel);
    }
    return this.#window[this.#sent++];
  }

  #dropSettled() {
    let count = 0;
    while (this.#window[count]?.settled) count++;
    if (count === 0) return;
    this.#window.splice(0, count);
    this.#sent = Math.max(0, this.#sent - count);
  }

  /**
   * @param {Connection} connection
   * @param {Parcel} parcel
   */
  #sendOne(connection, parcel) {
    if (parcel.settled) return; // given up meanwhile
    const previous = this.#previous;
    this.#previous = String(parcel.number);
    this.#unanswered++;
    parcel.underWay = true;
    connection.call(this.#options.commandOf(parcel, previous)).then(
      () => {
        parcel.underWay = false;
        if (this.#connection === connection) this.#unanswered--;
        this.#settle(parcel);
        parcel.resolve();
        if (this.#connection !== connection) return;
        this.#backoff.reset();
        this.#room = Math.min(MAX_WINDOW, this.#room * 2);
        if (this.#failure === undefined) this.#send();
        else if (this.#unanswered === 0) this.#recover(connection);
      },
      (error) => {
        parcel.underWay = false;
        if (isLoss(error)) {
          // Sent or not: the client does not tell, so it has to be taken for sent.
          parcel.uncertain = true;
          return;
        }
        if (this.#connection !== connection) return;
        this.#unanswered--;
        this.#failure ??= error;
        if (FINAL.some((word) => isReply(error, word))) this.#giveUp(parcel, error);
        if (this.#unanswered === 0) this.#recover(connection);
      },
    );
  }

  /**
   * Every answer is in, and one was a refusal.
   *
   * @param {Connection} connection
   */
  #recover(connection) {
    const failure = this.#failure;
    const goOn = () => {
      this.#retryTimer = undefined;
      if (this.#connection !== connection) return;
      this.#startAgain();
      this.#send();
    };
    if (isReply(failure, 'RESYNC')) return goOn();
    this.#lastTrouble = failure;
    if (isReply(failure, 'NOSCRIPT')) {
      this.#options.loadScripts(connection).then(goOn, (error) => {
        if (!isLoss(error)) this.#retryTimer = setTimeout(goOn, this.#backoff.next());
      });
      return;
    }
    this.#retryTimer = setTimeout(goOn, this.#backoff.next());
  }

  #startAgain() {
    clearTimeout(this.#retryTimer);
    this.#failure = undefined;
    this.#sent = 0;
    this.#unanswered = 0;
    this.#room = 1;
    this.#previous = '';
  }

  /** @param {Parcel} parcel */
  #settle(parcel) {
    if (parcel.settled) return;
    parcel.settled = true;
    this.#pending--;
    this.#bytes -= parcel.bytes;
    if (this.#pending > 0) return;
    clearTimeout(this.#deadlineTimer);
    this.#deadlineTimer = undefined;
    for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }

  /**
   * @param {Parcel} parcel
   * @param {unknown} cause
   * @returns {boolean} whether it may be stored
   */
  #giveUp(parcel, cause) {
    const isUnknown = parcel.uncertain || parcel.underWay;
    this.#settle(parcel);
    const Outcome = isUnknown ? UnknownOutcomeError : NotStoredError;
    parcel.reject(new Outcome(parcel.topic, parcel.eventId, cause));
    return isUnknown;
  }

  /** The oldest that is not settled. @returns {Parcel | undefined} */
  #oldest() {
    this.#dropSettled();
    const inWindow = this.#window.find(({ settled }) => !settled);
    if (inWindow !== undefined) return inWindow;
    const parcel = this.#waiting.shift();
    if (parcel !== undefined) this.#window.push(parcel);
    return parcel;
  }

  /** All wait equally long, so the oldest is the first whose time is up. */
  #watchDeadlines() {
    if (this.#deadlineTimer !== undefined) return;
    const parcel = this.#oldest();
    if (parcel === undefined) return;
    const ms = Math.max(0, parcel.deadline - performance.now());
    this.#deadlineTimer = setTimeout(() => {
      this.#deadlineTimer = undefined;
      const now = performance.now();
      for (let oldest = this.#oldest(); oldest; oldest = this.#oldest()) {
        if (oldest.deadline > now) break;
        this.#giveUp(oldest, this.#lastTrouble);
      }
      this.#watchDeadlines();
    }, ms);
  }
}

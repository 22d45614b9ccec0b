// The bus: what its callers see. Events go to the server by outbox.js and come back by fan-out.js or
// group.js; who gets them is decided by an AsyncEventBus inside. What may be relied on is written at
// the declarations in redis.d.ts.

import { checkBoolean, checkOptionalFunction, checkOptions, checkSignal } from '../arguments.js';
import { AsyncEventBus } from '../async-event-bus.js';
import { BusClosedError } from '../errors.js';
import { Signals } from '../signals.js';
import { wait } from '../waiting.js';
import { encode } from './codec.js';
import { Deliverer } from './deliverer.js';
import { durabilityOf } from './durability.js';
import { ConnectionLostError } from './errors.js';
import { FanOut } from './fan-out.js';
import { GapListeners } from './gap-listeners.js';
import { Group } from './group.js';
import { keysOf } from './keys.js';
import { isLoss, Link } from './link.js';
import { checkDeadline, checkRedisOptions } from './options.js';
import { Outbox } from './outbox.js';
import { OwnEvents } from './own-events.js';
import { isReply, Scripts } from './scripts.js';
import { Spokesman } from './spokesman.js';

/**
 * @typedef {import('../subscription.js').Handler} Handler
 * @typedef {import('../subscription.js').OnError} OnError
 * @typedef {import('../subscription.js').Subscription} Subscription
 * @typedef {import('../subscription.js').Where} Where
 * @typedef {import('../event-iterator.js').Published} Published
 * @typedef {import('./connection.js').Connection} Connection
 * @typedef {import('./position.js').Gap} Gap
 * @typedef {import('./gap-listeners.js').OnGap} OnGap
 *
 * @typedef {object} CloseReport
 * @property {number} notStored events that were certainly not stored
 * @property {number} unknown events of which it is not known
 * @property {number} unhandled events in handlers that had not ended
 */

export class RedisEventBus {
  #options;
  #inner;
  #keys;
  #own = new OwnEvents();
  #deliverer = new Deliverer(this.#own, (gap) => this.#announce(gap));
  #signals = new Signals();
  #scripts = new Scripts();
  #spokesman;
  #outbox;
  #writing;
  #reading;
  #reader;
  #gapListeners = new GapListeners();
  #isPlaced = false;
  /** @type {((value: unknown) => void)[]} */
  #whenPlaced = [];
  /** @type {import('./durability.js').Durability} */
  #durability = 'unknown';
  #warnsOfEviction;
  /** @type {Promise<CloseReport> | undefined} */
  #closing;

  /** @param {unknown} options */
  constructor(options) {
    const checked = checkRedisOptions(options);
    const { dial, prefix, name, group, replyTimeoutMs } = checked;
    this.#options = checked;
    this.#keys = keysOf(prefix, name, group);
    this.#warnsOfEviction = checked.warnOfEviction;
    this.#spokesman = new Spokesman(checked);
    this.#inner = new AsyncEventBus({ onError: this.#busOnError() });
    this.#outbox = new Outbox({
      ...checked,
      producer: this.#own.producer,
      commandOf: (parcel, previous) => this.#publishCommand(parcel, previous),
      loadScripts: (connection) => this.#scripts.load(connection),
    });
    this.#writing = new Link(
      dial,
      replyTimeoutMs,
      (connection) => this.#prepareWriting(connection),
      (error) => this.#tellConnection('writing', error),
    );
    this.#reading = new Link(
      dial,
      replyTimeoutMs,
      (connection) => this.#scripts.load(connection),
      (error) => this.#tellConnection('reading', error),
    );
    this.#reader = this.#makeReader();
  }

  /**
   * @param {string} pattern
   * @param {string} topic
   */
  static matches(pattern, topic) {
    return AsyncEventBus.matches(pattern, topic);
  }

  get size() {
    return this.#inner.size;
  }

  get durability() {
    return this.#durability;
  }

  get connected() {
    return this.#spokesman.isConnected;
  }

  /** What the running handler was called with; `undefined` outside of handlers. */
  get delivery() {
    return this.#deliverer.current;
  }

  get cursor() {
    return this.#reader.cursor;
  }

  subscriptions() {
    return this.#inner.subscriptions();
  }

  /** @param {string} topic */
  matching(topic) {
    return this.#inner.matching(topic);
  }

  stats() {
    const reader = this.#reader;
    return {
      ...this.#inner.stats(),
      published: this.#outbox.newest,
      pending: this.#outbox.pending,
      unfinishedEvents: reader.unfinished,
      leasesLost: reader instanceof Group ? reader.leasesLost : 0,
    };
  }

  /**
   * @param {string | readonly string[]} pattern
   * @param {Handler} handler
   * @param {unknown} [options]
   * @returns {Subscription}
   */
  subscribe(pattern, handler, options) {
    const { given, onGap } = this.#termsOf(options);
    return this.#subscribed(this.#inner.subscribe(pattern, handler, given), onGap);
  }

  /**
   * @param {string | readonly string[]} pattern
   * @param {Handler | unknown} [handler] none, but options, to wait for the event
   * @param {unknown} [options]
   * @returns {Subscription | Promise<Published>}
   */
  once(pattern, handler, options) {
    if (typeof handler !== 'function') {
      const promise = this.#waitFor(pattern, handler);
      this.#startReading();
      return promise;
    }
    const { given, onGap } = this.#termsOf(options);
    const subscription = /** @type {Subscription} */ (this.#inner.once(pattern, handler, given));
    return this.#subscribed(subscription, onGap);
  }

  /**
   * @param {string | readonly string[]} pattern
   * @param {unknown} [options]
   */
  events(pattern, options) {
    const iterator = this.#inner.events(pattern, options);
    this.#startReading();
    return iterator;
  }

  /**
   * @param {string} topic
   * @param {unknown} [event]
   * @param {unknown} [options]
   * @returns {Promise<number>}
   */
  async publish(topic, event, options) {
    if (this.#closing !== undefined) throw new BusClosedError();
    const given = checkOptions(options);
    checkBoolean('serial', given.serial, false);
    const signal = checkSignal(given.signal);
    const { length } = this.#inner.matching(topic); // refuses what is not a topic
    if (signal?.aborted) throw signal.reason;
    const { redact, maxEventBytes } = this.#options;
    const { json, bytes } = encode(topic, redact ? redact(event, topic) : event, maxEventBytes);
    const stored = this.#outbox.add(topic, json, bytes);
    this.#writing.start();
    if (signal === undefined) {
      await stored;
    } else {
      await wait({ signal, timeoutMs: undefined }, this.#signals, '', (resolve, reject) => {
        stored.then(resolve, reject);
        return () => {};
      });
    }
    return length;
  }

  /**
   * @param {string} topic
   * @param {unknown} [event]
   * @param {unknown} [options]
   */
  publishAsync(topic, event, options) {
    return this.publish(topic, event, options);
  }

  /**
   * @param {unknown} [options]
   * @returns {Promise<void>}
   */
  idle(options) {
    return this.#inner.idle(options);
  }

  clear() {
    this.#gapListeners.clear();
    this.#inner.clear();
  }

  /** @returns {Promise<void>} resolves when it is connected and, if it reads, has its place */
  async ready() {
    if (this.#closing !== undefined) throw new BusClosedError();
    this.#writing.start();
    if ((await this.#writing.ready()) === undefined) throw new BusClosedError();
    if (this.#reading.isStarted && !this.#isPlaced) {
      await new Promise((resolve) => this.#whenPlaced.push(resolve));
      if (!this.#isPlaced) throw new BusClosedError();
    }
  }

  /**
   * @param {unknown} [options]
   * @returns {Promise<CloseReport>}
   */
  close(options) {
    this.#closing ??= this.#close(checkDeadline(options));
    return this.#closing;
  }

  [Symbol.dispose]() {
    this.close();
  }

  async [Symbol.asyncDispose]() {
    await this.close();
  }

  /** @param {number} deadlineMs */
  async #close(deadlineMs) {
    const reader = this.#reader;
    reader.stop();
    if (reader instanceof FanOut) this.#inner.close(); // as any bus does; a group ends its handlers
    this.#reading.stop();
    this.#outbox.release(); // nobody reads any more, so there is nothing to wait for
    const handled = reader instanceof Group ? reader.drained() : Promise.resolve();
    await before(deadlineMs, async () => {
      await Promise.all([handled, this.#outbox.empty()]);
      if (reader instanceof Group && this.#writing.connection !== undefined) {
        const { group = '' } = this.#options;
        const args = [group, this.#consumer];
        await this.#run('leave', args).catch(() => {}); // it stays listed, until others sweep it off
      }
    });
    const unhandled = reader instanceof Group ? reader.abandon() : 0;
    this.#inner.close();
    const left = this.#outbox.abandon();
    this.#writing.stop();
    this.#gapListeners.clear();
    for (const resolve of this.#whenPlaced.splice(0)) resolve(undefined);
    return { ...left, unhandled };
  }

  get #consumer() {
    return this.#options.consumer ?? this.#own.producer;
  }

  #makeReader() {
    const { blockMs, maxUnfinished, group, from, maxBatch } = this.#options;
    const inner = this.#inner;
    const deliverer = this.#deliverer;
    const host = {
      link: this.#reading,
      scripts: this.#scripts,
      keys: this.#keys,
      blockMs,
      maxUnfinished,
      announce: (/** @type {Gap} */ gap) => this.#announce(gap),
      trouble: (/** @type {unknown} */ error) => this.#tellConnection('reading', error),
      found: () => this.#placed(),
    };
    if (group === undefined) {
      const deliver = (/** @type {unknown} */ raw) => deliverer.deliver(inner, raw, 1)?.done;
      return new FanOut({ ...host, deliver }, { from, maxBatch });
    }
    return new Group(
      {
        ...host,
        run: (name, args) => this.#run(name, args),
        isWanted: () => inner.size > 0,
        handle: (raw, attempt) => deliverer.handle(inner, raw, attempt),
        tellParked: (id, deliveries, errors) => this.#spokesman.tellParked(id, deliveries, errors),
      },
      { ...this.#options, group, consumer: this.#consumer },
    );
  }

  /**
   * The options of a subscription as the bus inside gets them.
   *
   * @param {unknown} options
   */
  #termsOf(options) {
    if (this.#closing !== undefined) throw new BusClosedError();
    const given = checkOptions(options);
    const onGap = /** @type {OnGap | undefined} */ (checkOptionalFunction('onGap', given.onGap));
    const terms = { ...given };
    const where = this.#whereOf(given.where);
    if (where !== undefined) terms.where = where;
    const { onError } = given;
    if (this.#options.group !== undefined && typeof onError === 'function') {
      terms.onError = this.#deliverer.counting(/** @type {OnError} */ (onError));
    }
    return { given: terms, onGap };
  }

  /**
   * @param {unknown} given
   * @returns {Where | undefined}
   */
  #whereOf(given) {
    const where = /** @type {Where | undefined} */ (checkOptionalFunction('where', given));
    if (this.#options.group !== undefined) return where; // it gets what its group has not handled
    return this.#own.onlyNew(where, this.#outbox.newest, () => this.delivery?.eventId);
  }

  /**
   * @param {string | readonly string[]} pattern
   * @param {unknown} options
   * @returns {Promise<Published>}
   */
  async #waitFor(pattern, options) {
    if (this.#closing !== undefined) throw new BusClosedError();
    const isObject = typeof options === 'object' && options !== null;
    const { where: given } = isObject ? /** @type {{ where?: unknown }} */ (options) : {};
    const where = this.#whereOf(given);
    const terms = where === undefined ? options : { .../** @type {object} */ (options), where };
    return /** @type {Promise<Published>} */ (this.#inner.once(pattern, terms));
  }

  /**
   * @param {Subscription} subscription
   * @param {OnGap | undefined} onGap
   */
  #subscribed(subscription, onGap) {
    if (onGap !== undefined) this.#gapListeners.add(subscription, onGap, this.size);
    this.#startReading();
    return subscription;
  }

  #startReading() {
    if (this.#closing !== undefined || this.size === 0) return; // or it was refused, or is over
    if (this.#reader instanceof Group) this.#reader.wake();
    if (this.#reading.isStarted) return;
    this.#outbox.hold(); // until the reader has its place, so that it misses nothing from here
    this.#reading.start();
    if (this.#reader instanceof Group) this.#writing.start(); // which carries what is done with entries
    this.#reader.run();
  }

  #placed() {
    this.#isPlaced = true;
    this.#outbox.release();
    for (const resolve of this.#whenPlaced.splice(0)) resolve(undefined);
  }

  /** @returns {OnError | undefined} */
  #busOnError() {
    const onError = /** @type {OnError | undefined} */ (this.#options.onError);
    if (this.#options.group === undefined || onError === undefined) return onError;
    return this.#deliverer.counting(onError);
  }

  /**
   * @param {import('./outbox.js').Parcel} parcel
   * @param {string} previous
   */
  #publishCommand({ number, eventId, topic, json }, previous) {
    const { stream, epoch, producer } = this.#keys;
    const { dedupeMs, maxLength } = this.#options;
    const args = [number, previous, dedupeMs, maxLength, eventId, topic];
    const keys = [stream, producer(this.#own.producer), epoch];
    return this.#scripts.command('publish', keys, json === undefined ? args : [...args, json]);
  }

  /**
   * What a member does with entries. Who calls it tries again.
   *
   * @param {import('./scripts.js').ScriptName} name
   * @param {(string | number)[]} args
   */
  async #run(name, args) {
    const connection = await this.#writing.ready();
    if (connection === undefined) throw new ConnectionLostError('the bus is closed');
    try {
      return await this.#scripts.run(connection, name, [this.#keys.stream, this.#keys.dead], args);
    } catch (error) {
      // Of a loss the link tells, and of a group that is gone the reader.
      const isTold = isLoss(error) || isReply(error, 'NOGROUP');
      if (!isTold) this.#spokesman.tellRefusal(name, error);
      throw error;
    }
  }

  /** @param {Connection} connection */
  async #prepareWriting(connection) {
    await this.#scripts.load(connection);
    this.#durability = await durabilityOf(connection, this.#warnsOfEviction);
    this.#warnsOfEviction = false;
    this.#outbox.connect(connection);
  }

  /**
   * @param {'reading' | 'writing'} link
   * @param {unknown} error
   */
  #tellConnection(link, error) {
    if (error !== undefined) this.#outbox.trouble(error);
    if (this.#closing === undefined) this.#spokesman.tellConnection(link, error);
  }

  /** @param {Gap & { error?: unknown }} gap */
  #announce(gap) {
    this.#spokesman.tellGap(gap, this.#gapListeners.tell(gap));
  }
}

/**
 * @param {number} ms
 * @param {() => Promise<void>} work
 */
async function before(ms, work) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const deadline = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work(), deadline]);
  clearTimeout(timer);
}

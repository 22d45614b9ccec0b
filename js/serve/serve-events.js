// The events of a bus as a stream that browsers read: server-sent events over plain HTTP, which can
// be taken up again where it broke off. Closed to everybody who is not let in: see guard.js.

import { checkInteger, checkOptionalFunction, checkOptions } from '../arguments.js';
import { argumentRangeError, argumentTypeError, BusClosedError } from '../errors.js';
import { EventLog } from '../toolkit/event-log.js';
import { attach, lineOf, report } from '../toolkit/feed.js';
import { createRedactor } from '../toolkit/redactor.js';
import { topicFilter } from '../toolkit/topic-filter.js';
import { Frames } from './frames.js';
import { Guard } from './guard.js';
import { builtin } from './node.js';
import { Reader } from './reader.js';

/**
 * @typedef {import('node:http').IncomingMessage} IncomingMessage
 * @typedef {import('node:http').ServerResponse} ServerResponse
 */

const DEFAULT_LOG_BYTES = 4 << 20;
const DEFAULT_MAX_CLIENTS = 64;
const DEFAULT_HEARTBEAT_MS = 15_000;
/** A reader that had no room for so long is gone, or as good as that. */
const DEFAULT_STALL_MS = 60_000;
const MAX_MS = 2 ** 31 - 1;
/** From an event to its sending: what is published meanwhile goes out with it, in one write to each. */
const GATHER_MS = 25;

/** For servers of our own: who is slow to ask does not keep a connection. */
const SERVER = { headersTimeout: 5_000, requestTimeout: 10_000, maxHeaderSize: 8_192 };

class EventServer {
  #guard;
  #log;
  /** Whether the log is ours. */
  #ownLog;
  #source;
  #maxClients;
  #stallMs;
  #onError;
  /** @type {Set<Reader>} */
  #readers = new Set();
  /** @type {Set<import('node:http').Server>} */
  #servers = new Set();
  #heartbeat;
  /** While what is published is about to be sent. @type {ReturnType<typeof setTimeout> | undefined} */
  #sending;
  /** The last event by then. */
  #sentUpTo = 0;
  #detach;
  #sent = 0;
  #refused = 0;
  /** @type {Promise<void> | undefined} */
  #closing;

  /**
   * @param {import('../toolkit/feed.js').Bus} bus
   * @param {Record<string, unknown>} options
   */
  constructor(bus, options) {
    const { send = '**', log, redactor, maxClients, heartbeatMs, stallMs } = options;
    this.#guard = new Guard(options);
    this.#maxClients = checkInteger('maxClients', maxClients, DEFAULT_MAX_CLIENTS, 1, 100_000);
    this.#stallMs = checkInteger('stallMs', stallMs, DEFAULT_STALL_MS, 1, MAX_MS);
    const beat = checkInteger('heartbeatMs', heartbeatMs, DEFAULT_HEARTBEAT_MS, 1, MAX_MS);
    this.#onError = /** @type {((error: unknown) => void) | undefined} */ (
      checkOptionalFunction('onError', options.onError)
    );
    const clean = /** @type {{ json: (text: string) => string }} */ (redactor ?? createRedactor());
    if (typeof clean.json !== 'function') {
      throw argumentTypeError('redactor', 'must be one of createRedactor()', redactor);
    }
    if (log !== undefined && !(log instanceof EventLog)) {
      throw argumentTypeError('log', 'must be an EventLog', log);
    }
    const isWanted = topicFilter(send);
    this.#ownLog = log === undefined;
    this.#log = log ?? new EventLog(bus, { bytes: DEFAULT_LOG_BYTES, onError: this.#onError });
    const epoch = builtin('node:crypto').randomBytes(8).toString('hex');
    const onFailure = (/** @type {unknown} */ error) => report({ onError: this.#onError }, error);
    const frameOf = (/** @type {import('../toolkit/log-reader.js').LogEntry} */ entry) => {
      const { seq, time, topic, event } = entry;
      try {
        const line = lineOf(seq, time, topic, JSON.stringify(event ?? null));
        return `id: ${epoch}.${seq}\ndata: ${clean.json(line)}\n\n`;
      } catch (error) {
        onFailure(error); // of a redactor of the caller's; with its secrets the event is not sent
        return undefined;
      }
    };
    const frames = new Frames(this.#log, isWanted, frameOf);
    this.#source = { epoch, log: this.#log, frames, onError: onFailure };
    this.#detach = attach(bus, { onEntry: this.#wake, onError: this.#onError });
    this.#heartbeat = setInterval(() => this.#beat(), beat);
    /** @type {{ unref?: () => void }} */ (this.#heartbeat).unref?.();
  }

  get token() {
    return this.#guard.token;
  }

  stats() {
    let sent = this.#sent;
    for (const reader of this.#readers) sent += reader.sent;
    return { clients: this.#readers.size, sent, refused: this.#refused };
  }

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  handle = (request, response) => {
    if (response.destroyed) return; // its reader left while somebody else thought about it
    const answer = this.#closing
      ? { status: 503, text: 'Closed', headers: {} }
      : (this.#guard.answer(request) ?? this.#whenFull());
    if (answer === undefined) {
      this.#open(request, response);
      return;
    }
    if (answer.status !== 204) this.#refused++;
    response.writeHead(answer.status, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      connection: 'close',
      ...answer.headers,
    });
    response.end(answer.text);
  };

  /**
   * @param {unknown} [options]
   * @returns {Promise<{ url: string, close: () => Promise<void> }>}
   */
  async listen(options) {
    if (this.#closing) throw new BusClosedError();
    const { port, host = '127.0.0.1' } = checkOptions(options);
    const at = checkInteger('port', port, 0, 0, 65_535);
    if (typeof host !== 'string') throw argumentTypeError('host', 'must be a string', host);
    if (!this.#guard.isReachable(host)) {
      throw argumentRangeError('host', 'must be a loopback address, without allowRemote', host);
    }
    const server = builtin('node:http').createServer(SERVER, this.handle);
    await new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, host, () => resolve(server.off('error', reject)));
    });
    server.on('error', this.#source.onError); // such as that no more files can be opened
    this.#servers.add(server);
    if (this.#closing) {
      await this.#end(server);
      throw new BusClosedError();
    }
    const address = /** @type {import('node:net').AddressInfo} */ (server.address());
    const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    return { url: `http://${name}:${address.port}/`, close: () => this.#end(server) };
  }

  /** @returns {Promise<void>} */
  close() {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close() {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#sending);
    this.#detach();
    if (this.#ownLog) this.#log.detach();
    for (const reader of this.#readers) reader.end();
    await Promise.all([...this.#servers].map((server) => this.#end(server)));
  }

  /** @param {import('node:http').Server} server */
  #end(server) {
    this.#servers.delete(server);
    return /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      })
    );
  }

  #whenFull() {
    if (this.#readers.size < this.#maxClients) return undefined;
    return { status: 503, text: 'Too many readers', headers: { 'retry-after': '10' } };
  }

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  #open(request, response) {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-accel-buffering': 'no', // of proxies, that would hold events back
      ...this.#guard.corsHeaders(request),
    });
    const id = request.headers['last-event-id'];
    const reader = new Reader(response, this.#source, typeof id === 'string' ? id : undefined);
    this.#readers.add(reader);
    const leave = () => {
      if (this.#readers.delete(reader)) this.#sent += reader.sent;
    };
    response.on('close', leave);
    response.on('error', leave);
  }

  /** All that a publish has to do with readers, and that only after a pause. */
  #wake = () => {
    if (this.#sending !== undefined || this.#readers.size === 0) return;
    this.#sendSoon();
  };

  /** And again, until nothing more was published. */
  #sendSoon() {
    this.#sending = setTimeout(() => {
      const { lastSeq } = this.#log;
      this.#sending = undefined;
      if (lastSeq === this.#sentUpTo) return;
      this.#sentUpTo = lastSeq;
      this.#sendSoon(); // first, for an error that is told may be published
      for (const reader of this.#readers) reader.pump();
    }, GATHER_MS);
  }

  #beat() {
    const now = performance.now();
    for (const reader of this.#readers) {
      if (!reader.isFull) reader.hadRoom = now;
      if (now - reader.hadRoom > this.#stallMs) reader.destroy();
      else reader.beat();
    }
  }
}

/**
 * @param {import('../toolkit/feed.js').Bus} bus
 * @param {unknown} [options]
 */
export function serveEvents(bus, options) {
  const server = new EventServer(bus, checkOptions(options));
  const handler = (
    /** @type {IncomingMessage} */ request,
    /** @type {ServerResponse} */ response,
  ) => server.handle(request, response);
  return Object.assign(handler, {
    token: server.token,
    stats: () => server.stats(),
    listen: (/** @type {unknown} */ where) => server.listen(where),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  });
}

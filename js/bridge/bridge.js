// Joins two buses by a channel: events of some topics go over, events of some topics come in.
//
// Each end numbers what it sends and says hello when it opens, with the number it is at; so the other
// end knows what it missed, by a jump in the numbers, and tells. What went wrong on the way out is an
// error of the subscription that sends, as if a handler had thrown it.

import { checkOptionalFunction, checkOptions } from '../arguments.js';
import { argumentTypeError, BusClosedError, quote } from '../errors.js';
import { topicFilter } from '../toolkit/topic-filter.js';
import { borderOf, randomId } from './border.js';
import { BridgeError } from './errors.js';
import { isMessage, PROTOCOL } from './messages.js';
import { reopenable } from './page.js';
import { tell } from './tell.js';

/**
 * @typedef {import('../event-bus.js').EventBus} EventBus
 * @typedef {import('./channels.js').Channel} Channel
 * @typedef {import('./messages.js').Message} Message
 * @typedef {import('./messages.js').EventMessage} EventMessage
 *
 * @typedef {object} Gap
 * @property {string} from the other end that sent them
 * @property {number} missed events
 */

/** Other ends that are remembered; tabs that crash do not say goodbye. */
const MAX_PEERS = 1_024;

/**
 * @param {unknown} bus
 * @param {unknown} channel
 * @param {unknown} [options]
 */
export function bridge(bus, channel, options) {
  const given = checkOptions(options);
  if (typeof (/** @type {any} */ (bus)?.subscribe) !== 'function') {
    throw argumentTypeError('bus', 'must be an EventBus', bus);
  }
  const terms = {
    send: checkPatterns('send', given.send),
    receive: checkPatterns('receive', given.receive),
    onError: /** @type {((error: unknown) => void) | undefined} */ (
      checkOptionalFunction('onError', given.onError)
    ),
    onGap: /** @type {((gap: Gap) => void) | undefined} */ (
      checkOptionalFunction('onGap', given.onGap)
    ),
  };
  return new Bridge(/** @type {EventBus} */ (bus), channel, terms);
}

/**
 * @param {string} name
 * @param {unknown} patterns
 * @returns {string[]}
 */
function checkPatterns(name, patterns = []) {
  if (typeof patterns === 'string') return [patterns];
  if (!Array.isArray(patterns)) {
    throw argumentTypeError(name, 'must be a pattern, or an array of them', patterns);
  }
  return [...patterns];
}

class Bridge {
  sent = 0;
  received = 0;
  missed = 0;

  #bus;
  #border;
  #id = randomId();
  /** Of the last event that was to be sent. */
  #seq = 0;
  /** By the id of the other end, the number it is at. @type {Map<string, number>} */
  #peers = new Map();
  #isWanted;
  #onError;
  #onGap;
  /** Ends the sending. @type {(() => void) | undefined} */
  #stopSending;
  #link;

  /**
   * @param {EventBus} bus
   * @param {unknown} channel
   * @param {{
   *   send: string[],
   *   receive: string[],
   *   onError: ((error: unknown) => void) | undefined,
   *   onGap: ((gap: Gap) => void) | undefined,
   * }} terms checked, but for the patterns
   */
  constructor(bus, channel, { send, receive, onError, onGap }) {
    this.#bus = bus;
    this.#border = borderOf(bus);
    this.#isWanted = receive.length === 0 ? () => false : topicFilter(receive);
    this.#onError = onError;
    this.#onGap = onGap;
    this.#link = reopenable(channel, {
      onMessage: (message) => this.#receive(message),
      onError: (error) => {
        this.#report(new BridgeError('ERR_BRIDGE_MESSAGE', 'A message could not be read', error));
      },
      onOpen: () => this.#say('hello'),
      onClose: () => this.#say('bye'),
    });
    // First, for patterns that are refused are refused before the channel is touched.
    if (send.length > 0) {
      this.#stopSending = this.#border.open(send, (identity, topic, event) => {
        this.#send(identity, topic, event);
      });
    }
    try {
      this.#link.open();
    } catch (error) {
      this.detach();
      throw error;
    }
  }

  detach() {
    this.#stopSending?.();
    this.#link.end();
    this.#peers.clear();
  }

  [Symbol.dispose]() {
    this.detach();
  }

  /**
   * @param {import('./border.js').Identity} identity
   * @param {string} topic
   * @param {unknown} event
   */
  #send({ origin, id }, topic, event) {
    const seq = this.#seq + 1;
    try {
      const isOpen = this.#link.post(this.#message('event', { seq, origin, id, topic, event }));
      if (isOpen) this.sent++;
    } catch (error) {
      const failure = new BridgeError(
        'ERR_BRIDGE_SEND',
        `An event of ${quote(topic)} cannot be sent: ${messageOf(error)}`,
        error,
      );
      if (this.#onError === undefined) throw failure; // to the publisher
      this.#onError(failure);
      return;
    }
    this.#seq = seq; // also where the page is hidden: then the others hear that they missed it
  }

  /** @param {'hello' | 'here' | 'bye'} kind */
  #say(kind) {
    try {
      this.#link.post(this.#message(kind, { seq: this.#seq }));
    } catch (error) {
      this.#report(new BridgeError('ERR_BRIDGE_SEND', 'The other end cannot be told', error));
    }
  }

  /**
   * @param {Message['kind']} kind
   * @param {object} content
   */
  #message(kind, content) {
    return { protocol: PROTOCOL, kind, from: this.#id, ...content };
  }

  /** @param {unknown} message */
  #receive(message) {
    if (/** @type {any} */ (message)?.protocol !== PROTOCOL) return; // somebody else's
    if (!isMessage(message)) {
      this.#report(new BridgeError('ERR_BRIDGE_MESSAGE', 'A message is not what a bridge sends'));
      return;
    }
    if (message.from === this.#id) return;
    if (message.kind === 'bye') {
      this.#peers.delete(message.from);
      return;
    }
    this.#notice(message);
    if (message.kind === 'hello') this.#say('here');
    else if (message.kind === 'event') this.#take(/** @type {EventMessage} */ (message));
  }

  /**
   * Compares the number of a message with that of the one before.
   *
   * @param {Message} message
   */
  #notice({ kind, from, seq }) {
    const before = this.#peers.get(from);
    this.#peers.delete(from); // so that those heard of last stand last
    this.#peers.set(from, before === undefined ? seq : Math.max(before, seq));
    if (this.#peers.size > MAX_PEERS) {
      for (const oldest of this.#peers.keys()) {
        this.#peers.delete(oldest);
        break;
      }
    }
    if (before === undefined) return;
    const missed = seq - before - (kind === 'event' ? 1 : 0);
    if (missed <= 0) return;
    this.missed += missed;
    try {
      this.#onGap?.({ from, missed });
    } catch (error) {
      this.#report(error);
    }
  }

  /** @param {EventMessage} message */
  #take({ origin, id, topic, event }) {
    let isWanted = false;
    try {
      isWanted = this.#isWanted(topic);
    } catch (error) {
      this.#report(new BridgeError('ERR_BRIDGE_MESSAGE', 'A message has no valid topic', error));
    }
    if (!isWanted || !this.#border.admit({ origin, id })) return;
    this.received++;
    try {
      const result = /** @type {unknown} */ (
        this.#border.during({ origin, id }, topic, event, () => this.#bus.publish(topic, event))
      );
      // An AsyncEventBus.
      if (result instanceof Promise) result.catch((error) => this.#report(error));
    } catch (error) {
      this.#report(error);
    }
  }

  /** @param {unknown} error */
  #report(error) {
    if (error instanceof BusClosedError) {
      this.detach();
      return;
    }
    tell(this.#onError, error);
  }
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

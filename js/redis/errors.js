// Errors that only a bus over Redis raises. Each has a stable `code`; messages may be reworded.

import { BusError, quote } from '../errors.js';

/** An event was certainly not stored: nobody will get it, and it may be published again. */
export class NotStoredError extends BusError {
  /**
   * @param {string} topic
   * @param {string} eventId
   * @param {unknown} cause why
   */
  constructor(topic, eventId, cause) {
    super('ERR_NOT_STORED', `The event of ${quote(topic)} was not stored: ${messageOf(cause)}`);
    this.topic = topic;
    this.eventId = eventId;
    this.cause = cause;
  }
}
NotStoredError.prototype.name = 'NotStoredError';

/** An event was sent, and no answer came, also not to its repetitions: it may be stored or not. */
export class UnknownOutcomeError extends BusError {
  /**
   * @param {string} topic
   * @param {string} eventId
   * @param {unknown} cause the last failure
   */
  constructor(topic, eventId, cause) {
    super(
      'ERR_UNKNOWN_OUTCOME',
      `Whether the event of ${quote(topic)} was stored is not known: ${messageOf(cause)}`,
    );
    this.topic = topic;
    this.eventId = eventId;
    this.cause = cause;
  }
}
UnknownOutcomeError.prototype.name = 'UnknownOutcomeError';

/** As many events wait to be stored as may. The event was not accepted. */
export class BackpressureError extends BusError {
  /**
   * @param {'maxPending' | 'maxPendingBytes'} limit
   * @param {number} value of the limit
   */
  constructor(limit, value) {
    super('ERR_BACKPRESSURE', `Too much waits to be stored already: ${limit} is ${value}`);
    this.limit = limit;
  }
}
BackpressureError.prototype.name = 'BackpressureError';

/** An event, or a part of it, that JSON cannot carry, or an entry that is not an event. */
export class PayloadError extends BusError {
  /**
   * @param {string} path to the offence, such as `event.args[2]`
   * @param {string} rule what it breaks, as a clause
   */
  constructor(path, rule) {
    super('ERR_INVALID_PAYLOAD', `${path} ${rule}`);
    this.path = path;
  }
}
PayloadError.prototype.name = 'PayloadError';

/** An event that is larger, as JSON, than `maxEventBytes`. */
export class EventTooLargeError extends BusError {
  /**
   * @param {string} topic
   * @param {number} bytes
   * @param {number} maxEventBytes
   */
  constructor(topic, bytes, maxEventBytes) {
    super(
      'ERR_EVENT_TOO_LARGE',
      `The event of ${quote(topic)} has ${bytes} bytes as JSON; maxEventBytes is ${maxEventBytes}`,
    );
    this.bytes = bytes;
    this.maxEventBytes = maxEventBytes;
  }
}
EventTooLargeError.prototype.name = 'EventTooLargeError';

/** A connection ended, could not be made, or fell silent. What was under way on it is not known. */
export class ConnectionLostError extends BusError {
  /**
   * @param {string} reason as a clause
   * @param {unknown} [cause]
   */
  constructor(reason, cause) {
    super('ERR_CONNECTION_LOST', `The connection to Redis is lost: ${reason}`);
    if (cause !== undefined) this.cause = cause;
  }
}
ConnectionLostError.prototype.name = 'ConnectionLostError';

/** What the server answered in place of a result. */
export class RedisReplyError extends BusError {
  /** @param {string} message of the server */
  constructor(message) {
    super('ERR_REDIS_REPLY', message);
    /** Its first word: OOM, LOADING, NOGROUP … */
    this.reply = /^\S*/.exec(message)?.[0] ?? '';
  }
}
RedisReplyError.prototype.name = 'RedisReplyError';

/** @param {unknown} error anything that can be thrown */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

// Every error that the bus itself raises. Each has a stable `code`; messages may be reworded.

/** How much of a refused input an error message repeats, in characters. */
const QUOTED = 80;

/**
 * Array.isArray, which throws for a proxy that was revoked.
 *
 * @param {unknown} value
 * @returns {value is unknown[]}
 */
export function isArray(value) {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/**
 * An input as an error message shows it: quoted, control characters escaped, cut when long.
 *
 * @param {unknown} input
 */
export function quote(input) {
  if (typeof input === 'string') {
    return input.length > QUOTED
      ? `${JSON.stringify(input.slice(0, QUOTED))}… (${input.length} characters)`
      : JSON.stringify(input);
  }
  if (typeof input === 'function') return 'a function';
  if (typeof input === 'object' && input !== null) return isArray(input) ? 'an array' : 'an object';
  return typeof input === 'bigint' ? `${input}n` : String(input);
}

/** A topic or a pattern that breaks the grammar. */
export class TopicError extends TypeError {
  /**
   * @param {'topic' | 'pattern'} kind
   * @param {unknown} input the refused topic or pattern
   * @param {string} rule the rule that it breaks, as a clause
   * @param {number} [index] where, in UTF-16 code units; absent when the rule is about the whole
   */
  constructor(kind, input, rule, index) {
    super(
      `Invalid ${kind} ${quote(input)}: ${rule}${index === undefined ? '' : ` (at index ${index})`}`,
    );
    this.code = kind === 'topic' ? 'ERR_INVALID_TOPIC' : 'ERR_INVALID_PATTERN';
    this.input = input;
    this.index = index;
  }
}
TopicError.prototype.name = 'TopicError';

/**
 * An argument other than a topic or a pattern that is of the wrong type.
 *
 * @param {string} name of the argument or option, as the documentation writes it
 * @param {string} rule what it must be, as a clause
 * @param {unknown} value what it was
 */
export function argumentTypeError(name, rule, value) {
  const error = new TypeError(`${name} ${rule}, not ${quote(value)}`);
  return Object.assign(error, { code: 'ERR_INVALID_ARGUMENT' });
}

/**
 * An argument of the right type that is out of range.
 *
 * @param {string} name
 * @param {string} rule
 * @param {unknown} value
 */
export function argumentRangeError(name, rule, value) {
  const error = new RangeError(`${name} ${rule}, not ${quote(value)}`);
  return Object.assign(error, { code: 'ERR_INVALID_ARGUMENT' });
}

/** What every other error of the bus extends. */
export class BusError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}
BusError.prototype.name = 'BusError';

/** The bus was used after `close()`. */
export class BusClosedError extends BusError {
  constructor() {
    super('ERR_BUS_CLOSED', 'The bus is closed');
  }
}
BusClosedError.prototype.name = 'BusClosedError';

/** Publishes caused publishes deeper than `maxDepth`. */
export class PublishDepthError extends BusError {
  /**
   * @param {readonly string[]} topics the chain, the outermost publish first, the refused one last
   * @param {number} maxDepth
   */
  constructor(topics, maxDepth) {
    super(
      'ERR_PUBLISH_DEPTH',
      `Publishes are nested deeper than maxDepth (${maxDepth}): ${abridge(topics).join(' → ')}`,
    );
    this.topics = topics;
  }
}
PublishDepthError.prototype.name = 'PublishDepthError';

/** A promise of a handler did not settle within `timeoutMs`. */
export class HandlerTimeoutError extends BusError {
  /**
   * @param {string} topic
   * @param {number} timeoutMs
   */
  constructor(topic, timeoutMs) {
    super('ERR_HANDLER_TIMEOUT', `A handler of ${quote(topic)} took longer than ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}
HandlerTimeoutError.prototype.name = 'HandlerTimeoutError';

/** What was waited for did not happen within `timeoutMs`. */
export class WaitTimeoutError extends BusError {
  /**
   * @param {string} what
   * @param {number} timeoutMs
   */
  constructor(what, timeoutMs) {
    super('ERR_WAIT_TIMEOUT', `${what} within ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}
WaitTimeoutError.prototype.name = 'WaitTimeoutError';

/** An event found a mailbox or an iterator's buffer full. */
export class MailboxFullError extends BusError {
  /** @param {number} maxBuffer */
  constructor(maxBuffer) {
    super('ERR_MAILBOX_FULL', `The mailbox is full: ${maxBuffer} events are waiting (maxBuffer)`);
    this.maxBuffer = maxBuffer;
  }
}
MailboxFullError.prototype.name = 'MailboxFullError';

/** A wait ended because its subscription did. */
export class UnsubscribedError extends BusError {
  constructor() {
    super('ERR_UNSUBSCRIBED', 'The subscription ended before an event came');
  }
}
UnsubscribedError.prototype.name = 'UnsubscribedError';

/** The core failed, was made anew, and failed again. */
export class CoreFailedError extends BusError {
  /** @param {unknown} cause */
  constructor(cause) {
    super('ERR_CORE_FAILED', 'The core in WebAssembly failed twice; there may be no memory left');
    this.cause = cause;
  }
}
CoreFailedError.prototype.name = 'CoreFailedError';

/**
 * The ends of a long chain, which show where it began and what it repeats.
 *
 * @param {readonly string[]} topics
 */
function abridge(topics) {
  const shown = topics.map((topic) => topic.slice(0, QUOTED));
  return shown.length <= 12 ? shown : [...shown.slice(0, 6), '…', ...shown.slice(-5)];
}

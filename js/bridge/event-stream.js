// The format of server-sent events, as far as serveEvents() uses it.
// Source: the HTML standard, section 9.2.6, "Interpreting an event stream".

/** In characters; no message of a server of ours is longer. */
const MAX_LENGTH = 128 << 20;

/**
 * @typedef {object} StreamMessage
 * @property {string} type 'message' unless it says otherwise
 * @property {string} id of the newest message that had one
 * @property {string} data
 */

export class EventStreamParser {
  #rest = '';
  #type = '';
  #id = '';
  /** @type {string[]} */
  #data = [];

  /**
   * @param {string} text the next piece
   * @returns {StreamMessage[]} those that it completes
   * @throws {RangeError} if a message is too long
   */
  push(text) {
    /** @type {StreamMessage[]} */
    const messages = [];
    const lines = (this.#rest + text).split('\n');
    this.#rest = /** @type {string} */ (lines.pop());
    if (this.#rest.length > MAX_LENGTH) throw new RangeError('A message of the stream is too long');
    for (const line of lines) this.#line(line.endsWith('\r') ? line.slice(0, -1) : line, messages);
    return messages;
  }

  /**
   * @param {string} line
   * @param {StreamMessage[]} messages
   */
  #line(line, messages) {
    if (line === '') {
      if (this.#data.length > 0) {
        const data = this.#data.join('\n');
        messages.push({ type: this.#type || 'message', id: this.#id, data });
      }
      this.#type = '';
      this.#data = [];
      return;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#type = value;
    else if (field === 'id') this.#id = value;
  }
}

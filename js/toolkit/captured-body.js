// What is kept of a body: its first bytes, up to a limit, and how it ended.

/** @typedef {'complete' | 'cancelled' | 'failed' | 'unread'} Ending */

/** Types whose bytes are text. */
const TEXTUAL =
  /^(text\/|application\/(x-www-form-urlencoded|graphql|.*\b(json|xml|javascript|yaml)))/i;

export class CapturedBody {
  /** @type {Uint8Array[]} */
  #chunks = [];
  #kept = 0;
  #limit;
  #onEnd;
  #ended = false;
  /** All bytes that came, kept or not. */
  bytes = 0;
  /** Somebody reads it. */
  begun = false;

  /**
   * @param {number} limit in bytes
   * @param {(ending: Ending, error?: unknown) => void} onEnd called once
   */
  constructor(limit, onEnd) {
    this.#limit = limit;
    this.#onEnd = onEnd;
  }

  get truncated() {
    return this.bytes > this.#kept;
  }

  /** @param {Uint8Array} chunk copied as far as it is kept; what is none is passed over */
  add(chunk) {
    if (this.#ended || !(chunk instanceof Uint8Array)) return;
    this.bytes += chunk.byteLength;
    const room = this.#limit - this.#kept;
    if (room <= 0) return;
    const kept = chunk.slice(0, room);
    this.#chunks.push(kept);
    this.#kept += kept.byteLength;
  }

  /**
   * @param {Ending} ending
   * @param {unknown} [error]
   */
  end(ending, error) {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd(ending, error);
  }

  /**
   * What was kept, without secrets; bytes that are no text are told by their number.
   *
   * @param {string} type of the content
   * @param {import('./redactor.js').Redactor} redactor
   */
  text(type, redactor) {
    if (type !== '' && !TEXTUAL.test(type))
      return `[${this.bytes} bytes of ${redactor.text(type)}]`;
    const bytes = new Uint8Array(this.#kept);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.byteLength;
    }
    // Not fatal: the limit may have cut a character.
    return redactText(new TextDecoder().decode(bytes), this.truncated, redactor);
  }
}

/**
 * @param {string} text
 * @param {boolean} cut it goes on, and half a secret may be at its end
 * @param {import('./redactor.js').Redactor} redactor
 */
export function redactText(text, cut, redactor) {
  if (!cut) return redactor.text(text);
  const stream = redactor.stream();
  const redacted = stream.push(text);
  stream.cut();
  return redacted;
}

export interface RedactorOptions {
  /**
   * More names of fields, headers and variables whose values are secrets, beside those that
   * docs/toolkit/redact.md lists. Whole names; case, `-`, `_`, `.` and spaces do not count.
   */
  names?: readonly string[] | undefined;
  /** Names whose values are no secrets because of the name, whatever the rules say. */
  keep?: readonly string[] | undefined;
  /**
   * Texts to take out wherever they stand, of at least 6 bytes each. Also found as they look in
   * JSON, in URLs, and in base64.
   */
  literals?: readonly string[] | undefined;
  /**
   * Environment variables: the values of those whose names are secret, and that have at least 8
   * characters, are literals. They are read once, when the redactor is made.
   *
   * @default process.env, where there is one
   */
  env?: Readonly<Record<string, string | undefined>> | false | undefined;
}

/**
 * Removes secrets: each becomes a marker that tells its kind, such as `[REDACTED:api-key]`. What
 * counts as a secret is in docs/toolkit/redact.md.
 *
 * The time is linear in the size of the input. What cannot be redacted, because the engine has no
 * memory or an object cannot be read, becomes a marker too: `[REDACTED:failed]`,
 * `[REDACTED:unreadable]`. It is never passed on.
 */
export class Redactor {
  /**
   * @throws {TypeError} `ERR_INVALID_ARGUMENT`
   * @throws {RangeError} `ERR_INVALID_ARGUMENT`: a literal is too short
   */
  constructor(options?: RedactorOptions);
  /**
   * The value without its secrets. It is never changed: what has none is returned as it is, else
   * what leads to a secret is copied, and the rest is shared. Arrays, plain and other objects, Map,
   * Set, Error (also what is not enumerable), bytes as UTF-8, URL, URLSearchParams, Headers and
   * FormData are searched, at any depth; keys as well as values. What has a `toJSON` is replaced by
   * what that returns. Numbers are secrets only by the name of their field; what functions and
   * private fields hold is not seen.
   *
   * The type is that of the value, but a secret that was not a string becomes one.
   */
  value<T>(value: T): T;
  /** A text without its secrets; the same text, if it has none. */
  text(text: string): string;
  /**
   * A JSON text without its secrets, which stays JSON. Numbers are kept as they are written. What is
   * not JSON is treated as `text` does.
   */
  json(json: string): string;
  /** For a text that comes in pieces, where a secret may be cut anywhere. */
  stream(): RedactionStream;
  /** How many secrets of each kind were removed, since the engine was made. */
  counts(): Record<string, number>;
}

/** The redaction of one text in pieces. The result is that of the whole text. */
export class RedactionStream {
  private constructor();
  /**
   * What of the text so far is decided. At most 1,024 bytes, and those that begin a literal, are
   * held back, and only where a secret may have begun.
   */
  push(piece: string): string;
  /** The text is complete: what was held back. The next piece begins another text. */
  end(): string;
  /**
   * The text was cut off: what was held back may be half a secret, and is dropped. The next piece
   * begins another text.
   */
  cut(): void;
}

/** The same as `new Redactor(options)`. */
export function createRedactor(options?: RedactorOptions): Redactor;

/**
 * `redactor.value(value)`, by the given redactor, one of the given options, or a common one with
 * none. To redact more than once by options, make a redactor.
 */
export function redact<T>(value: T, redactor?: Redactor | RedactorOptions): T;

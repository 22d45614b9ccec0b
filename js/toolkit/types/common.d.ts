// What the declarations of the toolkit's parts share.

import type { Redactor, RedactorOptions } from './redactor.js';

/** A part of the toolkit at work. */
export interface Attachment {
  /** Ends its work; what it has gathered stays. Idempotent. */
  detach(): void;
  /** The same as `detach`, for `using`. */
  [Symbol.dispose](): void;
}

/** Options that every part has. */
export interface AttachOptions {
  /**
   * The time, in milliseconds since 1970. The parts on one bus share a clock: the last that was
   * given.
   *
   * @default Date.now
   */
  clock?: (() => number) | undefined;
  /**
   * Gets what goes wrong in the part; it never reaches the publisher.
   *
   * @default console.error
   */
  onError?: ((error: unknown) => void) | undefined;
}

/** Option of the parts that store events, or send them somewhere. */
export interface RedactOption {
  /**
   * Takes the secrets out of events before the part sees them; see docs/toolkit/redact.md. `true`: by
   * a redactor without options.
   *
   * @default no redaction: a log is replayed as it was
   */
  redact?: Redactor | RedactorOptions | boolean | undefined;
}

import type { AnyEventBus } from '../index.js';
import type { Attachment, AttachOptions } from './common.js';

/** The flight recorder. */
export class EventLog implements Attachment {
  constructor(bus: AnyEventBus<object>, options?: AttachOptions & { bytes?: number });
  query(options?: { pattern?: string; fromSeq?: number; limit?: number }): unknown[];
  detach(): void;
  [Symbol.dispose](): void;
}

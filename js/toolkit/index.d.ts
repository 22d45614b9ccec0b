// The types of `agent-event-bus/toolkit`, and its reference documentation: one file for each part.

export * from './types/budget.js';
export type { Attachment, AttachOptions, RedactOption } from './types/common.js';
export * from './types/errors.js';
export * from './types/event-log.js';
export * from './types/instrument.js';
export * from './types/jsonl-sink.js';
export * from './types/log-reader.js';
export * from './types/notify.js';
export * from './types/redactor.js';
export * from './types/replay.js';
export * from './types/serialize.js';
export * from './types/snapshot.js';
export * from './types/step-log.js';
export * from './types/tap-fetch.js';
export * from './types/trace.js';

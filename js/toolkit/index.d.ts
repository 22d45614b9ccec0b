// The types of `agent-event-bus/toolkit`, and its reference documentation: one file for each part.

export type * from './common.js';
export * from './event-log.js';

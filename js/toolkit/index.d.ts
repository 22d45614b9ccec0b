// The types of `agent-event-bus/toolkit`, and its reference documentation: one file for each part.

export * from './budget.js';
export type * from './common.js';
export * from './event-log.js';
export * from './instrument.js';
export * from './snapshot.js';
export * from './step-log.js';
export * from './trace.js';

export { budget } from './budget.js';
export { BudgetExceededError, EngineFailedError } from './errors.js';
export { EventLog } from './event-log.js';
export { instrument } from './instrument.js';
export { serialize } from './serialize.js';
export { diffSnapshots, snapshot } from './snapshot.js';
export { stepLog } from './step-log.js';
export { trace } from './trace.js';

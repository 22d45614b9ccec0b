export { EngineFailedError } from './errors.js';
export { EventLog } from './event-log.js';
export { serialize } from './serialize.js';
export { createRedactor, RedactionStream, Redactor, redact } from './redactor.js';

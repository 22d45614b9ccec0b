export { EngineFailedError, LogFormatError, LogGapError } from './errors.js';
export { EventLog } from './event-log.js';
export { jsonlSink } from './jsonl-sink.js';
export { readLog } from './log-reader.js';
export { replay } from './replay.js';
export { serialize } from './serialize.js';

// What logs need of the toolkit. It is imported when the first one is loaded or written, so that the
// element is small, and makes no second instance of WebAssembly, where there is none.

export { lineOf } from '../toolkit/feed.js';
export { HEADER, readLog } from '../toolkit/log-reader.js';
export { createRedactor } from '../toolkit/redactor.js';

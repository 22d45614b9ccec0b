export { serveEvents } from './serve-events.js';

// <agent-event-bus-devtools>: the devtools as an element of a page. What it has of its own is what
// index.d.ts says; all else is in view/app.js.

import { BusError } from '../errors.js';
import { App } from './view/app.js';

/** Where there is no page, the module can be imported, and the class cannot be made. */
const Base = /** @type {typeof HTMLElement} */ (
  globalThis.HTMLElement ??
    class {
      constructor() {
        throw new BusError('ERR_NOT_BROWSER', '<agent-event-bus-devtools> works in pages only');
      }
    }
);

export class AgentEventBusDevtools extends Base {
  #app;

  constructor() {
    super();
    this.#app = new App(this.attachShadow({ mode: 'open' }));
    // Set before the element was registered, they would hide what is here.
    for (const name of ['bus', 'maxEvents', 'paused', 'filter']) takeOver(this, name);
  }

  get bus() {
    return this.#app.bus;
  }

  set bus(bus) {
    this.#app.bus = bus;
  }

  get maxEvents() {
    return this.#app.maxEvents;
  }

  set maxEvents(value) {
    this.#app.maxEvents = value;
  }

  get paused() {
    return this.#app.paused;
  }

  set paused(value) {
    this.#app.paused = value;
  }

  get filter() {
    return this.#app.filter;
  }

  set filter(text) {
    this.#app.filter = text;
  }

  get recording() {
    const recording = this.#app.recording;
    if (recording === undefined) return null;
    const { name, entries, dropped, refused, torn } = recording;
    return { name, events: entries.length, dropped, refused, torn };
  }

  /**
   * @param {unknown} source
   * @param {{ name?: string, skip?: boolean, signal?: AbortSignal }} [options]
   */
  load(source, options) {
    return this.#app.load(source, options);
  }

  showLive() {
    this.#app.showLive();
  }

  clear() {
    this.#app.clear();
  }

  /** @param {{ all?: boolean, redact?: boolean, signal?: AbortSignal }} [options] */
  exportLog(options) {
    return this.#app.exportLog(options);
  }

  connectedCallback() {
    this.#app.connect();
  }

  disconnectedCallback() {
    this.#app.disconnect();
  }

  /** Numbers for tests and benchmarks; not documented, and may change. */
  get counts() {
    return this.#app.counts;
  }
}

/**
 * @param {HTMLElement} element
 * @param {string} name of a property that it may have of its own
 */
function takeOver(element, name) {
  if (!Object.hasOwn(element, name)) return;
  const own = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (element));
  const value = own[name];
  delete own[name];
  own[name] = value;
}

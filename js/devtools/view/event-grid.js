// The list of events: a grid of which only the rows that are in view exist, whatever is listed.
//
// What must hold: rendering only writes. The height and the scroll position are kept here, told by
// the observer and by scroll events, so that no frame has to ask the page for them in between.

import { h, setAttribute } from '../dom.js';
import { History } from '../history.js';
import { EventRow } from './event-row.js';

/**
 * @typedef {import('../history.js').Entry} Entry
 *
 * @typedef {object} GridCallbacks
 * @property {(entry: Entry) => void} onOpen it was clicked, or Enter was pressed
 * @property {(entry: Entry) => void} onMove the cursor is on it now
 * @property {() => void} onSpace
 * @property {() => void} onChange something wants to be rendered
 */

/** --aeb-row of tokens.js, in px. */
const ROW = 24;
/** Of the head. */
const HEAD = 24;
/** Rows beyond both ends of what is in view. */
const OVERSCAN = 4;
const MAX_ROWS = 200;

const COLUMNS = [
  ['time', 'Time'],
  ['topic', 'Topic'],
  ['summary', 'Event'],
  ['latency', 'Latency'],
  ['cost', 'Tokens · cost'],
];

let grids = 0;

export class EventGrid {
  #callbacks;
  #body;
  #prefix = `aeb-grid-${++grids}`;
  /** @type {History} */
  #rows = new History();
  /** @type {EventRow[]} */
  #pool = [];
  #viewport = 0;
  #scrollTop = 0;
  #height = 0;
  #dropped = 0;
  /** Whether it follows what comes. */
  #sticks = true;
  /** Counts from the first that was ever listed, as `end` of the history does; -1: nowhere. */
  #cursor = -1;

  /** @param {GridCallbacks} callbacks */
  constructor(callbacks) {
    this.#callbacks = callbacks;
    const head = COLUMNS.map(([name, title]) =>
      h('div', { class: `cell ${name}`, role: 'columnheader', text: title }),
    );
    this.#body = h('div', { class: 'rows', role: 'rowgroup' });
    this.element = h(
      'div',
      {
        class: 'grid',
        role: 'grid',
        tabindex: 0,
        'aria-label': 'Events',
        'aria-colcount': COLUMNS.length,
        onscroll: () => this.#onScroll(),
        onkeydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
        onfocus: () => this.#onFocus(),
      },
      h(
        'div',
        { class: 'head', role: 'rowgroup' },
        h('div', { class: 'row', role: 'row', 'aria-rowindex': 1 }, ...head),
      ),
      this.#body,
    );
    this.#body.addEventListener('mousedown', (event) => this.#onMouse(event));
    new ResizeObserver(([{ contentRect }]) => this.#resize(contentRect.height)).observe(
      this.element,
    );
  }

  get sticks() {
    return this.#sticks;
  }

  /** The entry under the cursor. */
  get current() {
    return this.#rows.at(this.#cursor - this.#rows.dropped);
  }

  /**
   * Lists something else. The cursor stays on its entry, if that is listed.
   *
   * @param {History} rows
   */
  list(rows) {
    const { current } = this;
    this.#rows = rows;
    this.#dropped = rows.dropped;
    this.#cursor = -1;
    if (current !== undefined) {
      const index = rows.slice().indexOf(current);
      if (index >= 0) this.#cursor = index + rows.dropped;
    }
    if (this.#cursor >= 0 && !this.#sticks) this.#reveal();
  }

  /** Goes to the newest, and follows what comes. */
  stick() {
    this.#sticks = true;
    this.#callbacks.onChange();
  }

  /** Puts the cursor on an entry, if it is listed. @param {Entry} entry */
  moveTo(entry) {
    const index = this.#rows.slice().indexOf(entry);
    if (index < 0) return;
    this.#cursor = index + this.#rows.dropped;
    this.#reveal();
  }

  render() {
    const { length, dropped } = this.#rows;
    const height = length * ROW;
    const gone = Math.max(0, dropped - this.#dropped);
    this.#dropped = dropped;
    if (height !== this.#height) {
      this.#height = height;
      this.#body.style.blockSize = `${height}px`;
    }
    if (this.#sticks) this.#scrollTo(this.#bottom);
    else if (gone > 0) this.#scrollTo(Math.max(0, this.#scrollTop - gone * ROW));
    setAttribute(this.element, 'aria-rowcount', length + 1);

    const size = this.#pool.length;
    const first = Math.max(
      0,
      Math.min(Math.floor(this.#scrollTop / ROW) - OVERSCAN, length - size),
    );
    for (let index = first; index < first + size; index++) {
      // By the number that stays, so that a row keeps its entry while others go above it.
      const row = this.#pool[(index + dropped) % size];
      row.show(this.#rows.at(index), index, index + dropped === this.#cursor);
    }
    const visible = this.#cursor - dropped >= first && this.#cursor - dropped < first + size;
    const active = visible && this.current !== undefined;
    const id = active ? this.#pool[this.#cursor % size].element.id : null;
    setAttribute(this.element, 'aria-activedescendant', id);
  }

  get #bottom() {
    return Math.max(0, this.#height + HEAD - this.#viewport);
  }

  /** @param {number} top */
  #scrollTo(top) {
    if (top === this.#scrollTop) return;
    this.#scrollTop = top;
    this.element.scrollTop = top;
  }

  #onScroll() {
    const { scrollTop } = this.element;
    if (Math.abs(scrollTop - this.#scrollTop) < 1) return; // our own
    this.#scrollTop = scrollTop;
    this.#sticks = scrollTop >= this.#bottom - 1;
    this.#callbacks.onChange();
  }

  /** @param {number} height of what is in view, the head included */
  #resize(height) {
    if (height === 0) return; // hidden
    this.#viewport = height;
    const size = Math.min(MAX_ROWS, Math.ceil(height / ROW) + 2 * OVERSCAN);
    if (size !== this.#pool.length) {
      this.#pool = Array.from({ length: size }, (_, i) => new EventRow(`${this.#prefix}-${i}`));
      this.#body.replaceChildren(...this.#pool.map(({ element }) => element));
    }
    this.#callbacks.onChange();
  }

  #onFocus() {
    if (this.current !== undefined || this.#rows.length === 0) return;
    const last = Math.floor((this.#scrollTop + this.#viewport - HEAD) / ROW) - 1;
    this.#cursor = Math.max(0, Math.min(last, this.#rows.length - 1)) + this.#rows.dropped;
    this.#callbacks.onChange();
  }

  /** @param {MouseEvent} event */
  #onMouse({ target, button }) {
    if (button !== 0) return;
    const row = this.#pool.find(({ element }) => element.contains(/** @type {Node} */ (target)));
    if (row?.entry === undefined) return;
    this.#cursor = row.index + this.#rows.dropped;
    this.#sticks = false;
    this.#callbacks.onOpen(row.entry);
    this.#callbacks.onChange();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor((this.#viewport - HEAD) / ROW) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const step = /** @type {Record<string, number>} */ (steps)[event.key];
    const index = this.#cursor - this.#rows.dropped;
    if (step !== undefined) this.#moveTo(index + step);
    else if (event.key === 'Home') this.#moveTo(0);
    else if (event.key === 'End') this.#moveTo(this.#rows.length - 1);
    else if (event.key === ' ') this.#callbacks.onSpace();
    else if (event.key === 'Enter' && this.current !== undefined) {
      this.#callbacks.onOpen(this.current);
    } else return;
    event.preventDefault();
  }

  /** @param {number} index */
  #moveTo(index) {
    const { length, dropped } = this.#rows;
    if (length === 0) return;
    const to = Math.max(0, Math.min(length - 1, index));
    this.#cursor = to + dropped;
    this.#reveal();
    if (this.current !== undefined) this.#callbacks.onMove(this.current);
  }

  /** Scrolls as little as it takes to see the cursor. */
  #reveal() {
    const { length, dropped } = this.#rows;
    const index = this.#cursor - dropped;
    const top = index * ROW;
    const room = this.#viewport - HEAD;
    this.#sticks = index === length - 1;
    if (top < this.#scrollTop) this.#scrollTo(top);
    else if (top + ROW > this.#scrollTop + room) this.#scrollTo(top + ROW - room);
    this.#callbacks.onChange();
  }
}

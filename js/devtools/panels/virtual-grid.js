// A grid of which only the rows that are in view exist, however many are listed.
//
// It has what every list of the devtools needs: the window, the cursor and its keys, and the roles.
// What a row looks like, and what a click on it does, is told by those that build on it. The
// grid itself has the focus; where the cursor is, `aria-activedescendant` says.
//
// What must hold: rendering only writes. Height and scroll position are kept here, told by the
// observer and by scroll events, so that no frame has to ask the page for them in between.

import { h, setAttribute, setStyle } from '../dom.js';

/**
 * @template Row
 * @typedef {object} Rows what is listed: an array, or a ring of which the oldest go
 * @property {number} length
 * @property {number} [dropped] how many have gone at the beginning
 * @property {(index: number) => Row | undefined} at from 0
 */

/**
 * @template Row
 * @typedef {object} RowView an element that shows one row, then another
 * @property {HTMLElement} element with the cells
 * @property {(row: Row) => void} show
 */

/**
 * @template Row
 * @typedef {object} VirtualGridOptions
 * @property {'grid' | 'treegrid'} role the name of its class, too
 * @property {string} label
 * @property {[name: string, title: string | Node][]} columns classes of their cells, and what is
 *   above them
 * @property {() => RowView<Row>} makeRow
 * @property {(row: Row) => void} onOpen Enter was pressed
 * @property {(row: Row) => void} [onMove] a key moved the cursor to it
 * @property {() => void} onChange something wants to be rendered
 * @property {(event: KeyboardEvent) => boolean} [onKey] for keys beside those of a grid; true: it was one
 * @property {boolean} [follows] stays at its end when rows are added there
 * @property {HTMLElement} [underlay] stays in view behind the rows
 */

/** --aeb-row of tokens.js, in px; of the head, too. */
const ROW = 24;
/** Rows beyond both ends of what is in view. */
const OVERSCAN = 4;
const MAX_ROWS = 200;

let grids = 0;

/** @template Row */
export class VirtualGrid {
  #options;
  #prefix = `aeb-grid-${++grids}`;
  #body = h('div', { class: 'rows', role: 'rowgroup' });
  /** @type {{ view: RowView<Row>, row: Row | undefined, index: number }[]} */
  #pool = [];
  /** @type {Rows<Row>} */
  #rows = [];
  /** What `dropped` of the rows was when the scroll position was right. */
  #dropped = 0;
  /** Counts from the first row that was ever listed, those that have gone included; -1: nowhere. */
  #cursor = -1;
  /** Px, the head included; 0: it is not shown. */
  #viewport = 0;
  #scrollTop = 0;
  /** The page does not know of #scrollTop yet. */
  #isScrollDue = false;
  #sticks;

  /** @param {VirtualGridOptions<Row>} options */
  constructor(options) {
    this.#options = options;
    this.#sticks = options.follows ?? false;
    const titles = options.columns.map(([name, title]) =>
      h('div', { class: `cell ${name}`, role: 'columnheader' }, title),
    );
    this.element = h(
      'div',
      {
        class: `${options.role} virtual-grid`,
        role: options.role,
        tabindex: 0,
        'aria-label': options.label,
        'aria-colcount': options.columns.length,
        onscroll: () => this.#onScroll(),
        onkeydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
        onfocus: () => this.#onFocus(),
      },
      h(
        'div',
        { class: 'head', role: 'rowgroup' },
        h('div', { class: 'row', role: 'row', 'aria-rowindex': 1 }, ...titles),
      ),
      options.underlay,
      this.#body,
    );
    options.underlay?.classList.add('underlay');
    new ResizeObserver(([{ contentRect }]) => this.#resize(contentRect.height)).observe(
      this.element,
    );
  }

  /** Whether it stays at its end when rows are added there; never if it does not follow. */
  get sticks() {
    return this.#sticks;
  }

  set sticks(value) {
    this.#sticks = value && (this.#options.follows ?? false);
    this.#options.onChange();
  }

  /** The index of the row with the cursor; below 0: none that is listed has it. */
  get cursor() {
    return this.#cursor - this.#gone;
  }

  /** The row with the cursor. @returns {Row | undefined} */
  get current() {
    return this.cursor < 0 ? undefined : this.#rows.at(this.cursor);
  }

  /**
   * Lists something else.
   *
   * @param {Rows<Row>} rows in their order
   * @param {number} cursor the index of the row that has it now; -1: none
   */
  setRows(rows, cursor) {
    this.#rows = rows;
    this.#dropped = this.#gone;
    this.#cursor = cursor < 0 ? -1 : cursor + this.#gone;
  }

  /**
   * Puts the cursor on a row, or on the one at that end, and scrolls as little as it takes to see it.
   *
   * @param {number} index
   */
  moveTo(index) {
    const last = this.#rows.length - 1;
    if (last < 0) return;
    const to = Math.max(0, Math.min(last, index));
    this.#cursor = to + this.#gone;
    this.#keepPlace();
    const atTop = to * ROW; // where it is the first in view, right below the head
    const atEnd = atTop + 2 * ROW - this.#viewport; // where it is the last
    this.#scrollTo(Math.min(atTop, Math.max(atEnd, this.#scrollTop)));
    this.sticks = to === last;
  }

  /**
   * @param {EventTarget | null} target an element
   * @returns {Row | undefined} the row that it is in
   */
  rowAt(target) {
    return this.#shownAt(target)?.row;
  }

  /**
   * @param {EventTarget | null} target an element
   * @returns {number} the index of the row that it is in; -1: none
   */
  indexAt(target) {
    return this.#shownAt(target)?.index ?? -1;
  }

  /** Writes what is in view. */
  render() {
    const { length } = this.#rows;
    setStyle(this.#body, 'block-size', `${length * ROW}px`);
    this.#keepPlace();
    if (this.#sticks || this.#scrollTop > this.#bottom) this.#scrollTo(this.#bottom);
    if (this.#isScrollDue && this.#viewport > 0) {
      this.#isScrollDue = false;
      this.element.scrollTop = this.#scrollTop;
    }
    setAttribute(this.element, 'aria-rowcount', length + 1);
    const size = this.#pool.length;
    const wanted = Math.floor(this.#scrollTop / ROW) - OVERSCAN;
    const first = Math.max(0, Math.min(wanted, length - size));
    for (let index = first; index < first + size; index++) this.#write(index);
    const { cursor } = this;
    const inView = cursor >= first && cursor < Math.min(first + size, length);
    setAttribute(this.element, 'aria-activedescendant', inView && this.#idOf(cursor));
  }

  /** @param {number} index */
  #write(index) {
    // By the number that stays, so that a row keeps its element while others go above it.
    const shown = this.#pool[(index + this.#gone) % this.#pool.length];
    const { element } = shown.view;
    shown.row = this.#rows.at(index);
    shown.index = index;
    setAttribute(element, 'id', this.#idOf(index));
    setAttribute(element, 'hidden', shown.row === undefined);
    if (shown.row === undefined) return;
    setAttribute(element, 'aria-rowindex', index + 2);
    setAttribute(element, 'aria-selected', `${index === this.cursor}`);
    setStyle(element, 'transform', `translateY(${index * ROW}px)`);
    shown.view.show(shown.row);
  }

  /** @param {number} index */
  #idOf(index) {
    return `${this.#prefix}-${index + this.#gone}`;
  }

  /** @param {EventTarget | null} target */
  #shownAt(target) {
    if (!(target instanceof Node)) return undefined;
    return this.#pool.find(({ view }) => view.element.contains(target));
  }

  get #gone() {
    return this.#rows.dropped ?? 0;
  }

  /** The scroll position of the end. */
  get #bottom() {
    return Math.max(0, (this.#rows.length + 1) * ROW - this.#viewport);
  }

  /** What is in view stays in view while rows go above it. */
  #keepPlace() {
    const gone = this.#gone - this.#dropped;
    this.#dropped += gone;
    if (gone > 0 && !this.#sticks) this.#scrollTo(Math.max(0, this.#scrollTop - gone * ROW));
  }

  /** @param {number} top */
  #scrollTo(top) {
    if (top === this.#scrollTop) return;
    this.#scrollTop = top;
    this.#isScrollDue = true;
  }

  #onScroll() {
    if (this.#isScrollDue || this.#viewport === 0) return;
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    if (Math.abs(scrollTop - this.#scrollTop) < 1) return; // our own
    this.#scrollTop = scrollTop;
    // As the page has it: where the view has become higher, it was moved before that is told here.
    this.sticks = scrollTop >= scrollHeight - clientHeight - 1;
  }

  /** @param {number} height of what is in view */
  #resize(height) {
    if (this.#viewport === 0) this.#isScrollDue = true; // it may be elsewhere after it was hidden
    this.#viewport = height;
    const wanted = Math.min(MAX_ROWS, Math.ceil(height / ROW) + 2 * OVERSCAN);
    while (height > 0 && this.#pool.length < wanted) {
      const view = this.#options.makeRow();
      view.element.classList.add('row');
      view.element.setAttribute('role', 'row');
      this.#pool.push({ view, row: undefined, index: -1 });
      this.#body.append(view.element);
    }
    this.#options.onChange();
  }

  /** The cursor begins where it is being read: at the end of what follows, else at the top. */
  #onFocus() {
    if (this.current !== undefined) return;
    const end = Math.floor((this.#scrollTop + this.#viewport) / ROW) - 2;
    this.moveTo(this.#sticks ? end : Math.ceil(this.#scrollTop / ROW));
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const isKnown = this.#options.onKey?.(event) || (!event.shiftKey && this.#onOwnKey(event.key));
    if (isKnown) event.preventDefault();
  }

  /**
   * @param {string} key
   * @returns {boolean} whether it is one of a grid's
   */
  #onOwnKey(key) {
    const { current, cursor } = this;
    const page = Math.max(1, Math.floor(this.#viewport / ROW) - 2);
    /** @type {Record<string, number>} */
    const places = {
      ...{ ArrowDown: cursor + 1, ArrowUp: cursor - 1, PageDown: cursor + page },
      ...{ PageUp: cursor - page, Home: 0, End: this.#rows.length - 1 },
    };
    if (key in places) this.#moveByKey(places[key]);
    else if (key === 'Enter' && current !== undefined) this.#options.onOpen(current);
    else return false;
    return true;
  }

  /** @param {number} index */
  #moveByKey(index) {
    this.moveTo(index);
    if (this.current !== undefined) this.#options.onMove?.(this.current);
  }
}

export const styles = `
.virtual-grid {
  overflow: hidden auto;
  overflow-anchor: none;
  overscroll-behavior: contain;
  contain: strict;
  container-type: size;
}

/* What says where the focus is: the row with the cursor, or all of it while that is not in view. */
.virtual-grid:focus-visible[aria-activedescendant] {
  outline: none;
}

.virtual-grid:focus-visible:not([aria-activedescendant]) .head {
  box-shadow: inset 0 2px var(--aeb-accent);
}

.virtual-grid:focus-visible .row[aria-selected='true'] {
  outline: 2px solid var(--aeb-accent);
  outline-offset: -2px;
}

.virtual-grid .head {
  position: sticky;
  inset-block-start: 0;
  z-index: 2;
  border-block-end: 1px solid var(--aeb-line);
  background: var(--aeb-sunken);
  color: var(--aeb-ink-3);
  font-size: var(--aeb-text-s);
  font-weight: 500;
}

.virtual-grid .head .row {
  block-size: calc(var(--aeb-row) - 1px);
}

.virtual-grid .rows {
  position: relative;
}

.virtual-grid .row {
  display: grid;
  grid-template-columns: var(--columns);
  align-items: center;
  block-size: var(--aeb-row);
}

.virtual-grid .underlay {
  position: sticky;
  inset-block-start: var(--aeb-row);
  block-size: calc(100cqb - var(--aeb-row));
  margin-block-end: calc(var(--aeb-row) - 100cqb);
}

.virtual-grid .rows .row {
  position: absolute;
  inset-block-start: 0;
  inset-inline: 0;
  contain: strict;
  cursor: default;
}

.virtual-grid .rows .row:hover {
  background: var(--aeb-hover);
}

.virtual-grid .rows .row[aria-selected='true'] {
  background: var(--aeb-selected);
}

.virtual-grid .cell {
  min-inline-size: 0;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
`;

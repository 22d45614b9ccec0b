// A tree as a grid of rows, of which only those exist that are in view, however many are listed.
//
// One row has the cursor; the keys are those of the ARIA practices for a treegrid. What must hold:
// rendering only writes. Height and scroll position are kept here, told by the observer and by scroll
// events.

import { h, setAttribute } from '../dom.js';

/**
 * @typedef {object} TreeRow
 * @property {unknown} key the same for the same row, whenever it is listed
 * @property {number} depth from 0
 * @property {number} position among those of the same parent, from 1
 * @property {number} siblings how many have the same parent, itself included
 * @property {boolean | undefined} expanded undefined: nothing is in it
 */

/**
 * @template {TreeRow} Row
 * @typedef {object} RowView an element that shows one row, then another
 * @property {HTMLElement} element with the cells
 * @property {(row: Row) => void} show
 */

/**
 * @template {TreeRow} Row
 * @typedef {object} TreeGridOptions
 * @property {string} label
 * @property {[name: string, title: string | Node][]} columns
 * @property {() => RowView<Row>} makeRow
 * @property {(row: Row) => void} onOpen Enter was pressed, or it was clicked
 * @property {(row: Row, expanded: boolean) => void} onToggle
 * @property {() => void} onChange wants to be rendered
 * @property {(event: KeyboardEvent) => boolean} [onKey] keys of the panel; true: it was one
 * @property {boolean} [follows] stays at the end when rows are added there
 * @property {HTMLElement} [underlay] stays in view behind the rows
 */

/** --aeb-row of tokens.js, in px. */
export const ROW = 24;
const OVERSCAN = 4;
const MAX_ROWS = 200;

let grids = 0;

/** @template {TreeRow} Row */
export class TreeGrid {
  #options;
  #prefix = `aeb-tree-${++grids}`;
  #body = h('div', { class: 'rows', role: 'rowgroup' });
  /** @type {(RowView<Row> & { row: Row | undefined })[]} */
  #pool = [];
  /** @type {readonly Row[]} */
  #rows = [];
  /** @type {Row | undefined} */
  #current;
  /** Of #current in #rows; -1: it is not listed. */
  #cursor = -1;
  #viewport = 0;
  #scrollTop = 0;
  #height = -1;
  #sticks;

  /** @param {TreeGridOptions<Row>} options */
  constructor(options) {
    this.#options = options;
    this.#sticks = options.follows ?? false;
    const cells = options.columns.map(([name, title]) =>
      h('div', { class: `cell ${name}`, role: 'columnheader' }, title),
    );
    this.element = h(
      'div',
      {
        class: 'treegrid',
        role: 'treegrid',
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
        h('div', { class: 'line', role: 'row', 'aria-rowindex': 1 }, ...cells),
      ),
      options.underlay ?? '',
      this.#body,
    );
    options.underlay?.classList.add('underlay');
    this.#body.addEventListener('click', (event) => this.#onClick(event));
    new ResizeObserver(([{ contentRect }]) => this.#resize(contentRect.height)).observe(
      this.element,
    );
  }

  /** The row with the cursor, if it is listed. */
  get current() {
    return this.#cursor === -1 ? undefined : this.#current;
  }

  /** @param {readonly Row[]} rows in their order */
  list(rows) {
    this.#rows = rows;
    if (this.#current === undefined) return;
    const { key } = this.#current;
    if (rows[this.#cursor]?.key !== key) this.#cursor = rows.findIndex((row) => row.key === key);
    this.#current = rows[this.#cursor] ?? this.#current; // it may be listed again
  }

  /** Writes what is in view. */
  render() {
    const { length } = this.#rows;
    if (length * ROW !== this.#height) {
      this.#height = length * ROW;
      this.#body.style.blockSize = `${this.#height}px`;
    }
    if (this.#viewport > 0) {
      const bottom = Math.max(0, this.#height + ROW - this.#viewport);
      if (this.#sticks || this.#scrollTop > bottom) this.#scrollTo(bottom);
    }
    setAttribute(this.element, 'aria-rowcount', length + 1);
    const size = this.#pool.length;
    const first = Math.max(
      0,
      Math.min(Math.floor(this.#scrollTop / ROW) - OVERSCAN, length - size),
    );
    for (let index = first; index < first + size; index++) this.#write(index);
    const inView = this.#cursor >= first && this.#cursor < first + size;
    setAttribute(this.element, 'aria-activedescendant', inView && this.#idOf(this.#cursor));
  }

  /**
   * The row that an element is in.
   *
   * @param {EventTarget | null} target
   * @returns {Row | undefined}
   */
  rowAt(target) {
    if (!(target instanceof Node)) return undefined;
    return this.#pool.find(({ element }) => element.contains(target))?.row;
  }

  /** @param {number} index */
  #write(index) {
    const view = this.#pool[index % this.#pool.length];
    const row = this.#rows[index];
    const { element } = view;
    view.row = row;
    element.hidden = row === undefined;
    if (row === undefined) return;
    setAttribute(element, 'id', this.#idOf(index));
    setAttribute(element, 'aria-rowindex', index + 2);
    setAttribute(element, 'aria-level', row.depth + 1);
    setAttribute(element, 'aria-posinset', row.position);
    setAttribute(element, 'aria-setsize', row.siblings);
    setAttribute(element, 'aria-expanded', row.expanded === undefined ? null : `${row.expanded}`);
    setAttribute(element, 'aria-selected', `${index === this.#cursor}`);
    const transform = `translateY(${index * ROW}px)`;
    if (element.style.transform !== transform) element.style.transform = transform;
    const depth = String(Math.min(row.depth, 12));
    if (element.style.getPropertyValue('--depth') !== depth) {
      element.style.setProperty('--depth', depth);
    }
    view.show(row);
  }

  /** @param {number} index */
  #idOf(index) {
    return `${this.#prefix}-${index}`;
  }

  /** @param {number} height of the viewport */
  #resize(height) {
    this.#viewport = height;
    const { underlay } = this.#options;
    if (underlay !== undefined) {
      underlay.style.blockSize = `${Math.max(0, height - ROW)}px`;
      underlay.style.marginBlockEnd = `${Math.min(0, ROW - height)}px`;
    }
    const wanted = Math.min(MAX_ROWS, Math.ceil(height / ROW) + 2 * OVERSCAN);
    while (this.#pool.length < wanted) {
      const view = this.#options.makeRow();
      view.element.classList.add('line');
      view.element.setAttribute('role', 'row');
      this.#pool.push(Object.assign(view, { row: undefined }));
      this.#body.append(view.element);
    }
    this.#options.onChange();
  }

  #onScroll() {
    const { scrollTop } = this.element;
    if (scrollTop === this.#scrollTop || this.#viewport === 0) return; // it is not shown
    this.#scrollTop = scrollTop;
    const bottom = this.#height + ROW - this.#viewport;
    this.#sticks = (this.#options.follows ?? false) && scrollTop >= bottom - 1;
    this.#options.onChange();
  }

  /** @param {number} top */
  #scrollTo(top) {
    if (top === this.#scrollTop) return;
    this.#scrollTop = top;
    this.element.scrollTop = top;
  }

  #onFocus() {
    if (this.#cursor === -1 && this.#rows.length > 0) {
      this.#moveTo(Math.min(this.#rows.length - 1, Math.ceil(this.#scrollTop / ROW)));
    }
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const row = this.rowAt(event.target);
    if (row === undefined) return;
    this.#moveTo(this.#rows.indexOf(row));
    const isToggle = event.target instanceof Element && event.target.closest('.toggle') !== null;
    if (isToggle && row.expanded !== undefined) this.#options.onToggle(row, !row.expanded);
    else this.#options.onOpen(row);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.defaultPrevented) return;
    if (this.#options.onKey?.(event) || this.#onOwnKey(event)) event.preventDefault();
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether it is one of the tree's
   */
  #onOwnKey({ key, altKey, ctrlKey, metaKey, shiftKey }) {
    if (altKey || ctrlKey || metaKey || shiftKey || this.#rows.length === 0) return false;
    const page = Math.max(1, Math.floor(this.#viewport / ROW) - 2);
    switch (key) {
      case 'ArrowDown':
        return this.#moveTo(this.#cursor + 1);
      case 'ArrowUp':
        return this.#moveTo(this.#cursor - 1);
      case 'PageDown':
        return this.#moveTo(this.#cursor + page);
      case 'PageUp':
        return this.#moveTo(this.#cursor - page);
      case 'Home':
        return this.#moveTo(0);
      case 'End':
        return this.#moveTo(this.#rows.length - 1);
      case 'ArrowRight':
        return this.#inwards();
      case 'ArrowLeft':
        return this.#outwards();
      case 'Enter':
        if (this.current !== undefined) this.#options.onOpen(this.current);
        return true;
      default:
        return false;
    }
  }

  /** Expands a row, or goes to the first in it. */
  #inwards() {
    const { current } = this;
    if (current?.expanded === false) this.#options.onToggle(current, true);
    else if (current?.expanded) this.#moveTo(this.#cursor + 1);
    return true;
  }

  /** Collapses a row, or goes to the one that it is in. */
  #outwards() {
    const { current } = this;
    if (current?.expanded) this.#options.onToggle(current, false);
    else if (current !== undefined && current.depth > 0) {
      let index = this.#cursor;
      while (index > 0 && this.#rows[index].depth >= current.depth) index--;
      this.#moveTo(index);
    }
    return true;
  }

  /** @param {number} index */
  #moveTo(index) {
    this.#cursor = Math.max(0, Math.min(this.#rows.length - 1, index));
    this.#current = this.#rows[this.#cursor];
    const top = this.#cursor * ROW;
    const last = top + 2 * ROW - this.#viewport; // the head is above the rows
    if (top < this.#scrollTop) this.#scrollTo(top);
    else if (last > this.#scrollTop) this.#scrollTo(last);
    this.#sticks = (this.#options.follows ?? false) && this.#cursor === this.#rows.length - 1;
    this.#options.onChange();
    return true;
  }
}

/** The mark before a name that tells whether what is in it is shown. */
export function toggle() {
  return h('span', { class: 'toggle', 'aria-hidden': 'true' });
}

/** Of all panels: rows of a tree, and the buttons above them. */
export const styles = `
.buttons {
  display: flex;
  flex: none;
  gap: var(--aeb-1);
}

.buttons .button[aria-pressed='true'] {
  border-color: var(--aeb-accent);
  background: var(--aeb-accent-soft);
  color: var(--aeb-accent);
}

.treegrid {
  position: relative;
  flex: 1;
  min-block-size: 0;
  overflow: hidden auto;
  overscroll-behavior: contain;
  contain: strict;
}

.treegrid .head {
  position: sticky;
  inset-block-start: 0;
  z-index: 2;
  background: var(--aeb-sunken);
  color: var(--aeb-ink-3);
  font-size: var(--aeb-text-s);
  font-weight: 500;
}

.treegrid .rows {
  position: relative;
}

.treegrid .underlay {
  position: sticky;
  inset-block-start: var(--aeb-row);
}

.treegrid .line {
  display: grid;
  grid-template-columns: var(--columns);
  align-items: center;
  block-size: var(--aeb-row);
}

.treegrid .head {
  box-shadow: 0 1px var(--aeb-line);
}

.treegrid .rows .line {
  position: absolute;
  inset-inline: 0;
  contain: strict;
  cursor: default;
}

.treegrid .rows .line:hover {
  background: var(--aeb-hover);
}

.treegrid .rows .line[aria-selected='true'] {
  background: var(--aeb-selected);
}

.treegrid:focus-visible .line[aria-selected='true'] {
  box-shadow: inset 2px 0 var(--aeb-accent);
}

.treegrid .cell {
  min-inline-size: 0;
  padding: 0 var(--aeb-2);
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}

.treegrid .cell.number {
  font-variant-numeric: tabular-nums;
  text-align: end;
}

.treegrid .name {
  display: flex;
  align-items: center;
  gap: 6px;
}

.treegrid .rows .name {
  padding-inline-start: calc(var(--aeb-1) + var(--depth) * 14px);
}

.toggle {
  position: relative;
  flex: none;
  inline-size: 16px;
  block-size: 16px;
}

[aria-expanded] > .cell .toggle::before {
  content: '';
  position: absolute;
  inset: 5px 6px;
  border: solid var(--aeb-ink-3);
  border-width: 0 1.5px 1.5px 0;
  inline-size: 5px;
  block-size: 5px;
  transform: rotate(-45deg);
  transition: transform var(--aeb-quick);
}

[aria-expanded='true'] > .cell .toggle::before {
  transform: translateY(-1px) rotate(45deg);
}
`;

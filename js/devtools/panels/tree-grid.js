// A tree as a grid of rows. Beside the keys of a grid it has those of the ARIA practices for a
// treegrid: to the right is what is in a row, to the left what it is in.

import { h, setAttribute, setStyle } from '../dom.js';
import { VirtualGrid } from './virtual-grid.js';

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
 * @typedef {object} OfTree
 * @property {(row: Row) => void} onOpen Enter was pressed, or it was clicked
 * @property {(row: Row, expanded: boolean) => void} onToggle
 */

/**
 * @template {TreeRow} Row
 * @typedef {Omit<import('./virtual-grid.js').VirtualGridOptions<Row>, 'role' | 'onOpen'> & OfTree<Row>} TreeGridOptions
 */

/** Steps to the right that a row makes at most. */
const MAX_INDENT = 12;

/**
 * @template {TreeRow} Row
 * @extends {VirtualGrid<Row>}
 */
export class TreeGrid extends VirtualGrid {
  #options;
  /** @type {readonly Row[]} */
  #rows = [];
  /** Of the row that had the cursor last: it may be listed again. @type {unknown} */
  #key;

  /** @param {TreeGridOptions<Row>} options */
  constructor(options) {
    super({
      ...options,
      role: 'treegrid',
      makeRow: () => treeRow(options.makeRow()),
      onKey: (event) => options.onKey?.(event) || this.#onTreeKey(event),
    });
    this.#options = options;
    this.element.addEventListener('click', ({ target }) => this.#onClick(target));
  }

  /**
   * Lists something else. The cursor stays on its row, if that is listed.
   *
   * @param {readonly Row[]} rows in their order
   */
  list(rows) {
    this.#key = this.current?.key ?? this.#key;
    const isThere = rows[this.cursor]?.key === this.#key;
    this.#rows = rows;
    this.setRows(rows, isThere ? this.cursor : rows.findIndex(({ key }) => key === this.#key));
  }

  /** @param {EventTarget | null} target */
  #onClick(target) {
    const row = this.rowAt(target);
    if (row === undefined) return;
    this.moveTo(this.indexAt(target));
    const isToggle = target instanceof Element && target.closest('.toggle') !== null;
    if (isToggle && row.expanded !== undefined) this.#options.onToggle(row, !row.expanded);
    else this.#options.onOpen(row);
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether it is one of a tree's
   */
  #onTreeKey({ key, shiftKey }) {
    if (shiftKey || (key !== 'ArrowRight' && key !== 'ArrowLeft')) return false;
    const { current } = this;
    if (current === undefined) return true;
    const { expanded } = current;
    const isInwards = key === 'ArrowRight';
    if (expanded === !isInwards) this.#options.onToggle(current, isInwards);
    else if (!isInwards) this.moveTo(this.#outer(current));
    else if (expanded) this.moveTo(this.cursor + 1);
    return true;
  }

  /**
   * @param {Row} row the one with the cursor
   * @returns {number} the index of the row that it is in; its own if it is in none
   */
  #outer({ depth }) {
    let index = this.cursor;
    if (depth === 0) return index;
    while (index > 0 && this.#rows[index].depth >= depth) index--;
    return index;
  }
}

/**
 * A row that says where in the tree it is.
 *
 * @template {TreeRow} Row
 * @param {import('./virtual-grid.js').RowView<Row>} view of its cells
 * @returns {import('./virtual-grid.js').RowView<Row>}
 */
function treeRow(view) {
  const { element } = view;
  return {
    element,
    show(row) {
      const { depth, position, siblings, expanded } = row;
      setAttribute(element, 'aria-level', depth + 1);
      setAttribute(element, 'aria-posinset', position);
      setAttribute(element, 'aria-setsize', siblings);
      setAttribute(element, 'aria-expanded', expanded === undefined ? null : `${expanded}`);
      setStyle(element, '--depth', String(Math.min(depth, MAX_INDENT)));
      view.show(row);
    },
  };
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
}

.treegrid .cell {
  padding: 0 var(--aeb-2);
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

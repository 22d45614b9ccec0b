// The list of events. It follows what comes, until somebody looks elsewhere.

import { EventRow } from './event-row.js';
import { VirtualGrid } from './virtual-grid.js';

/**
 * @typedef {import('../history.js').Entry} Entry
 *
 * @typedef {object} GridCallbacks
 * @property {(entry: Entry) => void} onOpen it was clicked, or Enter was pressed
 * @property {(entry: Entry) => void} onMove a key moved the cursor to it
 * @property {() => void} onSpace
 * @property {() => void} onChange something wants to be rendered
 */

/** @extends {VirtualGrid<Entry>} */
export class EventGrid extends VirtualGrid {
  #onOpen;

  /** @param {GridCallbacks} callbacks */
  constructor({ onOpen, onMove, onSpace, onChange }) {
    super({
      role: 'grid',
      label: 'Events',
      columns: [
        ['time', 'Time'],
        ['topic', 'Topic'],
        ['summary', 'Event'],
        ['latency', 'Latency'],
        ['cost', 'Tokens · cost'],
      ],
      makeRow: () => new EventRow(),
      follows: true,
      ...{ onOpen, onMove, onChange },
      onKey: ({ key }) => {
        if (key === ' ') onSpace();
        return key === ' ';
      },
    });
    this.#onOpen = onOpen;
    this.element.addEventListener('mousedown', (event) => this.#onMouse(event));
  }

  /**
   * Lists something else. The cursor stays on its entry, if that is listed.
   *
   * @param {import('../history.js').History} rows
   */
  list(rows) {
    const { current } = this;
    const index = current === undefined ? -1 : rows.slice().indexOf(current);
    this.setRows(rows, index);
    if (index >= 0 && !this.sticks) this.moveTo(index);
  }

  /**
   * Not a click: what follows may have moved on before the button is up again.
   *
   * @param {MouseEvent} event
   */
  #onMouse({ target, button }) {
    const entry = this.rowAt(target);
    if (button !== 0 || entry === undefined) return;
    this.moveTo(this.indexAt(target));
    this.sticks = false; // even if it is the last
    this.#onOpen(entry);
  }
}

export const styles = `
.grid {
  --columns: 96px minmax(120px, 208px) minmax(0, 1fr) 72px 116px;
  position: absolute;
  inset: 0;
}

.grid .row {
  padding-inline: var(--aeb-3);
}

.grid .rows .row::before {
  position: absolute;
  inset-block: 0;
  inset-inline-start: 0;
  inline-size: 3px;
  background: transparent;
  content: '';
}

.grid .row[data-outcome='bad'] {
  background: var(--aeb-bad-soft);
}

.grid .row[data-outcome='bad']::before {
  background: var(--aeb-bad);
}

.grid .row[data-outcome='warn']::before {
  background: var(--aeb-warn);
}

.grid .cell {
  padding-inline-end: var(--aeb-3);
}

.grid .time {
  color: var(--aeb-ink-3);
  font-variant-numeric: tabular-nums;
}

.grid .rows .topic {
  font-family: var(--aeb-mono);
}

.grid .noun {
  color: var(--noun);
  font-weight: 600;
}

.grid .verb {
  color: var(--aeb-ink-2);
}

.grid [data-outcome='bad'] :is(.noun, .verb, .detail) {
  color: var(--aeb-bad);
}

.grid [data-outcome='warn'] .verb {
  color: var(--aeb-warn);
}

.grid .subject {
  margin-inline-end: var(--aeb-2);
  color: var(--aeb-ink);
  font-weight: 500;
}

.grid .subject:empty {
  display: none;
}

.grid .detail {
  color: var(--aeb-ink-3);
}

.grid .row:is(:hover, [aria-selected='true']) .detail {
  color: var(--aeb-ink-2);
}

.grid :is(.latency, .cost) {
  font-variant-numeric: tabular-nums;
  text-align: end;
}

.grid .cost {
  padding-inline-end: 0;
}

.grid .rows :is(.latency, .cost) {
  color: var(--aeb-ink-2);
}

@container (inline-size < 640px) {
  .grid .row {
    --columns: 92px minmax(110px, 160px) minmax(0, 1fr) 64px;
  }

  .grid .cost {
    display: none;
  }

  .grid .latency {
    padding-inline-end: 0;
  }
}

@container (inline-size < 440px) {
  .grid .row {
    --columns: minmax(96px, 132px) minmax(0, 1fr) 60px;
    padding-inline: var(--aeb-2);
  }

  .grid .time {
    display: none;
  }

  .grid .cell {
    padding-inline-end: var(--aeb-2);
  }
}
`;

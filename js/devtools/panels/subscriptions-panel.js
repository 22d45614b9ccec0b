// Who listens: each subscription of the bus with its count, in the order of delivery, and what the
// bus counts itself. The one panel that asks the bus; it does so twice a second, while it is shown.

import { h, setAttribute, setText } from '../dom.js';
import { bytes, count, plural } from '../format.js';

/** @typedef {import('../panels.js').PanelContext} PanelContext */

/** Between two looks at the bus, in milliseconds. */
export const POLL_MS = 500;
/** Rows: a bus may have a hundred thousand subscriptions. */
const MAX_ROWS = 500;

/** @type {[string, string, (value: unknown) => string, string][]} */
const STATS = [
  ['published', 'Published', count, 'Events, since the bus was made'],
  ['delivered', 'Delivered', count, 'Calls of handlers, and events put in mailboxes'],
  ['errors', 'Errors', count, 'What handlers threw'],
  ['dropped', 'Dropped', count, 'Events that full mailboxes refused or let go'],
  ['unfinished', 'Unfinished', count, 'Promises of handlers, and events in mailboxes'],
  ['cachedTopics', 'Cached topics', count, 'Topics whose handlers are known'],
  ['coreBytes', 'Core memory', bytes, 'WebAssembly memory, of all buses of this page'],
];

export class SubscriptionsPanel {
  static id = 'subscriptions';
  static title = 'Subscriptions';

  #context;
  #lastPoll = Number.NEGATIVE_INFINITY;
  /** @type {number | undefined} */
  badge;
  /** @type {Map<string, HTMLElement>} */
  #values = new Map();
  #rows = h('tbody');
  /** @type {HTMLTableRowElement[]} */
  #pool = [];
  #stats = h('dl', { class: 'stats' });
  #more = h('p', { class: 'more' });
  #scroll = h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Subscriptions' },
    h(
      'table',
      { class: 'table' },
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          ...[
            ['#', 'number order'],
            ['Pattern', ''],
            ['Priority', 'number'],
            ['Delivered', 'number'],
            ['State', ''],
          ].map(([text, name]) => h('th', { scope: 'col', class: name, text })),
        ),
      ),
      this.#rows,
    ),
    this.#more,
  );
  #empty = h(
    'div',
    { class: 'empty' },
    h('h3', { text: 'No bus to ask' }),
    h('p', { text: 'Subscriptions are those of a live bus; a recording has none.' }),
  );

  /** @param {PanelContext} context */
  constructor(context) {
    this.#context = context;
    for (const [name, title, , text] of STATS) {
      const value = h('dd', { class: 'number', text: '–' });
      this.#values.set(name, value);
      this.#stats.append(h('div', { title: text }, h('dt', { text: title }), value));
    }
    this.element = h(
      'div',
      { class: 'panel subscriptions' },
      this.#stats,
      this.#scroll,
      this.#empty,
    );
  }

  add() {}

  clear() {
    this.#lastPoll = Number.NEGATIVE_INFINITY;
  }

  render() {
    const bus = this.#context.liveBus();
    this.#stats.hidden = bus === null;
    this.#scroll.hidden = bus === null;
    this.#empty.hidden = bus !== null;
    const now = performance.now();
    if (bus === null || now - this.#lastPoll < POLL_MS - 20) return;
    this.#lastPoll = now;
    // Other kinds of bus may have no counts of their own.
    const stats = /** @type {Record<string, unknown>} */ (bus.stats?.() ?? {});
    for (const [name, , format] of STATS) {
      setText(/** @type {HTMLElement} */ (this.#values.get(name)), format(stats[name]));
    }
    this.#list(bus.subscriptions?.() ?? []);
  }

  /** @param {readonly import('../../subscription.js').Subscription[]} subscriptions */
  #list(subscriptions) {
    const size = Math.min(subscriptions.length, MAX_ROWS);
    while (this.#pool.length < size) this.#pool.push(rowOf());
    while (this.#rows.childElementCount > size) this.#rows.lastElementChild?.remove();
    for (let i = 0; i < size; i++) {
      const row = this.#pool[i];
      const { pattern, priority, delivered, active } = subscriptions[i];
      const texts = [
        count(i + 1),
        typeof pattern === 'string' ? pattern : pattern.join(', '),
        priority === 2 ** 31 - 1 ? 'first' : count(priority),
        count(delivered),
        active ? 'active' : 'ended',
      ];
      texts.forEach((text, column) => {
        setText(row.cells[column], text);
      });
      setAttribute(row.cells[2], 'title', priority);
      if (row.parentNode === null) this.#rows.append(row);
    }
    const left = subscriptions.length - size;
    setText(this.#more, left > 0 ? `${plural(left, 'more subscription')} not shown` : '');
  }
}

function rowOf() {
  return h(
    'tr',
    null,
    ...['number order', 'mono pattern', 'number', 'number', 'state'].map((name) =>
      h('td', { class: name }),
    ),
  );
}

export const styles = `
.subscriptions .stats {
  display: flex;
  flex: none;
  flex-wrap: wrap;
  gap: var(--aeb-2) var(--aeb-6);
  padding: var(--aeb-3) var(--aeb-3);
  border-block-end: 1px solid var(--aeb-line);
}

.subscriptions dt {
  color: var(--aeb-ink-3);
  font-size: var(--aeb-text-s);
}

.subscriptions dd {
  font-size: var(--aeb-text-xl);
  font-weight: 600;
  line-height: 24px;
  text-align: start;
}

.subscriptions .order {
  inline-size: 48px;
  color: var(--aeb-ink-3);
}

.subscriptions .pattern {
  max-inline-size: 0;
  inline-size: 60%;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}

.subscriptions .state {
  color: var(--aeb-ink-3);
}

.subscriptions .more {
  padding: var(--aeb-2) var(--aeb-3);
  color: var(--aeb-ink-3);
}

.subscriptions .more:empty {
  display: none;
}
`;

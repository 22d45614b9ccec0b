// The errors: each kind of what went wrong, with how often, and some of the events.

import { h, setAttribute, setText } from '../dom.js';
import { clock, count, plural } from '../format.js';
import { errorRows } from '../model/error-rows.js';
import { Errors, subjectOf } from '../model/errors.js';
import { nounOf } from '../model/meaning.js';
import { TreeGrid, toggle } from './tree-grid.js';

/**
 * @typedef {import('../history.js').Entry} Entry
 * @typedef {import('../model/error-rows.js').ErrorRow} ErrorRow
 * @typedef {import('../model/errors.js').ErrorGroup} ErrorGroup
 */

class Row {
  #type = h('span', { class: 'type' });
  #message = h('span', { class: 'clip message' });
  #topic = h('span', { class: 'clip topic mono' });
  #count = h('div', { class: 'cell number', role: 'gridcell' });
  #first = h('div', { class: 'cell number', role: 'gridcell' });
  #last = h('div', { class: 'cell number', role: 'gridcell' });
  element = h(
    'div',
    {},
    h('div', { class: 'cell name', role: 'gridcell' }, toggle(), this.#type, this.#message),
    h('div', { class: 'cell', role: 'gridcell' }, this.#topic),
    ...[this.#count, this.#first, this.#last],
  );

  /** @param {ErrorRow} row */
  show({ group, entry }) {
    setAttribute(this.element, 'data-noun', nounOf(group.topic));
    setText(this.#type, entry === undefined ? group.type : '');
    const message = entry === undefined ? group.message : subjectOf(entry) || 'event';
    setText(this.#message, message);
    setAttribute(this.#message, 'title', message);
    setText(this.#topic, entry === undefined ? group.topic : `#${entry.seq}`);
    setText(this.#count, entry === undefined ? count(group.count) : '');
    setText(this.#first, entry === undefined ? clock(group.first.time) : '');
    setText(this.#last, clock((entry ?? group.last).time));
  }
}

export class ErrorsPanel {
  static id = 'errors';
  static title = 'Errors';

  #select;
  #requestRender;
  #errors = new Errors();
  /** Keys of groups whose events are shown: they outlive clear(). @type {Set<string>} */
  #expanded = new Set();
  #listed = -1;
  #counts = h('span', { class: 'counts' });
  #grid;
  #full;
  #empty = h(
    'div',
    { class: 'empty' },
    h('h3', {}, 'Nothing went wrong'),
    h(
      'p',
      {},
      ...['What fails appears here by its ', h('code', {}, '*.failed'), ' or '],
      ...[h('code', {}, '*.denied'), ', such as the ', h('code', {}, 'tool.failed')],
      ...[' that an instrumented tool publishes when it throws.'],
    ),
  );

  /** @param {import('../panels.js').PanelContext} context */
  constructor({ select, requestRender }) {
    this.#select = select;
    this.#requestRender = requestRender;
    this.#grid = new TreeGrid({
      label: 'Errors',
      columns: [
        ['name', 'Error'],
        ['topic-head', 'Topic'],
        ['number', 'Count'],
        ['number', 'First'],
        ['number', 'Last'],
      ],
      makeRow: () => new Row(),
      onOpen: ({ group, entry }) => this.#select(entry ?? group.last),
      onToggle: ({ group }, expanded) => {
        if (expanded) this.#expanded.add(group.key);
        else this.#expanded.delete(group.key);
        this.#list();
        this.#requestRender();
      },
      onChange: requestRender,
    });
    this.#full = h(
      'div',
      { class: 'panel', hidden: true },
      h('div', { class: 'bar' }, this.#counts),
      this.#grid.element,
    );
    this.element = h('div', { class: 'panel errors' }, this.#full, this.#empty);
  }

  /** How many events went wrong. */
  get badge() {
    return this.#errors.total;
  }

  /** @param {readonly Entry[]} entries */
  add(entries) {
    this.#errors.add(entries);
  }

  clear() {
    this.#errors.clear();
    this.#listed = -1;
  }

  render() {
    const { total, forgotten } = this.#errors;
    this.#full.hidden = total === 0;
    this.#empty.hidden = total > 0;
    if (total === 0) return;
    if (this.#listed !== total) {
      const kinds = plural(this.#list(), 'kind');
      const more = forgotten > 0 ? ` · ${count(forgotten)} of kinds that are forgotten` : '';
      setText(this.#counts, `${plural(total, 'error')} of ${kinds}${more}`);
    }
    this.#grid.render();
  }

  /** @returns {number} how many kinds there are */
  #list() {
    const { groups, total } = this.#errors;
    this.#listed = total;
    this.#grid.list(errorRows(groups, this.#expanded));
    return groups.length;
  }
}

export const styles = `
.errors {
  --columns: minmax(0, 1fr) minmax(100px, 180px) 72px 112px 112px;
}

@container app (max-width: 600px) {
  .errors {
    --columns: minmax(0, 1fr) 52px 100px;
  }

  .errors .row > :is(:nth-child(2), :nth-child(4)) {
    display: none;
  }
}

.errors .type {
  flex: none;
  color: var(--aeb-bad);
  font-weight: 600;
}

.errors .type:empty {
  display: none;
}

.errors .topic {
  color: var(--noun);
}

.errors [aria-level='2'] .topic, .errors [aria-level='2'] .message {
  color: var(--aeb-ink-2);
}

.errors .row .number {
  color: var(--aeb-ink-2);
}
`;

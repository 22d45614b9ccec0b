// The list of all events as they come, with the box of patterns that says which.

import { h, setAttribute, setText } from '../dom.js';
import { filterOf } from '../filter.js';
import { count, plural } from '../format.js';
import { History } from '../history.js';
import { EventGrid } from '../view/event-grid.js';
import { icon } from '../view/icons.js';

/**
 * @typedef {import('../history.js').Entry} Entry
 * @typedef {import('../filter.js').Scope} Scope
 * @typedef {import('../panels.js').PanelContext} PanelContext
 */

const WAITING = ['Waiting for events', 'Whatever is published on the bus is listed here.'];
const NO_MATCH = ['No event matches', 'Change the patterns, or wait for one that does.'];

const SCOPES = { callId: 'Call', runId: 'Run' };

export class TailPanel {
  static id = 'tail';
  static title = 'Events';

  #context;
  #grid;
  /** All that was given, to filter it again. @type {History} */
  #all;
  /** @type {History} */
  #shown;
  /** @type {import('../filter.js').Test} */
  #matches = () => true;
  #text = '';
  /** @type {Scope | undefined} */
  #scope;
  /** Of `#shown`, when it was last at its bottom. */
  #seen = 0;

  #field = h('input', {
    class: 'field mono',
    type: 'search',
    placeholder: 'Filter: tool.*, **.failed',
    'aria-label': 'Patterns of topics',
    'aria-describedby': 'aeb-filter-error',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    oninput: () => this.#onInput(),
    onkeydown: (/** @type {KeyboardEvent} */ event) => this.#onFieldKey(event),
  });
  #error = h('p', { class: 'filter-error', id: 'aeb-filter-error', role: 'alert' });
  #scopeText = h('span', { class: 'clip mono' });
  #scopeChip = h(
    'button',
    {
      class: 'button small scope',
      type: 'button',
      hidden: true,
      onclick: () => this.setScope(undefined),
    },
    this.#scopeText,
    icon('close'),
  );
  #count = h('span', { class: 'tally number' });
  #jumpText = h('span', { class: 'number' });
  #jump = h(
    'button',
    { class: 'button primary jump', type: 'button', hidden: true, onclick: () => this.#onJump() },
    icon('down'),
    this.#jumpText,
  );
  #emptyTitle = h('h3');
  #emptyText = h('p');
  #empty = h('div', { class: 'empty over' }, this.#emptyTitle, this.#emptyText);

  /** @param {PanelContext} context */
  constructor(context) {
    this.#context = context;
    this.#all = new History(context);
    this.#shown = new History(context);
    this.#grid = new EventGrid({
      onOpen: context.select,
      onMove: context.move,
      onSpace: context.togglePause,
      onChange: context.requestRender,
    });
    this.#grid.list(this.#shown);
    this.element = h(
      'div',
      { class: 'panel tail' },
      h(
        'div',
        { class: 'bar' },
        h('div', { class: 'filter' }, icon('filter'), this.#field),
        this.#scopeChip,
        this.#count,
      ),
      this.#error,
      h('div', { class: 'list' }, this.#grid.element, this.#empty, this.#jump),
    );
  }

  /** The entries that the filter lets through. */
  get shown() {
    return this.#shown.slice();
  }

  /** What is in the box of patterns. */
  get filter() {
    return this.#text;
  }

  get filtered() {
    return this.#text.trim() !== '' || this.#scope !== undefined;
  }

  focusFilter() {
    this.#field.focus();
    this.#field.select();
  }

  focusList() {
    this.#grid.element.focus();
  }

  /** @param {Entry} entry under the cursor from now on, if it is listed */
  moveTo(entry) {
    this.#grid.moveTo(entry);
  }

  /** @param {Scope | undefined} scope */
  setScope(scope) {
    this.#scope = scope;
    if (scope !== undefined) {
      const name = SCOPES[scope.field];
      setText(this.#scopeText, `${name} ${scope.id}`);
      setAttribute(this.#scopeChip, 'aria-label', `${name} ${scope.id}: show all again`);
      setAttribute(this.#scopeChip, 'title', scope.id);
    } else if (this.#scopeChip.matches(':focus')) {
      this.#field.focus();
    }
    this.#scopeChip.hidden = scope === undefined;
    this.#refilter();
  }

  /** @param {string} text of the box of patterns */
  setFilter(text) {
    this.#field.value = text;
    this.#onInput();
  }

  /** @param {readonly Entry[]} entries */
  add(entries) {
    for (const entry of entries) {
      this.#all.push(entry);
      if (this.#matches(entry)) this.#shown.push(entry);
    }
  }

  clear() {
    this.#all = new History(this.#context); // whose bound may be another by now
    this.#restart();
    this.#grid.stick();
  }

  render() {
    const { length, end } = this.#shown;
    this.#grid.render();
    if (this.#grid.sticks) this.#seen = end;
    const fresh = end - this.#seen;
    this.#jump.hidden = this.#grid.sticks || length === 0;
    setText(this.#jumpText, fresh > 0 ? `${count(fresh)} new` : 'Latest');
    setAttribute(
      this.#jump,
      'aria-label',
      fresh > 0 ? `Jump to the latest: ${plural(fresh, 'new event')}` : 'Jump to the latest',
    );
    const all = this.#all.length;
    setText(
      this.#count,
      this.filtered ? `${count(length)} of ${plural(all, 'event')}` : plural(all, 'event'),
    );
    const [title, text] = all === 0 ? WAITING : NO_MATCH;
    this.#empty.hidden = length > 0;
    setText(this.#emptyTitle, title);
    setText(this.#emptyText, text);
  }

  #onJump() {
    this.#grid.stick();
    this.#grid.element.focus();
  }

  #onInput() {
    this.#text = this.#field.value;
    this.#refilter();
  }

  /** @param {KeyboardEvent} event */
  #onFieldKey(event) {
    if (event.key === 'Escape' && this.#field.value !== '') {
      this.setFilter('');
      event.stopPropagation();
    } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      this.focusList();
    } else return;
    event.preventDefault();
  }

  /** With the last filter that was good, should this one not be. */
  #refilter() {
    try {
      this.#matches = filterOf(this.#text, this.#scope);
      setText(this.#error, '');
      setAttribute(this.#field, 'aria-invalid', null);
    } catch (error) {
      setText(this.#error, /** @type {Error} */ (error).message);
      setAttribute(this.#field, 'aria-invalid', 'true');
      return;
    }
    this.#restart();
    for (const entry of this.#all.slice()) if (this.#matches(entry)) this.#shown.push(entry);
    this.#seen = this.#shown.end; // nothing of it is new
    this.#grid.list(this.#shown);
    this.#context.requestRender();
  }

  #restart() {
    // Another one, so that the list knows that it is not the same with rows gone.
    this.#shown = new History({ maxEvents: this.#all.maxEvents });
    this.#grid.list(this.#shown);
    this.#seen = 0;
  }
}

export const styles = `
.tail .filter {
  position: relative;
  flex: 1;
  min-inline-size: 0;
  max-inline-size: 420px;
}

.tail .filter .icon {
  position: absolute;
  inset-block-start: 6px;
  inset-inline-start: 8px;
  color: var(--aeb-ink-3);
  pointer-events: none;
}

.tail .filter .field {
  inline-size: 100%;
  padding-inline-start: 30px;
}

.tail .filter-error {
  padding: var(--aeb-1) var(--aeb-3);
  border-block-end: 1px solid var(--aeb-line);
  background: var(--aeb-bad-soft);
  color: var(--aeb-bad);
}

.tail .filter-error:empty {
  display: none;
}

.tail .scope {
  min-inline-size: 0;
  max-inline-size: 180px;
  flex: 0 1 auto;
  block-size: 24px;
  padding: 0 var(--aeb-2);
  background: var(--aeb-accent-soft);
  color: var(--aeb-accent);
}

.tail .tally {
  flex: none;
  margin-inline-start: auto;
  color: var(--aeb-ink-3);
}

.tail .list {
  position: relative;
  flex: 1;
  min-block-size: 0;
}

.tail .empty.over {
  position: absolute;
  inset: 24px 0 0;
  pointer-events: none;
}

.tail .jump {
  position: absolute;
  inset-block-end: var(--aeb-4);
  inset-inline: 0;
  inline-size: fit-content;
  margin-inline: auto;
  padding-inline: var(--aeb-3);
  border-radius: 14px;
  box-shadow: var(--aeb-shadow);
}

.grid {
  position: absolute;
  inset: 0;
  overflow: hidden auto;
  overflow-anchor: none;
  overscroll-behavior: contain;
  contain: strict;
  container-type: inline-size;
}

.grid .head {
  position: sticky;
  inset-block-start: 0;
  z-index: 1;
  block-size: var(--aeb-row);
  border-block-end: 1px solid var(--aeb-line);
  background: var(--aeb-sunken);
  color: var(--aeb-ink-3);
  font-size: var(--aeb-text-s);
  font-weight: 500;
}

.grid .rows {
  position: relative;
}

.grid .row {
  display: grid;
  grid-template-columns: 96px minmax(120px, 208px) minmax(0, 1fr) 72px 116px;
  block-size: var(--aeb-row);
  padding-inline: var(--aeb-3);
}

.grid .rows .row {
  position: absolute;
  inset-inline: 0;
  inset-block-start: 0;
  contain: strict;
  cursor: default;
}

.grid .rows .row::before {
  position: absolute;
  inset-block: 0;
  inset-inline-start: 0;
  inline-size: 3px;
  background: transparent;
  content: '';
}

.grid .rows .row:hover {
  background: var(--aeb-hover);
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

.grid .row[aria-selected='true'] {
  background: var(--aeb-selected);
}

.grid:focus-visible {
  outline: none;
}

.grid:focus-visible .row[aria-selected='true'] {
  outline: 2px solid var(--aeb-accent);
  outline-offset: -2px;
}

.grid:focus-visible:not([aria-activedescendant]) {
  outline: 2px solid var(--aeb-accent);
}

.grid .cell {
  min-inline-size: 0;
  padding-inline-end: var(--aeb-3);
  overflow: hidden;
  line-height: var(--aeb-row);
  text-overflow: ellipsis;
  white-space: nowrap;
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
    grid-template-columns: 92px minmax(110px, 160px) minmax(0, 1fr) 64px;
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
    grid-template-columns: minmax(96px, 132px) minmax(0, 1fr) 60px;
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

// The list of all events as they come, with the box of patterns that says which.

import { h, setAttribute, setText } from '../dom.js';
import { filterOf } from '../filter.js';
import { count, plural } from '../format.js';
import { History } from '../history.js';
import { icon } from '../view/icons.js';
import { EventGrid } from './event-grid.js';

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
    this.#grid.sticks = true;
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
    this.#grid.sticks = true;
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
`;

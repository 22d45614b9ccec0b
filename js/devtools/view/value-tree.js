// A value as a tree that opens where one looks: one row for each member that is in view, and none
// for what is not. inspect.js knows what values are; here are rows, keys and the mouse.

import { h, setAttribute } from '../dom.js';
import { count } from '../format.js';
import { ask, look, membersOf, PAGE, TEXT_PAGE } from '../inspect.js';
import { icon } from './icons.js';

/** @typedef {import('../inspect.js').Member} Member */

/**
 * @typedef {object} Row
 * @property {HTMLElement} element
 * @property {number} level from 1
 * @property {() => void} [toggle] opens or closes it
 * @property {boolean} open
 * @property {() => void} [act] what Enter does instead
 */

export class ValueTree {
  /** In the order in which they are seen. @type {Row[]} */
  #rows = [];

  constructor() {
    this.element = h('div', {
      class: 'tree mono',
      role: 'tree',
      'aria-label': 'Payload',
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
    });
  }

  /** @param {unknown} value whose members are shown at once */
  show(value) {
    this.#rows = [];
    this.element.replaceChildren();
    const top = this.#rowOf({ key: '', value }, 1, []);
    this.#insert(0, [top]);
    top.toggle?.();
    this.#focusable(top);
  }

  focus() {
    /** @type {HTMLElement | null} */ (this.element.querySelector('[tabindex="0"]'))?.focus();
  }

  /**
   * @param {Member} member
   * @param {number} level
   * @param {readonly unknown[]} outer
   * @returns {Row}
   */
  #rowOf(member, level, outer) {
    if (member.get !== undefined) return this.#getterRow(member, member.get, level, outer);
    const { value } = member;
    const { kind, text, expandable } = look(value, outer);
    const shown = h('span', { class: `value ${kind}`, text });
    const element = this.#element(level, member, shown, expandable);
    /** @type {Row} */
    const row = { element, level, open: false };
    if (expandable) {
      row.toggle = () => {
        if (row.open) this.#close(row);
        else if (typeof value === 'string') this.#openText(row, value);
        else this.#open(row, value, [...outer, value]);
      };
    }
    return row;
  }

  /**
   * A getter is asked only when somebody wants to know: it is code of the program.
   *
   * @param {Member} member
   * @param {() => unknown} get
   * @param {number} level
   * @param {readonly unknown[]} outer
   */
  #getterRow(member, get, level, outer) {
    const shown = h('span', { class: 'value getter', text: '(…) ask the getter' });
    /** @type {Row} */
    const row = { element: this.#element(level, member, shown, false), level, open: false };
    row.act = () => {
      const { key, hidden } = member;
      const answer = this.#rowOf({ key, value: ask(get), ...(hidden && { hidden }) }, level, outer);
      const index = this.#rows.indexOf(row);
      row.element.replaceWith(answer.element);
      this.#rows[index] = answer;
      this.#focusOn(answer);
    };
    return row;
  }

  /**
   * @param {number} level
   * @param {Member} member
   * @param {HTMLElement} shown
   * @param {boolean} expandable
   */
  #element(level, { key, hidden }, shown, expandable) {
    const element = h(
      'div',
      {
        class: 'node',
        role: 'treeitem',
        tabindex: -1,
        'aria-level': level,
        'aria-expanded': expandable ? 'false' : null,
        onclick: () => this.#onClick(element),
      },
      h('span', { class: 'twist' }, expandable && icon('chevron')),
      h(
        'span',
        { class: 'text' },
        key !== '' && h('span', { class: hidden ? 'key hidden' : 'key', text: key }),
        key !== '' && h('span', { class: 'colon', text: ': ' }),
        shown,
      ),
    );
    element.style.setProperty('--level', String(level - 1));
    return element;
  }

  /**
   * @param {Row} row
   * @param {unknown} value
   * @param {readonly unknown[]} outer with the value itself
   */
  #open(row, value, outer) {
    const index = this.#setOpen(row);
    const page = (/** @type {number} */ from) => {
      const { members, total } = membersOf(value, from);
      const rows = members.map((member) => this.#rowOf(member, row.level + 1, outer));
      const next = from + members.length;
      if (members.length > 0 && next < total) {
        const left = total - next;
        const text = `Show ${count(Math.min(PAGE, left))} more of ${count(left)}`;
        rows.push(this.#moreRow(text, row.level + 1, () => page(next)));
      }
      return rows;
    };
    this.#insert(index + 1, page(0));
  }

  /**
   * @param {Row} row
   * @param {string} value
   */
  #openText(row, value) {
    const index = this.#setOpen(row);
    const page = (/** @type {number} */ from) => {
      const to = Math.min(value.length, from + TEXT_PAGE);
      const text = h('span', { class: 'value string whole', text: value.slice(from, to) });
      const element = this.#element(row.level + 1, { key: '' }, text, false);
      /** @type {Row[]} */
      const rows = [{ element, level: row.level + 1, open: false }];
      if (to < value.length) {
        const more = `Show more: ${count(value.length - to)} characters are left`;
        rows.push(this.#moreRow(more, row.level + 1, () => page(to)));
      }
      return rows;
    };
    this.#insert(index + 1, page(0));
  }

  /**
   * @param {string} text
   * @param {number} level
   * @param {() => Row[]} next what takes its place
   */
  #moreRow(text, level, next) {
    const element = this.#element(level, { key: '' }, h('span', { class: 'more', text }), false);
    /** @type {Row} */
    const row = { element, level, open: false };
    row.act = () => {
      const index = this.#rows.indexOf(row);
      const rows = next();
      this.#rows.splice(index, 1);
      element.remove();
      this.#insert(index, rows);
      this.#focusOn(rows[0]);
    };
    return row;
  }

  /** @param {Row} row */
  #setOpen(row) {
    row.open = true;
    setAttribute(row.element, 'aria-expanded', 'true');
    return this.#rows.indexOf(row);
  }

  /** @param {Row} row */
  #close(row) {
    row.open = false;
    setAttribute(row.element, 'aria-expanded', 'false');
    const index = this.#rows.indexOf(row);
    let end = index + 1;
    while (end < this.#rows.length && this.#rows[end].level > row.level) end++;
    const inner = this.#rows.splice(index + 1, end - index - 1);
    const hadFocus = inner.some(({ element }) => element.matches('[tabindex="0"]'));
    for (const { element } of inner) element.remove();
    if (hadFocus) this.#focusable(row);
  }

  /**
   * @param {number} index
   * @param {Row[]} rows
   */
  #insert(index, rows) {
    const elements = rows.map(({ element }) => element);
    const before = this.#rows[index - 1];
    if (before === undefined) this.element.prepend(...elements);
    else before.element.after(...elements);
    this.#rows.splice(index, 0, ...rows);
  }

  /** @param {HTMLElement} element */
  #onClick(element) {
    const row = this.#rows.find((one) => one.element === element);
    if (row === undefined) return;
    this.#focusOn(row);
    if (row.act !== undefined) row.act();
    else row.toggle?.();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const index = this.#rows.findIndex(({ element }) => element === event.target);
    const row = this.#rows[index];
    if (row === undefined) return;
    if (event.key === 'ArrowDown') this.#focusOn(this.#rows[index + 1]);
    else if (event.key === 'ArrowUp') this.#focusOn(this.#rows[index - 1]);
    else if (event.key === 'Home') this.#focusOn(this.#rows[0]);
    else if (event.key === 'End') this.#focusOn(this.#rows.at(-1));
    else if (event.key === 'Enter' || event.key === ' ') {
      if (row.act !== undefined) row.act();
      else row.toggle?.();
    } else if (event.key === 'ArrowRight') {
      if (row.toggle !== undefined && !row.open) row.toggle();
      else if (row.open) this.#focusOn(this.#rows[index + 1]);
    } else if (event.key === 'ArrowLeft') {
      if (row.open) row.toggle?.();
      else this.#focusOn(this.#outerOf(index));
    } else return;
    event.preventDefault();
  }

  /** @param {number} index */
  #outerOf(index) {
    const { level } = this.#rows[index];
    while (index >= 0 && this.#rows[index].level >= level) index--;
    return this.#rows[index];
  }

  /** @param {Row | undefined} row */
  #focusOn(row) {
    if (row === undefined) return;
    this.#focusable(row);
    row.element.focus();
  }

  /** The one that Tab leads to. @param {Row} row */
  #focusable(row) {
    for (const { element } of this.#rows) setAttribute(element, 'tabindex', -1);
    setAttribute(row.element, 'tabindex', 0);
  }
}

// The tabs, as the ARIA pattern has them: one stop for Tab, arrows between them.

import { h, setAttribute, setText } from '../dom.js';
import { compact } from '../format.js';

/**
 * @typedef {object} Tab
 * @property {string} id
 * @property {HTMLElement} tab
 * @property {HTMLElement} place where its panel is
 * @property {HTMLElement} badge
 */

export class Tabs {
  /** @type {Tab[]} */
  #tabs = [];
  #onSelect;
  #selected = '';
  element = h('div', {
    class: 'tabs',
    role: 'tablist',
    'aria-label': 'Views',
    onkeydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
  });
  places = h('div', { class: 'places' });

  /** @param {(id: string) => void} onSelect */
  constructor(onSelect) {
    this.#onSelect = onSelect;
    new ResizeObserver(() => this.#reveal()).observe(this.element);
  }

  get selected() {
    return this.#selected;
  }

  /**
   * @param {string} id
   * @param {string} title
   * @param {HTMLElement} content
   */
  add(id, title, content) {
    const badge = h('span', { class: 'badge number', hidden: true });
    const tab = h(
      'button',
      {
        class: 'tab',
        type: 'button',
        role: 'tab',
        id: `aeb-tab-${id}`,
        'aria-controls': `aeb-place-${id}`,
        'aria-selected': 'false',
        tabindex: -1,
        onclick: () => this.select(id),
      },
      h('span', { class: 'name', text: title, 'data-text': title }),
      badge,
    );
    const place = h(
      'div',
      {
        class: 'place',
        role: 'tabpanel',
        id: `aeb-place-${id}`,
        'aria-labelledby': `aeb-tab-${id}`,
        hidden: true,
      },
      h('h2', { class: 'unseen', text: title }), // for those who go by headings
      content,
    );
    this.#tabs.push({ id, tab, place, badge });
    this.element.append(tab);
    this.places.append(place);
  }

  /** @param {string} id */
  select(id) {
    if (id === this.#selected) return;
    this.#selected = id;
    for (const { id: one, tab, place } of this.#tabs) {
      const selected = one === id;
      setAttribute(tab, 'aria-selected', String(selected));
      setAttribute(tab, 'tabindex', selected ? 0 : -1);
      place.hidden = !selected;
    }
    this.#reveal();
    this.#onSelect(id);
  }

  /**
   * @param {string} id
   * @param {number | undefined} number
   */
  setBadge(id, number) {
    const badge = this.#tabs.find((tab) => tab.id === id)?.badge;
    if (badge === undefined) return;
    badge.hidden = !number;
    setText(badge, number ? compact(number) : '');
  }

  /**
   * Puts something else in the place of a panel.
   *
   * @param {string} id
   * @param {HTMLElement} content
   */
  replace(id, content) {
    this.#tabs.find((tab) => tab.id === id)?.place.lastElementChild?.replaceWith(content);
  }

  focus() {
    this.#tabs.find(({ id }) => id === this.#selected)?.tab.focus();
  }

  /** Scrolls the tabs, and nothing else, as little as it takes to see the one that is selected. */
  #reveal() {
    const tab = this.#tabs.find(({ id }) => id === this.#selected)?.tab;
    if (tab === undefined) return;
    const { scrollLeft, clientWidth } = this.element;
    const { offsetLeft, offsetWidth } = tab;
    const atEnd = offsetLeft + offsetWidth - clientWidth;
    this.element.scrollLeft = Math.min(offsetLeft, Math.max(atEnd, scrollLeft));
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { length } = this.#tabs;
    const index = this.#tabs.findIndex(({ id }) => id === this.#selected);
    const places = {
      ArrowRight: index + 1,
      ArrowLeft: index - 1 + length,
      Home: 0,
      End: length - 1,
    };
    const to = /** @type {Record<string, number>} */ (places)[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.select(this.#tabs[to % length].id);
    this.focus();
  }
}

export const styles = `
.tabs {
  position: relative;
  display: flex;
  gap: 2px;
  min-inline-size: 0;
  overflow-x: auto;
  scrollbar-width: none;
}

.tabs .tab {
  position: relative;
  display: flex;
  flex: none;
  align-items: center;
  gap: 6px;
  block-size: 40px;
  padding: 0 10px;
  border: 0;
  background: transparent;
  color: var(--aeb-ink-2);
  cursor: default;
  transition: color var(--aeb-quick);
}

.tabs .tab:hover {
  color: var(--aeb-ink);
}

.tabs .tab::after {
  position: absolute;
  inset-block-end: 0;
  inset-inline: 8px;
  block-size: 2px;
  border-radius: 1px;
  background: transparent;
  content: '';
}

.tabs .tab[aria-selected='true'] {
  color: var(--aeb-ink);
  font-weight: 600;
}

.tabs .tab[aria-selected='true']::after {
  background: var(--aeb-accent);
}

.tabs .tab:focus-visible {
  border-radius: var(--aeb-radius);
  outline-offset: -4px;
}

/* As wide as it is when it is chosen, so that nothing moves. */
.tabs .name::after {
  display: block;
  block-size: 0;
  overflow: hidden;
  visibility: hidden;
  font-weight: 600;
  content: attr(data-text) / '';
}

.tabs .badge {
  min-inline-size: 18px;
  padding: 0 5px;
  border-radius: 9px;
  background: var(--aeb-bad-soft);
  color: var(--aeb-bad);
  font-size: var(--aeb-text-s);
  font-weight: 600;
  line-height: 18px;
  text-align: center;
}

.places, .place {
  min-block-size: 0;
  min-inline-size: 0;
  block-size: 100%;
}

.places, .place {
  position: relative;
  overflow: hidden;
}
`;

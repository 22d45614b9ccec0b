// The colours of the tokens, for what is not drawn by CSS. They change when the scheme does, or when
// the page sets others.

import { h } from '../dom.js';

export class Colors {
  #probes;
  element;

  /**
   * @param {readonly string[]} names of tokens, without the `--aeb-`
   * @param {() => void} onChange may be told once for each of them
   */
  constructor(names, onChange) {
    this.#probes = new Map(
      names.map((name) => {
        const probe = h('span', {});
        probe.style.color = `var(--aeb-${name})`;
        return [name, probe];
      }),
    );
    // Which tells of any change, and needs no listener outside that would keep the panel alive.
    const watched = h('span', { class: 'watched' });
    watched.addEventListener('transitionend', onChange);
    this.element = h(
      'div',
      { class: 'unseen', 'aria-hidden': 'true' },
      ...[watched, ...this.#probes.values()],
    );
  }

  /**
   * @param {string} name of a token, one of those
   * @returns {string} as a canvas takes it; '' while it is not in a page
   */
  get(name) {
    const probe = /** @type {HTMLElement} */ (this.#probes.get(name));
    return getComputedStyle(probe).color;
  }
}

export const styles = `
.watched {
  color: var(--aeb-ink);
  transition: color 1ms;
}
`;

// What marks the kinds of spans: a colour, a shape and a word.

import { h, s, setAttribute } from '../dom.js';

/**
 * @typedef {import('../model/meaning.js').Kind} Kind
 * @typedef {import('../model/meaning.js').Noun} Noun
 */

/** @type {Record<Kind, { noun: Noun, path: string }>} */
const KINDS = {
  run: { noun: 'run', path: 'M4 13.5v-11M4 3h8l-2 3 2 3H4' },
  turn: { noun: 'agent', path: 'M12.8 8a4.8 4.8 0 1 1-1.6-3.6M11.5 1.8v2.8H8.7' },
  model: { noun: 'model', path: 'M8 2l1.5 4.5L14 8l-4.5 1.5L8 14l-1.5-4.5L2 8l4.5-1.5z' },
  tool: {
    noun: 'tool',
    path: 'M9.4 6.6L3.3 12.7M9.3 6.7a3 3 0 0 0 4-3.7L11.5 4.7 10.2 4.4 9.9 3.1 11.6 1.4',
  },
  http: {
    noun: 'http',
    path: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M2 8h12M8 2c-3.4 3.4-3.4 8.6 0 12M8 2c3.4 3.4 3.4 8.6 0 12',
  },
  human: {
    noun: 'human',
    path: 'M8 2.5a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2M2.8 13.8a5.2 5.2 0 0 1 10.4 0',
  },
  handoff: { noun: 'agent', path: 'M2.5 8h10.5M9.5 4.5L13 8l-3.5 3.5' },
  other: { noun: 'other', path: 'M8 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7' },
};

/** @param {Kind} kind */
export function nounOfKind(kind) {
  return KINDS[kind].noun;
}

/** A mark that can become that of another kind. */
export class KindMark {
  #path = s('path', {});
  element = s(
    'svg',
    { class: 'icon kind', viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    this.#path,
  );

  /** @param {Kind} kind */
  show(kind) {
    const { noun, path } = KINDS[kind];
    setAttribute(this.#path, 'd', path);
    setAttribute(this.element, 'data-noun', noun);
  }
}

/** The colours, with their words. @param {readonly Kind[]} kinds */
export function legend(kinds) {
  const items = kinds.map((kind) => {
    const mark = new KindMark();
    mark.show(kind);
    return h('li', {}, mark.element, kind);
  });
  return h('ul', { class: 'legend', 'aria-label': 'Kinds' }, ...items);
}

export const styles = `
.kind {
  inline-size: 14px;
  block-size: 14px;
  color: var(--noun);
}

.legend {
  display: flex;
  gap: var(--aeb-3);
  min-inline-size: 0;
  overflow: hidden;
  list-style: none;
  color: var(--aeb-ink-3);
  font-size: var(--aeb-text-s);
}

.legend li {
  display: flex;
  align-items: center;
  gap: var(--aeb-1);
}
`;

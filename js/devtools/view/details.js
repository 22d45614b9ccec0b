// The pane that shows one event: what it is, whose it is, and all that it carries.

import { h, setAttribute, setText } from '../dom.js';
import { prettyJson } from '../export.js';
import { clock, count, dollars, duration } from '../format.js';
import { headOf, nounOf, outcomeOf } from '../model/meaning.js';
import { numberOf, textOf, tokensOf } from '../model/reading.js';
import { icon } from './icons.js';
import { ValueTree } from './value-tree.js';

/**
 * @typedef {import('../history.js').Entry} Entry
 * @typedef {import('../filter.js').Scope} Scope
 *
 * @typedef {object} DetailsCallbacks
 * @property {() => void} onClose
 * @property {(scope: Scope) => void} onScope
 * @property {(text: string) => void} announce
 */

const OUTCOMES = { good: 'done', bad: 'failed', warn: 'warning', open: 'begun', none: '' };

export class Details {
  #callbacks;
  /** @type {Entry | undefined} */
  #entry;
  #noun = h('span', { class: 'noun' });
  #verb = h('span', { class: 'verb' });
  #title = h('h2', { class: 'clip mono', tabindex: -1 }, this.#noun, this.#verb);
  #outcome = h('span', { class: 'chip' });
  #facts = h('dl', { class: 'facts' });
  #tree = new ValueTree();
  #copy = h(
    'button',
    { class: 'button small', type: 'button', onclick: () => this.#onCopy() },
    icon('copy'),
    'Copy JSON',
  );

  /** @param {DetailsCallbacks} callbacks */
  constructor(callbacks) {
    this.#callbacks = callbacks;
    this.element = h(
      'section',
      { class: 'details', 'aria-label': 'Details of the event', hidden: true },
      h(
        'div',
        { class: 'bar' },
        this.#title,
        this.#outcome,
        h(
          'button',
          {
            class: 'button',
            type: 'button',
            'aria-label': 'Close details',
            title: 'Close (Escape)',
            onclick: callbacks.onClose,
          },
          icon('close'),
        ),
      ),
      h(
        'div',
        { class: 'scroll' },
        this.#facts,
        h('div', { class: 'payload-head' }, h('h3', { text: 'Payload' }), this.#copy),
        this.#tree.element,
      ),
    );
  }

  get entry() {
    return this.#entry;
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** @param {Entry} entry */
  show(entry) {
    this.element.hidden = false;
    if (entry === this.#entry) return;
    this.#entry = entry;
    const { seq, time, topic, event } = entry;
    const head = headOf(topic);
    const outcome = outcomeOf(topic);
    setAttribute(this.element, 'data-noun', nounOf(topic));
    setAttribute(this.element, 'data-outcome', outcome);
    setText(this.#noun, head);
    setText(this.#verb, topic.slice(head.length));
    setAttribute(this.#title, 'title', topic);
    setText(this.#outcome, OUTCOMES[outcome]);
    this.#outcome.className = `chip ${outcome}`;
    this.#outcome.hidden = outcome === 'none';
    this.#facts.replaceChildren(...this.#factsOf(seq, time, event));
    this.#tree.show(event);
  }

  close() {
    this.element.hidden = true;
    this.#entry = undefined;
  }

  focus() {
    this.#tree.focus();
  }

  /**
   * @param {number} seq
   * @param {number} time
   * @param {unknown} event
   */
  #factsOf(seq, time, event) {
    const facts = [fact('Event', `#${count(seq)}`), fact('Time', clock(time))];
    const [latency, cost] = [numberOf(event, 'latencyMs'), numberOf(event, 'costUsd')];
    const tokens = tokensOf(event);
    if (latency !== undefined) facts.push(fact('Latency', duration(latency)));
    if (tokens !== undefined) facts.push(fact('Tokens', count(tokens.total)));
    if (cost !== undefined) facts.push(fact('Cost', dollars(cost)));
    for (const [field, title] of /** @type {const} */ ([
      ['callId', 'Call'],
      ['runId', 'Run'],
    ])) {
      const id = textOf(event, field);
      if (id !== '') facts.push(this.#idFact(field, title, id));
    }
    return facts;
  }

  /**
   * @param {Scope['field']} field
   * @param {string} title
   * @param {string} id
   */
  #idFact(field, title, id) {
    const what = title.toLowerCase();
    return h(
      'div',
      { class: 'fact wide' },
      h('dt', { text: title }),
      h(
        'dd',
        null,
        h('span', { class: 'clip mono', text: id, title: id }),
        h(
          'button',
          {
            class: 'button small',
            type: 'button',
            'aria-label': `Show only this ${what}`,
            onclick: () => this.#callbacks.onScope({ field, id }),
          },
          icon('filter'),
          `Same ${what}`,
        ),
      ),
    );
  }

  async #onCopy() {
    if (this.#entry === undefined) return;
    try {
      await navigator.clipboard.writeText(prettyJson(this.#entry.event));
      this.#callbacks.announce('Copied as JSON');
    } catch (error) {
      // A page may not be allowed to, and old ones cannot.
      this.#callbacks.announce(`Not copied: ${/** @type {Error} */ (error).message}`);
    }
  }
}

/**
 * @param {string} title
 * @param {string} text
 */
function fact(title, text) {
  return h(
    'div',
    { class: 'fact' },
    h('dt', { text: title }),
    h('dd', { class: 'number' }, h('span', { text })),
  );
}

export const styles = `
.details {
  display: flex;
  flex-direction: column;
  min-block-size: 0;
  min-inline-size: 0;
  border-inline-start: 1px solid var(--aeb-line);
  background: var(--aeb-bg);
}

.details .bar {
  padding-inline: var(--aeb-3) var(--aeb-1);
}

.details h2 {
  flex: 1;
  font-weight: 400;
}

.details .noun {
  color: var(--noun);
  font-weight: 600;
}

.details .verb {
  color: var(--aeb-ink-2);
}

.details .facts {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(84px, 1fr));
  gap: var(--aeb-3);
  padding: var(--aeb-3);
  border-block-end: 1px solid var(--aeb-line);
}

.details .fact {
  min-inline-size: 0;
}

.details .fact.wide {
  grid-column: 1 / -1;
  display: flex;
  align-items: center;
  gap: var(--aeb-2);
}

.details .fact.wide + .fact.wide {
  margin-block-start: calc(-1 * var(--aeb-2));
}

.details .wide dt {
  flex: none;
  inline-size: 32px;
}

.details .wide dd {
  display: flex;
  flex: 1;
  align-items: center;
  gap: var(--aeb-2);
  min-inline-size: 0;
}

.details .wide .clip {
  flex: 1;
  color: var(--aeb-ink-2);
}

.details dt {
  color: var(--aeb-ink-3);
  font-size: var(--aeb-text-s);
}

.details dd.number {
  text-align: start;
  white-space: nowrap;
}

.details .payload-head {
  display: flex;
  align-items: center;
  justify-content: space-between;
  padding: var(--aeb-2) var(--aeb-2) var(--aeb-1) var(--aeb-3);
}

.details .payload-head h3 {
  color: var(--aeb-ink-3);
  font-size: var(--aeb-text-s);
  font-weight: 400;
}

.tree {
  padding: 0 var(--aeb-2) var(--aeb-4);
}

.tree .node {
  display: flex;
  padding-inline-start: calc(var(--level) * 12px);
  border-radius: var(--aeb-radius-s);
  line-height: 20px;
  cursor: default;
}

.tree .node:hover {
  background: var(--aeb-hover);
}

.tree .twist {
  flex: none;
  inline-size: 16px;
  color: var(--aeb-ink-3);
}

.tree .twist .icon {
  inline-size: 12px;
  block-size: 12px;
  margin: 4px 2px;
  transition: transform var(--aeb-quick);
}

.tree [aria-expanded='true'] > .twist .icon {
  transform: rotate(90deg);
}

.tree .text {
  min-inline-size: 0;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}

.tree .key {
  color: var(--aeb-ink);
}

.tree .key.hidden, .tree .colon {
  color: var(--aeb-ink-3);
}

.tree .whole {
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}

.tree .text:has(.whole) {
  white-space: normal;
}

.tree .value {
  color: var(--aeb-ink-2);
}

.tree .string {
  color: var(--aeb-good);
}

.tree :is(.number, .bigint, .boolean) {
  color: var(--aeb-accent);
  text-align: start;
}

.tree :is(.nothing, .getter, .circular, .symbol, .function) {
  color: var(--aeb-ink-3);
}

.tree :is(.error, .broken) {
  color: var(--aeb-bad);
}

.tree .more {
  color: var(--aeb-accent);
}
`;

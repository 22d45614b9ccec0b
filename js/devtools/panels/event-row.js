// One row of the list of events. Rows are used again and again, and write only what is new.

import { h, setAttribute, setText } from '../dom.js';
import { clock, compact, dollars, duration } from '../format.js';
import { headOf, nounOf, outcomeOf } from '../model/meaning.js';
import { numberOf, tokensOf } from '../model/reading.js';
import { summaryOf } from '../summary.js';

/** @typedef {import('../history.js').Entry} Entry */

const cell = (/** @type {string} */ name, /** @type {Node[]} */ ...children) =>
  h('div', { class: `cell ${name}`, role: 'gridcell' }, ...children);

export class EventRow {
  /** @type {Entry | undefined} */
  #entry;
  #time = cell('time');
  #noun = h('span', { class: 'noun' });
  #verb = h('span', { class: 'verb' });
  #subject = h('span', { class: 'subject' });
  #detail = h('span', { class: 'detail' });
  #latency = cell('latency');
  #cost = cell('cost');
  element = h(
    'div',
    null,
    this.#time,
    cell('topic', this.#noun, this.#verb),
    cell('summary', this.#subject, this.#detail),
    this.#latency,
    this.#cost,
  );

  /** @param {Entry} entry */
  show(entry) {
    if (entry === this.#entry) return;
    this.#entry = entry;
    this.#write(entry);
  }

  /** @param {Entry} entry */
  #write({ time, topic, event }) {
    const { subject, detail } = summaryOf(topic, event);
    const head = headOf(topic);
    setAttribute(this.element, 'data-noun', nounOf(topic));
    setAttribute(this.element, 'data-outcome', outcomeOf(topic));
    setText(this.#time, clock(time));
    setText(this.#noun, head);
    setText(this.#verb, topic.slice(head.length));
    setText(this.#subject, subject);
    setText(this.#detail, detail);
    const latency = numberOf(event, 'latencyMs');
    setText(this.#latency, latency === undefined ? '' : duration(latency));
    setText(this.#cost, costOf(event));
  }
}

/** @param {unknown} event */
function costOf(event) {
  const [tokens, costUsd] = [tokensOf(event), numberOf(event, 'costUsd')];
  const texts = [];
  if (tokens !== undefined) texts.push(compact(tokens.total));
  if (costUsd !== undefined) texts.push(dollars(costUsd));
  return texts.join(' · ');
}

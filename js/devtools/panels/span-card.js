// What is known of a span, beside the pointer or the row with the cursor.

import { h, setText } from '../dom.js';
import { count, dollars, duration } from '../format.js';
import { errorOf } from '../model/reading.js';
import { KindMark } from './kinds.js';
import { durationOf, OUTCOMES } from './timeline-row.js';

/** @typedef {import('../model/span.js').Span} Span */

/** From the pointer, in px. */
const GAP = 12;

export class SpanCard {
  #mark = new KindMark();
  #name = h('strong', { class: 'clip' });
  #state = h('span', { class: 'outcome' });
  #facts = h('dl', {});
  #error = h('p', { class: 'error' });
  element = h(
    'div',
    { class: 'span-card', role: 'tooltip', hidden: true },
    h('div', { class: 'title' }, this.#mark.element, this.#name, this.#state),
    this.#facts,
    this.#error,
  );

  hide() {
    this.element.hidden = true;
  }

  /**
   * @param {Span} span
   * @param {number} origin where the axis begins to count
   * @param {number} now
   * @param {{ x: number, y: number }} at in px, in what it is in
   */
  show(span, origin, now, { x, y }) {
    this.#mark.show(span.kind);
    setText(this.#name, span.name);
    setText(this.#state, OUTCOMES[span.outcome] || 'ok');
    this.element.dataset.outcome = span.outcome;
    const facts = factsOf(span, origin, now).map(([term, text]) => [
      h('dt', { text: term }),
      h('dd', { text }),
    ]);
    this.#facts.replaceChildren(...facts.flat());
    const isWrong = span.outcome === 'failed' || span.outcome === 'denied';
    setText(this.#error, isWrong ? errorOf(span.endEntry?.event).message : '');
    this.element.hidden = false;
    this.#place(x, y);
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  #place(x, y) {
    const { element } = this;
    const { offsetWidth, offsetHeight } = element;
    const within = /** @type {HTMLElement} */ (element.offsetParent);
    const isRight = x + GAP + offsetWidth <= within.clientWidth;
    const isBelow = y + GAP + offsetHeight <= within.clientHeight;
    element.style.left = `${Math.max(0, isRight ? x + GAP : x - GAP - offsetWidth)}px`;
    element.style.top = `${Math.max(0, isBelow ? y + GAP : y - GAP - offsetHeight)}px`;
  }
}

/**
 * @param {Span} span
 * @param {number} origin
 * @param {number} now
 * @returns {[string, string][]}
 */
function factsOf(span, origin, now) {
  /** @type {[string, string][]} */
  const facts = [['Start', sinceOrigin(span.start - origin)]];
  if (span.kind !== 'handoff') facts.push([span.isOpen ? 'So far' : 'Took', durationOf(span, now)]);
  if (span.firstDelta !== undefined) {
    facts.push(['First token', duration(span.firstDelta - span.start)]);
  }
  if (span.deltas > 0) facts.push(['Pieces', count(span.deltas)]);
  if (span.model !== '' && span.model !== span.name) facts.push(['Model', span.model]);
  if (span.agent !== '' && span.agent !== span.name) facts.push(['Agent', span.agent]);
  if (span.tokens !== undefined) facts.push(['Tokens', tokensText(span.tokens)]);
  if (span.costUsd !== undefined) facts.push(['Cost', dollars(span.costUsd)]);
  return facts;
}

/** @param {import('../model/reading.js').Tokens} tokens */
function tokensText({ input, output, total }) {
  if (input === undefined && output === undefined) return count(total);
  return `${count(input ?? 0)} in · ${count(output ?? 0)} out`;
}

/** @param {number} ms */
function sinceOrigin(ms) {
  return ms < 0 ? duration(ms) : `+${duration(ms)}`;
}

export const styles = `
.span-card {
  position: absolute;
  z-index: 5;
  inline-size: max-content;
  max-inline-size: min(340px, 80%);
  padding: var(--aeb-2) var(--aeb-3);
  border: 1px solid var(--aeb-line-strong);
  border-radius: var(--aeb-radius);
  background: var(--aeb-raised);
  box-shadow: var(--aeb-shadow);
  pointer-events: none;
}

.span-card .title {
  display: flex;
  align-items: center;
  gap: 6px;
  margin-block-end: var(--aeb-1);
}

.span-card .title .outcome {
  padding-inline-start: var(--aeb-3);
}

.span-card dl {
  display: grid;
  grid-template-columns: auto 1fr;
  gap: 2px var(--aeb-3);
}

.span-card dt {
  color: var(--aeb-ink-3);
}

.span-card dd {
  font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere;
}

.span-card .error {
  margin-block-start: var(--aeb-1);
  color: var(--aeb-bad);
  overflow-wrap: anywhere;
  display: -webkit-box;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: 4;
  overflow: hidden;
}

.span-card .error:empty {
  display: none;
}
`;

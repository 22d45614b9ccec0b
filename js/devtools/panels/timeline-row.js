// A row of the timeline: a span with its name, how long it took, and its bar.

import { h, setAttribute, setStyle, setText } from '../dom.js';
import { compact, dollars, duration } from '../format.js';
import { KindMark, nounOfKind } from './kinds.js';
import { toggle } from './tree-grid.js';

/**
 * @typedef {import('../model/span.js').Span} Span
 * @typedef {import('../model/span-rows.js').Row} Row
 *
 * @typedef {object} Scene what all rows share
 * @property {import('../model/time-window.js').TimeWindow} window
 * @property {number} width of the tracks, in px
 * @property {number} now milliseconds since 1970
 */

/** Of a bar, in px: what took no time can be seen, too. */
const LEAST_WIDTH = 3;
/** Kinds that consist of others. */
const GROUPS = new Set(['run', 'turn']);

/** What is said of an outcome; that it went well goes without saying. */
export const OUTCOMES = {
  open: 'running',
  ok: '',
  failed: 'failed',
  denied: 'denied',
  unfinished: 'unfinished',
};

export class TimelineRow {
  #scene;
  #mark = new KindMark();
  #name = h('span', { class: 'clip' });
  #state = h('span', { class: 'outcome' });
  #duration = h('div', { class: 'cell duration number', role: 'gridcell' });
  #first = h('div', { class: 'first' });
  #span = h('div', { class: 'span' }, this.#first);
  #note = h('div', { class: 'note' });
  #track = h('div', { class: 'cell track', role: 'gridcell' }, this.#span, this.#note);
  element = h(
    'div',
    {},
    h(
      'div',
      { class: 'cell name', role: 'gridcell' },
      ...[toggle(), this.#mark.element, this.#name, this.#state],
    ),
    this.#duration,
    this.#track,
  );

  /** @param {Scene} scene */
  constructor(scene) {
    this.#scene = scene;
  }

  /** @param {Row} row */
  show({ span }) {
    const { element } = this;
    setAttribute(element, 'data-noun', nounOfKind(span.kind));
    setAttribute(element, 'data-outcome', span.outcome);
    setAttribute(element, 'data-group', GROUPS.has(span.kind));
    this.#mark.show(span.kind);
    setText(this.#name, span.name);
    setText(this.#state, OUTCOMES[span.outcome]);
    setText(this.#duration, durationOf(span, this.#scene.now));
    this.#showBar(span);
  }

  /** @param {Span} span */
  #showBar(span) {
    const { window, width, now } = this.#scene;
    const [from, to] = [span.start, span.isOpen ? Math.max(now, span.start) : span.end];
    const start = window.shareOf(from) * width;
    const end = Math.max(start + LEAST_WIDTH, window.shareOf(to) * width);
    const isBefore = end < 0;
    const isAfter = start > width;
    setAttribute(this.#track, 'data-beyond', isBefore ? 'before' : isAfter && 'after');
    // No larger than the track: elements of a million px are drawn wrongly.
    const left = Math.max(-8, Math.min(width, start));
    const right = Math.max(0, Math.min(width + 8, end));
    place(this.#span, left, Math.max(LEAST_WIDTH, right - left));
    const waited =
      span.firstDelta === undefined ? 0 : window.shareOf(span.firstDelta) * width - left;
    place(this.#first, 0, Math.max(0, Math.min(right - left, waited)));
    const note = noteOf(span);
    setText(this.#note, note);
    const room = width - right;
    const isLeft = room < note.length * 7 + 12 && left > room;
    setAttribute(this.#note, 'data-side', isLeft ? 'left' : 'right');
    move(this.#note, isLeft ? left - 6 : right + 6);
  }
}

/**
 * @param {Span} span
 * @param {number} now
 */
export function durationOf(span, now) {
  if (span.kind === 'handoff' || span.outcome === 'denied') return ''; // it took no time
  if (span.isOpen) return duration(Math.max(0, now - span.start));
  return duration(span.latencyMs ?? span.end - span.start);
}

/** What it came to, in few characters. @param {Span} span */
function noteOf({ tokens, costUsd }) {
  const parts = [];
  if (tokens !== undefined) parts.push(`${compact(tokens.total)} tok`);
  if (costUsd !== undefined) parts.push(dollars(costUsd));
  return parts.join(' · ');
}

/**
 * @param {HTMLElement} element
 * @param {number} left px
 * @param {number} width px
 */
function place(element, left, width) {
  move(element, left);
  setStyle(element, 'width', `${round(width)}px`);
}

/**
 * @param {HTMLElement} element
 * @param {number} left px
 */
function move(element, left) {
  setStyle(element, 'left', `${round(left)}px`);
}

/** @param {number} px */
function round(px) {
  return Math.round(px * 10) / 10;
}

export const styles = `
.timeline .track {
  position: relative;
  block-size: 100%;
  padding: 0 !important;
  border-inline-start: 1px solid var(--aeb-line);
}

.timeline .span {
  position: absolute;
  inset-block-start: 5px;
  block-size: 13px;
  border-radius: 3px;
  overflow: hidden;
  background-color: var(--noun);
}

.timeline [data-group] .span {
  inset-block-start: 8px;
  block-size: 7px;
  border-radius: 2px;
  opacity: 0.75;
}

/* Until the first piece of an answer. */
.timeline .first {
  position: absolute;
  inset-block: 0;
  background: color-mix(in srgb, var(--aeb-bg) 55%, transparent);
}

.timeline [data-outcome='failed'] .span {
  background-color: var(--aeb-bad);
}

.timeline [data-outcome='denied'] .span {
  background-color: var(--aeb-warn);
}

.timeline [data-outcome='open'] .span, .timeline [data-outcome='unfinished'] .span {
  border: 1px solid var(--noun);
  background: repeating-linear-gradient(-45deg, var(--noun) 0 3px, color-mix(in srgb, var(--noun) 35%, var(--aeb-bg)) 3px 6px);
}

.timeline [data-outcome='unfinished'] .span {
  --noun: var(--aeb-ink-3);
}

.timeline .track[data-beyond] > * {
  display: none;
}

.timeline .track[data-beyond]::after {
  content: '‹';
  position: absolute;
  inset-block: 0;
  inset-inline-start: 6px;
  color: var(--aeb-ink-3);
  line-height: var(--aeb-row);
}

.timeline .track[data-beyond='after']::after {
  content: '›';
  inset-inline: auto 6px;
}

.timeline .note {
  position: absolute;
  inset-block-start: 4px;
  color: var(--aeb-ink-3);
  font-size: var(--aeb-text-s);
  line-height: 16px;
  white-space: nowrap;
}

.timeline .note[data-side='left'] {
  transform: translateX(-100%);
}

.timeline .outcome {
  flex: none;
  margin-inline-start: auto;
  color: var(--aeb-ink-3);
  font-size: var(--aeb-text-s);
}

.timeline [data-outcome='failed'] .outcome {
  color: var(--aeb-bad);
}

.timeline [data-outcome='denied'] .outcome {
  color: var(--aeb-warn);
}

.timeline .duration {
  color: var(--aeb-ink-2);
}
`;

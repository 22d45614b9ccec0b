// All of the time in a strip, with the piece that the timeline shows: it is moved and resized there.

import { h, s, setAttribute } from '../dom.js';
import { duration } from '../format.js';
import { overviewOf } from '../model/overview.js';
import { timeOf } from '../model/span-rows.js';
import { nounOfKind } from './kinds.js';

/**
 * @typedef {import('../model/spans.js').Spans} Spans
 * @typedef {import('../model/span-rows.js').TimeRange} TimeRange
 * @typedef {import('../model/time-window.js').TimeWindow} TimeWindow
 */

const HEIGHT = 32;
/** Of a column, in px. */
const COLUMN = 2;
/** Between two drawings of what runs: it costs as much as there are spans. */
const REDRAW_MS = 200;
/** A drag that is shorter is a click, in px. */
const LEAST_DRAG = 4;

export class TimelineOverview {
  #onChange;
  #window;
  #width = 0;
  /** @type {TimeRange} */
  #range = { from: 0, to: 1 };
  #drawn = { version: -1, width: -1, at: -Infinity };
  #areas = s('g', {});
  #svg = s('svg', { 'aria-hidden': 'true', preserveAspectRatio: 'none' }, this.#areas);
  #shown = h('div', { class: 'shown' });
  /** Where a drag began, in px. @type {number | undefined} */
  #dragFrom;

  /**
   * @param {TimeWindow} window
   * @param {() => void} onChange the window was changed by hand
   */
  constructor(window, onChange) {
    this.#window = window;
    this.#onChange = onChange;
    this.element = h(
      'div',
      {
        class: 'overview',
        role: 'slider',
        tabindex: 0,
        'aria-label': 'Time shown',
        'aria-orientation': 'horizontal',
        onpointerdown: (/** @type {PointerEvent} */ event) => this.#onDown(event),
        onpointermove: (/** @type {PointerEvent} */ event) => this.#onMove(event),
        onpointerup: (/** @type {PointerEvent} */ event) => this.#onUp(event),
        onlostpointercapture: () => {
          this.#dragFrom = undefined;
        },
      },
      ...[this.#svg, this.#shown],
    );
    new ResizeObserver(([{ contentRect }]) => {
      this.#width = Math.round(contentRect.width);
    }).observe(this.element);
  }

  /**
   * @param {Spans} spans
   * @param {number} now
   */
  render(spans, now) {
    const range = timeOf(spans.roots, now);
    if (range === undefined || this.#width === 0) return;
    this.#range = { from: range.from, to: Math.max(range.to, range.from + 1) };
    const { version, width, at } = this.#drawn;
    const isStale = version !== spans.version || spans.open.size > 0 || width !== this.#width;
    if (isStale && (width !== this.#width || Math.abs(now - at) >= REDRAW_MS || now < at)) {
      this.#draw(spans, now);
    }
    this.#showWindow();
  }

  #showWindow() {
    const { from, to } = this.#range;
    const left = clamp((this.#window.from - from) / (to - from));
    const right = clamp((this.#window.to - from) / (to - from));
    this.#shown.style.left = `${left * 100}%`;
    this.#shown.style.width = `${Math.max(0, right - left) * 100}%`;
    const [start, end] = [this.#window.from - from, this.#window.to - from];
    setAttribute(this.element, 'aria-valuemin', 0);
    setAttribute(this.element, 'aria-valuemax', Math.round(to - from));
    setAttribute(
      this.element,
      'aria-valuenow',
      Math.round(clamp(start / (to - from)) * (to - from)),
    );
    setAttribute(this.element, 'aria-valuetext', `${duration(start)} to ${duration(end)}`);
  }

  /**
   * @param {Spans} spans
   * @param {number} now
   */
  #draw(spans, now) {
    this.#drawn = { version: spans.version, width: this.#width, at: now };
    const columns = Math.max(1, Math.floor(this.#width / COLUMN));
    const { running, most, failed } = overviewOf(spans.roots, this.#range, columns, now);
    setAttribute(this.#svg, 'viewBox', `0 0 ${columns} ${HEIGHT}`);
    const unit = (HEIGHT - 6) / Math.max(1, most);
    const below = new Float64Array(columns);
    const paths = [...running].map(([kind, counts]) => {
      const d = areaOf(counts, below, unit);
      return s('path', { d, 'data-noun': nounOfKind(kind) });
    });
    const marks = Array.from(failed, (is, x) => (is ? `M${x} ${HEIGHT - 3}h1v3h-1z` : '')).join('');
    this.#areas.replaceChildren(...paths, s('path', { d: marks, class: 'wrong' }));
  }

  /** @param {PointerEvent} event */
  #onDown({ offsetX, button, pointerId, currentTarget }) {
    if (button !== 0) return;
    this.#dragFrom = offsetX;
    /** @type {HTMLElement} */ (currentTarget).setPointerCapture(pointerId);
  }

  /** @param {PointerEvent} event */
  #onMove({ offsetX }) {
    if (this.#dragFrom === undefined || Math.abs(offsetX - this.#dragFrom) < LEAST_DRAG) return;
    this.#window.show({
      from: this.#timeAt(Math.min(offsetX, this.#dragFrom)),
      to: this.#timeAt(Math.max(offsetX, this.#dragFrom)),
    });
    this.#onChange();
  }

  /** A click puts the window there. @param {PointerEvent} event */
  #onUp({ offsetX }) {
    const from = this.#dragFrom;
    this.#dragFrom = undefined;
    if (from === undefined || Math.abs(offsetX - from) >= LEAST_DRAG) return;
    const { length } = this.#window;
    const start = this.#timeAt(offsetX) - length / 2;
    this.#window.show({ from: start, to: start + length });
    this.#onChange();
  }

  /** @param {number} x px */
  #timeAt(x) {
    const { from, to } = this.#range;
    return from + clamp(x / this.#width) * (to - from);
  }
}

/**
 * The outline of an area on top of others.
 *
 * @param {Float64Array} counts by column
 * @param {Float64Array} below counts of those under it; becomes those with it
 * @param {number} unit height of one
 */
function areaOf(counts, below, unit) {
  const round = (/** @type {number} */ y) => Math.round(y * 10) / 10;
  let top = '';
  let bottom = '';
  for (let x = 0; x < counts.length; x++) {
    const low = round(HEIGHT - below[x] * unit);
    below[x] += counts[x];
    top += `${x === 0 ? 'M' : 'L'}${x} ${round(HEIGHT - below[x] * unit)}h1`;
    bottom = `L${x + 1} ${low}h-1${bottom}`;
  }
  return `${top}${bottom}z`;
}

/** @param {number} share */
function clamp(share) {
  return Math.max(0, Math.min(1, share));
}

export const styles = `
.overview {
  position: relative;
  flex: none;
  block-size: 40px;
  padding-block: 4px;
  border-block-end: 1px solid var(--aeb-line);
  background: var(--aeb-sunken);
  cursor: crosshair;
  touch-action: none;
}

.overview svg {
  display: block;
  inline-size: 100%;
  block-size: 32px;
  pointer-events: none;
}

.overview path {
  fill: color-mix(in srgb, var(--noun) 65%, transparent);
}

.overview .wrong {
  fill: var(--aeb-bad);
}

.overview .shown {
  position: absolute;
  inset-block: 0;
  border-inline: 2px solid var(--aeb-accent);
  background: color-mix(in srgb, var(--aeb-accent) 10%, transparent);
  pointer-events: none;
}
`;

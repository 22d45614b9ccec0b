// The axis of the timeline: ticks in its head, and a line for each behind all rows.

import { h, setText } from '../dom.js';
import { duration } from '../format.js';

/** Between two ticks, at least, in px. */
const TICK = 90;

export class TimelineAxis {
  #window;
  #lines = h('div', { class: 'grid-lines' });
  element = h('div', { class: 'axis' });
  /** What the lines are on. They are drawn by one element, so that rows need no style for them. */
  lines = h('div', { class: 'under row', 'aria-hidden': 'true' }, this.#lines);

  /** @param {import('../model/time-window.js').TimeWindow} window */
  constructor(window) {
    this.#window = window;
  }

  /** @param {number} width in px; 0: it is not shown */
  render(width) {
    if (width === 0) return;
    const { step, ticks } = this.#window.ticks(Math.max(1, Math.floor(width / TICK)));
    const stepWidth = (step / this.#window.length) * width;
    const origin = this.#window.shareOf(this.#window.origin) * width;
    this.#lines.style.backgroundSize = `${stepWidth}px 100%`;
    this.#lines.style.backgroundPosition = `${origin % stepWidth}px 0`;
    const { element } = this;
    while (element.childElementCount > ticks.length) element.lastElementChild?.remove();
    while (element.childElementCount < ticks.length) element.append(h('span', {}));
    for (const [i, { at, sinceOrigin }] of ticks.entries()) {
      const tick = /** @type {HTMLElement} */ (element.children[i]);
      setText(tick, tickText(sinceOrigin, step));
      tick.style.left = `${this.#window.shareOf(at) * width}px`;
    }
  }
}

/**
 * A time with as many digits as tell it from those beside it.
 *
 * @param {number} ms since the origin
 * @param {number} step to the next one
 */
function tickText(ms, step) {
  if (ms === 0) return '0';
  if (step >= 1_000) return Math.abs(ms) < 60_000 ? `${ms / 1_000} s` : duration(ms);
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  if (Math.abs(ms) < 1_000) return `${ms.toFixed(digits)} ms`;
  return `${Number((ms / 1_000).toFixed(Math.min(6, digits + 3)))} s`;
}

export const styles = `
.timeline .axis {
  position: absolute;
  inset: 0;
  overflow: hidden;
}

.timeline .axis span {
  position: absolute;
  inset-block: 0;
  padding-inline-start: 5px;
  border-inline-start: 1px solid var(--aeb-line-strong);
  font-variant-numeric: tabular-nums;
  font-weight: 400;
  line-height: 24px;
}

.timeline .under {
  pointer-events: none;
}

.timeline .grid-lines {
  grid-column: 3;
  margin-inline-start: 1px; /* as the border of a track */
  block-size: 100%;
  background: linear-gradient(to right, var(--aeb-line) 1px, transparent 1px) repeat-x;
}
`;

// The line between the panels and the details, which can be moved: by the mouse and by the keys.

import { h, setAttribute } from '../dom.js';

const MIN = 260;
const STEP = 24;

export class Splitter {
  #main;
  /** Of the details, in px. */
  #size = 400;

  /** @param {HTMLElement} main what is divided; its last part is the details */
  constructor(main) {
    this.#main = main;
    this.element = h('div', {
      class: 'splitter',
      role: 'separator',
      tabindex: 0,
      'aria-orientation': 'vertical',
      'aria-label': 'Width of the details',
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
      onpointerdown: (/** @type {PointerEvent} */ event) => {
        event.preventDefault();
        this.element.setPointerCapture(event.pointerId);
      },
      onpointermove: (/** @type {PointerEvent} */ event) => {
        if (!this.element.hasPointerCapture(event.pointerId)) return;
        const { right } = main.getBoundingClientRect();
        this.#resize(right - event.clientX);
      },
    });
    this.#resize(this.#size);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const steps = { ArrowLeft: STEP, ArrowRight: -STEP };
    const step = /** @type {Record<string, number>} */ (steps)[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#resize(this.#size + step);
  }

  /** @param {number} size */
  #resize(size) {
    const width = this.#main.clientWidth || 1_200;
    const max = Math.max(MIN, Math.round(width * 0.7));
    this.#size = Math.round(Math.max(MIN, Math.min(max, size)));
    this.#main.style.setProperty('--details', `${this.#size}px`);
    setAttribute(this.element, 'aria-valuemin', MIN);
    setAttribute(this.element, 'aria-valuemax', max);
    setAttribute(this.element, 'aria-valuenow', this.#size);
  }
}

export const styles = `
.main {
  position: relative;
  display: grid;
  grid-template-columns: minmax(0, 1fr);
  grid-template-rows: minmax(0, 1fr);
  min-block-size: 0;
}

.main.with-details {
  grid-template-columns: minmax(0, 1fr) 0 min(var(--details), 70%);
}

.main:not(.with-details) .splitter {
  display: none;
}

.splitter {
  z-index: 2;
  inline-size: 9px;
  margin-inline-start: -4px;
  cursor: col-resize;
  touch-action: none;
}

.splitter::after {
  display: block;
  inline-size: 1px;
  block-size: 100%;
  margin-inline-start: 4px;
  background: transparent;
  content: '';
}

.splitter:is(:hover, :focus-visible)::after {
  inline-size: 3px;
  margin-inline-start: 3px;
  background: var(--aeb-accent);
}

.splitter:focus-visible {
  outline: none;
}

@container app (inline-size < 720px) {
  .main.with-details {
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: minmax(96px, 2fr) minmax(0, 3fr);
  }

  .main .splitter {
    display: none;
  }

  .main .details {
    border-inline-start: 0;
    border-block-start: 1px solid var(--aeb-line-strong);
  }
}
`;

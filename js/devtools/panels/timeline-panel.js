// The timeline: runs, turns and calls as bars below each other, as long as they took.

import { h, setAttribute, setText } from '../dom.js';
import { plural } from '../format.js';
import { MAX_SPANS } from '../model/limits.js';
import { latestRoots, rootOf, rowsOf, timeOf } from '../model/span-rows.js';
import { Spans } from '../model/spans.js';
import { TimeWindow } from '../model/time-window.js';
import { styles as kindStyles, legend } from './kinds.js';
import { styles as cardStyles, SpanCard } from './span-card.js';
import { styles as axisStyles, TimelineAxis } from './timeline-axis.js';
import { styles as overviewStyles, TimelineOverview } from './timeline-overview.js';
import { styles as rowStyles, TimelineRow } from './timeline-row.js';
import { TreeGrid } from './tree-grid.js';

/**
 * @typedef {import('../history.js').Entry} Entry
 * @typedef {import('../model/span.js').Span} Span
 * @typedef {import('../model/span-rows.js').Row} Row
 *
 * @typedef {'latest' | 'all' | 'free'} Mode what the window follows; free: what was set by hand
 */

/** Of a step of zooming by key or button. */
const ZOOM = 1.5;
/** Of the window, by key. */
const PAN = 0.15;

export class TimelinePanel {
  static id = 'timeline';
  static title = 'Timeline';

  #context;
  #spans;
  /** Keys of rows. @type {WeakSet<object>} */
  #collapsed = new WeakSet();
  /** Of what is listed; -1: it has to be listed again. */
  #listed = -1;
  /** @type {Mode} */
  #mode = 'latest';
  #window = new TimeWindow();
  #scene = { window: this.#window, width: 0, now: 0 };
  #axis = new TimelineAxis(this.#window);
  #counts = h('span', { class: 'counts' });
  #card = new SpanCard();
  #overview = new TimelineOverview(this.#window, () => this.#setFree());
  #buttons;
  #grid;
  #full;
  #empty = emptyState();
  /** What the card tells of, and the element it was asked at. */
  #asked = {
    span: /** @type {Span | undefined} */ (undefined),
    target: /** @type {EventTarget | null} */ (null),
  };
  /** The cursor was moved by a key. */
  #isCardDue = false;
  /** Where the pointer went down to move the time; in px. @type {number | undefined} */
  #dragAt;

  /** @param {import('../panels.js').PanelContext} context */
  constructor(context) {
    this.#context = context;
    this.#spans = new Spans(this.#maxSpans);
    this.#grid = new TreeGrid({
      label: 'Spans',
      columns: [
        ['name', 'Name'],
        ['duration number', 'Duration'],
        ['track', this.#axis.element],
      ],
      makeRow: () => new TimelineRow(this.#scene),
      onOpen: ({ span }) => this.#open(span),
      onToggle: ({ key }, expanded) => {
        if (expanded) this.#collapsed.delete(key);
        else this.#collapsed.add(key);
        this.#list();
        this.#context.requestRender();
      },
      onChange: () => {
        this.#card.hide();
        this.#context.requestRender();
      },
      onKey: (event) => this.#onKey(event),
      follows: true,
      underlay: this.#axis.lines,
    });
    this.#buttons = {
      latest: button('Latest', 'Show what is running, else the last run (0)', () =>
        this.#follow('latest'),
      ),
      all: button('All', 'Show all of the time (A)', () => this.#follow('all')),
      fit: button('Row', 'Show the time of the row with the cursor (F)', () => this.#fitCurrent()),
      out: button('−', 'Zoom out (−)', () => this.#zoom(ZOOM)),
      in: button('+', 'Zoom in (+)', () => this.#zoom(1 / ZOOM)),
    };
    const tools = h(
      'div',
      { class: 'bar' },
      ...[
        this.#counts,
        legend(['run', 'turn', 'model', 'tool', 'http', 'human']),
        h(
          'div',
          { class: 'buttons', role: 'group', 'aria-label': 'Zoom' },
          ...Object.values(this.#buttons),
        ),
      ],
    );
    this.#full = h('div', { class: 'panel' }, tools, this.#overview.element, this.#grid.element);
    this.#full.hidden = true;
    this.element = h(
      'div',
      { class: 'panel timeline' },
      this.#full,
      this.#empty,
      this.#card.element,
    );
    this.#listen();
  }

  /** @param {readonly Entry[]} entries */
  add(entries) {
    this.#spans.add(entries);
  }

  clear() {
    this.#spans.clear(this.#maxSpans);
    this.#listed = -1;
    this.#card.hide();
    if (this.#mode === 'free') this.#mode = 'latest';
  }

  /** Spans hold on to their events, so there are no more than of these. */
  get #maxSpans() {
    return Math.max(2, Math.min(MAX_SPANS, this.#context.maxEvents));
  }

  /** @param {number} now */
  render(now) {
    this.#scene.now = now;
    const spans = this.#spans;
    const isEmpty = spans.size === 0;
    this.#full.hidden = isEmpty;
    this.#empty.hidden = !isEmpty;
    if (isEmpty) return;
    if (this.#listed !== spans.version) {
      this.#list();
      this.#showCounts();
    }
    const range =
      this.#mode === 'free'
        ? undefined
        : timeOf(this.#mode === 'all' ? spans.roots : latestRoots(spans), now);
    if (range !== undefined) this.#window.fit(range);
    setAttribute(this.#buttons.latest, 'aria-pressed', `${this.#mode === 'latest'}`);
    setAttribute(this.#buttons.all, 'aria-pressed', `${this.#mode === 'all'}`);
    setAttribute(this.#buttons.fit, 'disabled', this.#grid.current === undefined);
    this.#axis.render(this.#scene.width);
    this.#overview.render(spans, now);
    this.#grid.render();
    this.#checkCard();
    if (this.#isCardDue) this.#showCardOfCurrent();
  }

  /** The card goes when another row has come to where it was asked for. */
  #checkCard() {
    const { span, target } = this.#asked;
    if (this.#card.element.hidden || span === this.#grid.rowAt(target)?.span) return;
    this.#card.hide();
  }

  #list() {
    const { roots, version } = this.#spans;
    this.#listed = version;
    this.#grid.list(rowsOf(roots, roots.size, this.#collapsed));
  }

  #showCounts() {
    const { size, open, forgotten } = this.#spans;
    const parts = [plural(size, 'span')];
    if (open.size > 0) parts.push(`${open.size} open`);
    if (forgotten > 0) parts.push(`${plural(forgotten, 'older one', 'older ones')} forgotten`);
    setText(this.#counts, parts.join(' · '));
  }

  /** @param {Span} span */
  #open(span) {
    if (span.entry !== undefined) this.#context.select(span.entry);
  }

  /** @param {Mode} mode */
  #follow(mode) {
    this.#mode = mode;
    this.#context.requestRender();
  }

  #setFree() {
    this.#card.hide();
    this.#follow('free');
  }

  /**
   * @param {number} factor
   * @param {number} [share]
   */
  #zoom(factor, share) {
    this.#window.zoom(factor, share);
    this.#setFree();
  }

  /** @param {number} share */
  #pan(share) {
    this.#window.pan(share);
    this.#setFree();
  }

  #fitCurrent() {
    const { current } = this.#grid;
    if (current !== undefined) this.#fit(current.span);
  }

  /** Shows the whole of a span, with times since its run began. @param {Span} span */
  #fit(span) {
    const range = timeOf([span], this.#scene.now);
    if (range === undefined) return;
    this.#window.fit(range);
    const root = rootOf(span);
    this.#window.origin = root.start;
    this.#setFree();
  }

  #listen() {
    const { element } = this.#grid;
    new ResizeObserver(([{ contentRect }]) => {
      this.#scene.width = contentRect.width;
      this.#context.requestRender();
    }).observe(this.#axis.element);
    element.addEventListener('wheel', (event) =>
      this.#onWheel(event, event.ctrlKey || event.metaKey),
    );
    this.#overview.element.addEventListener('wheel', (event) => this.#onWheel(event, true));
    this.#overview.element.addEventListener('keydown', (event) => {
      const isMove = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
      if (isMove) this.#pan(event.key === 'ArrowLeft' ? -PAN : PAN);
      if (isMove || this.#onKey(event)) event.preventDefault();
    });
    this.#overview.element.addEventListener('dblclick', () => this.#follow('all'));
    element.addEventListener('dblclick', ({ target }) => {
      const row = this.#grid.rowAt(target);
      if (row !== undefined) this.#fit(row.span);
    });
    element.addEventListener('pointermove', (event) => this.#onHover(event));
    element.addEventListener('pointerleave', () => this.#card.hide());
    element.addEventListener('pointerdown', (event) => this.#onDown(event));
    element.addEventListener('pointerup', () => this.#endDrag());
    element.addEventListener('blur', () => this.#card.hide());
    element.addEventListener('keyup', ({ key }) => {
      if (!key.startsWith('Arrow')) return;
      this.#isCardDue = true;
      this.#context.requestRender();
    });
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether it was a key of the timeline
   */
  #onKey({ key, shiftKey, altKey, ctrlKey, metaKey }) {
    if (altKey || ctrlKey || metaKey) return false;
    if (key === '+' || key === '=') this.#zoom(1 / ZOOM);
    else if (key === '-' || key === '_') this.#zoom(ZOOM);
    else if (key === '0') this.#follow('latest');
    else if (key === 'a') this.#follow('all');
    else if (key === 'f') this.#fitCurrent();
    else if (key === 'ArrowLeft' && shiftKey) this.#pan(-PAN);
    else if (key === 'ArrowRight' && shiftKey) this.#pan(PAN);
    else if (key === 'Escape' && !this.#card.element.hidden) this.#card.hide();
    else return false;
    return true;
  }

  /**
   * @param {WheelEvent} event
   * @param {boolean} zooms
   */
  #onWheel(event, zooms) {
    const { deltaX, deltaY, deltaMode, shiftKey, clientX, currentTarget } = event;
    const unit = deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : 16;
    const isSideways = Math.abs(deltaX) > Math.abs(deltaY) || shiftKey;
    const isStrip = currentTarget === this.#overview.element;
    const { left, width } = (isStrip ? this.#overview : this.#axis).element.getBoundingClientRect();
    if (width === 0 || (!zooms && !isSideways)) return; // the rows scroll
    event.preventDefault();
    if (isSideways) this.#pan(((deltaX || deltaY) * unit) / width);
    else {
      const share = isStrip ? 0.5 : Math.max(0, Math.min(1, (clientX - left) / width));
      this.#zoom(Math.exp(Math.max(-100, Math.min(100, deltaY * unit)) * 0.004), share);
    }
  }

  /** @param {PointerEvent} event */
  #onDown({ button, clientX, target }) {
    const isTrack = target instanceof Element && target.closest('.track') !== null;
    if (button === 0 && isTrack) this.#dragAt = clientX;
  }

  /** @param {PointerEvent} event */
  #onHover(event) {
    const { clientX, clientY, buttons, pointerId } = event;
    if (this.#dragAt !== undefined && buttons === 1) {
      if (Math.abs(clientX - this.#dragAt) < 3) return;
      this.#grid.element.setPointerCapture(pointerId); // and so it becomes no click on a row
      this.#pan((this.#dragAt - clientX) / Math.max(1, this.#scene.width));
      this.#dragAt = clientX;
      return;
    }
    const row = this.#grid.rowAt(event.target);
    if (row === undefined) return this.#card.hide();
    const { left, top } = this.element.getBoundingClientRect();
    this.#showCard(row.span, event.target, { x: clientX - left, y: clientY - top });
  }

  #endDrag() {
    this.#dragAt = undefined;
  }

  /** Only when the rows are written is it known where the one with the cursor is. */
  #showCardOfCurrent() {
    this.#isCardDue = false;
    const { current } = this.#grid;
    const id = this.#grid.element.getAttribute('aria-activedescendant');
    const row = id && this.#grid.element.querySelector(`#${id}`);
    if (current === undefined || !row) return;
    const [own, all] = [row.getBoundingClientRect(), this.element.getBoundingClientRect()];
    const axis = this.#axis.element.getBoundingClientRect();
    this.#showCard(current.span, row, { x: axis.left - all.left, y: own.bottom - all.top });
  }

  /**
   * @param {Span} span
   * @param {EventTarget | null} target in its row
   * @param {{ x: number, y: number }} at
   */
  #showCard(span, target, at) {
    this.#asked = { span, target };
    this.#card.show(span, this.#window.origin, this.#scene.now, at);
  }
}

/**
 * @param {string} text
 * @param {string} title
 * @param {() => void} onclick
 */
function button(text, title, onclick) {
  return h('button', { class: 'button small outlined', type: 'button', title, onclick }, text);
}

function emptyState() {
  return h(
    'div',
    { class: 'empty' },
    h('h3', {}, 'No calls yet'),
    h(
      'p',
      {},
      ...['A bar appears for each ', h('code', {}, 'run.started'), ', '],
      ...[h('code', {}, 'tool.called'), ' or ', h('code', {}, 'model.request')],
      ...[', which ', h('code', {}, 'instrument(bus)'), ' publishes for you.'],
    ),
  );
}

export const styles = `${kindStyles}${rowStyles}${cardStyles}${overviewStyles}${axisStyles}
.timeline {
  --columns: minmax(200px, 30%) 84px minmax(0, 1fr);
  position: relative;
}

.timeline .counts {
  flex: none;
  margin-inline-end: var(--aeb-2);
  font-variant-numeric: tabular-nums;
}

.timeline .buttons {
  margin-inline-start: auto;
}

.timeline .rows .track {
  cursor: grab;
}

@container app (max-width: 600px) {
  .timeline {
    --columns: 48% 76px minmax(0, 1fr);
  }

  .timeline .legend {
    display: none;
  }

  .timeline .rows .name {
    padding-inline-start: calc(var(--depth) * 8px);
  }
}
`;

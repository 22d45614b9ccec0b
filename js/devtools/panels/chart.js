// One chart over time: lines or bars, with what they stand for above, and the values at the pointer.

import uPlot from 'uplot';
import { h, setText } from '../dom.js';
import { clock } from '../format.js';

/**
 * @typedef {object} Line
 * @property {string} label
 * @property {string} color the name of a token
 * @property {boolean} [dashed]
 *
 * @typedef {object} ChartOptions
 * @property {string} title
 * @property {Line[]} lines
 * @property {'lines' | 'bars'} form bars stand in front of each other: each is a part of the one before
 * @property {(value: number | null) => string} format
 * @property {boolean} [isWhole] there are no parts of one
 * @property {import('./colors.js').Colors} colors
 */

/** Of the canvas, in px. */
const HEIGHT = 150;
/** Of the axis, for what is counted. */
const WHOLE_STEPS = Array.from({ length: 12 }, (_, power) =>
  [1, 2, 5].map((n) => n * 10 ** power),
).flat();
/** All charts of a page move their cursors together. */
const SYNC = 'aeb-charts';

export class Chart {
  #options;
  #legend = h('ul', { class: 'lines' });
  #values;
  #plot = h('div', { class: 'plot' });
  /** @type {uPlot | undefined} */
  #chart;
  /** @type {import('uplot').AlignedData} */
  #data = [[]];
  #interval = 1;
  #width = 0;

  /** @param {ChartOptions} options */
  constructor(options) {
    this.#options = options;
    this.#values = options.lines.map(() => h('span', { class: 'number' }));
    for (const [i, { label, color, dashed }] of options.lines.entries()) {
      const mark = h('span', { class: dashed ? 'mark dashed' : 'mark' });
      mark.style.setProperty('--mark', `var(--aeb-${color})`);
      this.#legend.append(h('li', {}, mark, label, this.#values[i]));
    }
    this.element = h(
      'figure',
      { class: 'chart' },
      h('figcaption', {}, h('h3', {}, options.title), this.#legend),
      this.#plot,
    );
    // A chart listens to the window: it lives as long as it has a size, and no longer.
    new ResizeObserver(([{ contentRect }]) => this.#resize(Math.floor(contentRect.width))).observe(
      this.#plot,
    );
  }

  /**
   * @param {number[]} times of the beginnings of intervals, in seconds since 1970
   * @param {number} interval in seconds
   * @param {(number | null)[][]} columns of each line
   */
  show(times, interval, columns) {
    this.#data = /** @type {import('uplot').AlignedData} */ ([times, ...columns]);
    this.#interval = interval;
    this.#chart?.setData(this.#data);
    this.#showValues(this.#chart?.cursor.idx ?? null);
  }

  /** With other colours. */
  redraw() {
    this.#chart?.redraw();
  }

  /** @param {number} width px; 0: it is not shown, or gone */
  #resize(width) {
    this.#width = width;
    if (width === 0) {
      this.#chart?.destroy();
      this.#chart = undefined;
    } else if (this.#chart === undefined) {
      this.#chart = new uPlot(this.#describe(), this.#data, this.#plot);
    } else {
      this.#chart.setSize({ width, height: HEIGHT });
    }
  }

  /** @param {number | null | undefined} index undefined, null: the last interval with something in it */
  #showValues(index) {
    const [times, ...columns] = this.#data;
    let at = index ?? times.length - 1;
    if (index == null) while (at > 0 && columns.every((column) => !column[at])) at--;
    for (const [i, value] of this.#values.entries()) {
      setText(value, this.#options.format(columns[i]?.[at] ?? null));
    }
  }

  /** @returns {import('uplot').Options} */
  #describe() {
    const { lines, form, isWhole, format, colors } = this.#options;
    const font = '11px system-ui, sans-serif';
    const axis = {
      stroke: () => colors.get('ink-3'),
      grid: { stroke: () => colors.get('line'), width: 1 },
      ticks: { show: false },
      font,
    };
    const bars = uPlot.paths.bars?.({ size: [0.8, 24], align: 1, radius: 0.15 });
    return {
      width: this.#width,
      height: HEIGHT,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { sync: { key: SYNC }, y: false, drag: { setScale: false, x: false } },
      hooks: { setCursor: [({ cursor }) => this.#showValues(cursor.idx)] },
      scales: {
        x: { range: (_chart, from, to) => [from, to + this.#interval] },
        y: { range: (_chart, _least, most) => [0, most > 0 ? most * 1.1 : 1] },
      },
      axes: [
        {
          ...axis,
          ...{ size: 24, gap: 4, grid: { show: false }, space: 80 },
          values: (_chart, ticks) => ticks.map((tick) => clock(tick * 1_000).slice(0, 8)),
        },
        {
          ...axis,
          ...{ size: 62, gap: 6, space: 32 },
          ...(isWhole ? { incrs: WHOLE_STEPS } : {}),
          values: (_chart, ticks) => ticks.map((tick) => (tick === 0 ? '0' : format(tick))),
        },
      ],
      series: [
        {},
        ...lines.map(({ label, color, dashed }) => ({
          label,
          stroke: () => colors.get(color),
          spanGaps: true,
          ...(form === 'bars' && bars
            ? { fill: () => colors.get(color), width: 0, paths: bars, points: { show: false } }
            : { width: 1.5, dash: dashed ? [4, 3] : [], points: { size: 4 } }),
        })),
      ],
    };
  }
}

/** Of uPlot.min.css what is used here, and the figure around it. */
export const styles = `
.chart {
  min-inline-size: 0;
  padding: var(--aeb-3) var(--aeb-3) var(--aeb-1);
}

.chart figcaption {
  display: flex;
  align-items: baseline;
  gap: var(--aeb-4);
  min-inline-size: 0;
  margin-block-end: var(--aeb-1);
}

.chart .lines {
  display: flex;
  flex: 1;
  justify-content: end;
  gap: var(--aeb-3);
  min-inline-size: 0;
  overflow: hidden;
  list-style: none;
  color: var(--aeb-ink-2);
  font-size: var(--aeb-text-s);
  white-space: nowrap;
}

.chart .lines li {
  display: flex;
  align-items: center;
  gap: 6px;
}

.chart .lines .number {
  color: var(--aeb-ink);
  font-weight: 600;
}

.chart .mark {
  inline-size: 10px;
  border-block-start: 2px solid var(--mark);
}

.chart .mark.dashed {
  border-block-start-style: dashed;
}

.chart .plot {
  block-size: 150px;
  overflow: hidden;
}

.u-wrap {
  position: relative;
  user-select: none;
}

.u-over, .u-under {
  position: absolute;
}

.u-under {
  overflow: hidden;
}

.uplot canvas {
  display: block;
  position: relative;
  inline-size: 100%;
  block-size: 100%;
}

.u-axis, .u-select, .u-cursor-x, .u-cursor-y, .u-cursor-pt {
  position: absolute;
  pointer-events: none;
}

.u-cursor-x, .u-cursor-y {
  inset: 0 auto auto 0;
  will-change: transform;
}

.u-cursor-x {
  block-size: 100%;
  border-inline-end: 1px dashed var(--aeb-ink-3);
}

.u-cursor-pt {
  inset: 0 auto auto 0;
  border: 0 solid;
  border-radius: 50%;
  will-change: transform;
  background-clip: padding-box !important;
}

.u-off {
  display: none !important;
}
`;

// The charts: how long calls of tools and models took over time, how many there were, and what they
// came to. All of it is there as tables, too.

import { h, setAttribute, setText } from '../dom.js';
import { clock, compact, count, dollars, duration } from '../format.js';
import { columnsOf } from '../model/chart-columns.js';
import { Series } from '../model/series.js';
import { Chart, styles as chartStyles } from './chart.js';
import { Colors, styles as colorStyles } from './colors.js';

/**
 * @typedef {import('../history.js').Entry} Entry
 * @typedef {import('../model/chart-columns.js').Columns} Columns
 * @typedef {import('../model/series.js').Subject} Subject
 * @typedef {import('../model/series.js').SubjectKind} SubjectKind
 */

/** Between two drawings, in milliseconds. */
const REDRAW_MS = 250;
const COLORS = [
  'ink-3',
  'line',
  'accent',
  'bad',
  'noun-model',
  'noun-tool',
  'noun-run',
  'noun-other',
];

/** @type {[keyof Columns, string, (value: number | null) => string][]} */
const TABLE = [
  ['calls', 'Calls', count],
  ['failures', 'Failures', count],
  ['p50', 'p50', duration],
  ['p95', 'p95', duration],
  ['inputTokens', 'Tokens in', count],
  ['outputTokens', 'Tokens out', count],
  ['costUsd', 'Cost', dollars],
];
/** Of those, how many tools have. */
const TOOL_COLUMNS = 4;

export class ChartsPanel {
  static id = 'charts';
  static title = 'Charts';

  #requestRender;
  #series = new Series();
  /** @type {SubjectKind} */
  #kind = 'tool';
  /** Whether the kind was chosen by hand. */
  #isChosen = false;
  /** '': all of the kind. */
  #name = '';
  #isTable = false;
  /** What is drawn, as a text that changes with it, and when that was. */
  #drawn = { what: '', at: -Infinity };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #colors = new Colors(COLORS, () => this.#redraw());
  #charts;
  #buttons;
  #subjects = h('tbody', {});
  #subjectHead = h('tr', {});
  #grid = h('div', { class: 'charts' });
  #interval = h('span', { class: 'interval' });
  #intervals = h('div', { class: 'intervals', hidden: true });
  #full;
  #empty = h(
    'div',
    { class: 'empty' },
    h('h3', {}, 'No finished calls yet'),
    h(
      'p',
      {},
      ...['The charts begin with the first ', h('code', {}, 'tool.succeeded'), ' or '],
      ...[h('code', {}, 'model.response'), ', which carry ', h('code', {}, 'latencyMs')],
      ...[', ', h('code', {}, 'usage'), ' and ', h('code', {}, 'costUsd'), '.'],
    ),
  );

  /** @param {import('../panels.js').PanelContext} context */
  constructor({ requestRender }) {
    this.#requestRender = requestRender;
    const colors = this.#colors;
    this.#charts = {
      latency: new Chart({
        ...{ title: 'Latency', form: 'lines', format: duration, colors },
        lines: [
          { label: 'p95', color: 'accent' },
          { label: 'p50', color: 'noun-run', dashed: true },
        ],
      }),
      calls: new Chart({
        ...{ title: 'Calls', form: 'bars', isWhole: true, format: compact, colors },
        lines: [
          { label: 'calls', color: 'noun-tool' },
          { label: 'failures', color: 'bad' },
        ],
      }),
      tokens: new Chart({
        ...{ title: 'Tokens', form: 'bars', isWhole: true, format: compact, colors },
        lines: [
          { label: 'in and out', color: 'noun-model' },
          { label: 'out', color: 'noun-run' },
        ],
      }),
      cost: new Chart({
        ...{ title: 'Cost', form: 'bars', format: dollars, colors },
        lines: [{ label: 'US dollars', color: 'noun-model' }],
      }),
    };
    this.#buttons = {
      tool: this.#button('Tools', () => this.#show('tool')),
      model: this.#button('Models', () => this.#show('model')),
      table: this.#button('As a table', () => {
        this.#isTable = !this.#isTable;
      }),
    };
    this.#grid.append(...Object.values(this.#charts).map(({ element }) => element));
    const { tool, model, table } = this.#buttons;
    const kinds = h(
      'div',
      { class: 'buttons', role: 'group', 'aria-label': 'Charts of' },
      tool,
      model,
    );
    const scroll = { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Charts' };
    this.#full = h(
      'div',
      { class: 'panel', hidden: true },
      h('div', { class: 'bar' }, kinds, this.#interval, h('div', { class: 'buttons' }, table)),
      h(
        'div',
        scroll,
        this.#grid,
        h('table', { class: 'table subjects' }, h('thead', {}, this.#subjectHead), this.#subjects),
        this.#intervals,
      ),
    );
    this.element = h(
      'div',
      { class: 'panel charts-panel' },
      this.#full,
      this.#empty,
      colors.element,
    );
  }

  /** @param {readonly Entry[]} entries */
  add(entries) {
    this.#series.add(entries);
  }

  clear() {
    this.#series.clear();
  }

  render() {
    const series = this.#series;
    const isEmpty = series.range === undefined;
    this.#full.hidden = isEmpty;
    this.#empty.hidden = !isEmpty;
    if (isEmpty) return;
    if (!this.#isChosen && series.subjects('tool').length === 0) this.#kind = 'model';
    const what = `${series.version} ${this.#kind} ${this.#isTable} ${this.#name}`;
    if (what === this.#drawn.what || !this.#isTime()) return;
    this.#drawn = { what, at: performance.now() };
    this.#draw();
  }

  /** Whether enough time has passed; if not, it is called again. */
  #isTime() {
    const wait = this.#drawn.at + REDRAW_MS - performance.now();
    if (wait <= 0) return true;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#requestRender();
    }, wait);
    return false;
  }

  #draw() {
    const series = this.#series;
    const subjects = series.subjects(this.#kind);
    const all = series.all(this.#kind);
    const subject = subjects.find(({ name }) => name === this.#name) ?? all;
    if (subject === all) this.#name = '';
    const columns = columnsOf(series, subject);
    const isModel = this.#kind === 'model';
    for (const [name, button] of Object.entries(this.#buttons)) {
      const isOn = name === 'table' ? this.#isTable : name === this.#kind;
      setAttribute(button, 'aria-pressed', `${isOn}`);
    }
    setText(this.#interval, `Each point: ${duration(series.width)}`);
    this.#charts.tokens.element.hidden = !isModel;
    this.#charts.cost.element.hidden = !isModel;
    this.#grid.hidden = this.#isTable;
    this.#intervals.hidden = !this.#isTable;
    if (this.#isTable) this.#intervals.replaceChildren(tableOf(columns, isModel));
    else this.#drawCharts(columns);
    this.#listSubjects([all, ...subjects]);
  }

  /** @param {Columns} columns */
  #drawCharts(columns) {
    const { times, width, p50, p95, calls, failures, inputTokens, outputTokens, costUsd } = columns;
    const seconds = width / 1_000;
    const tokens = inputTokens.map((input, i) => input + outputTokens[i]);
    this.#charts.latency.show(times, seconds, [p95, p50]);
    this.#charts.calls.show(times, seconds, [calls, failures]);
    this.#charts.tokens.show(times, seconds, [tokens, outputTokens]);
    this.#charts.cost.show(times, seconds, [costUsd]);
  }

  /** The table of all tools, or models: its names choose what the charts show. @param {Subject[]} all */
  #listSubjects(all) {
    const titles = titlesOf(this.#kind === 'model');
    const kind = this.#kind === 'model' ? 'Model' : 'Tool';
    const head = [kind, ...titles].map((title, i) =>
      h('th', { scope: 'col', class: i > 0 && 'number' }, title),
    );
    this.#subjectHead.replaceChildren(...head);
    while (this.#subjects.childElementCount > all.length) this.#subjects.lastElementChild?.remove();
    while (this.#subjects.childElementCount < all.length) this.#subjects.append(this.#subjectRow());
    for (const [i, { name, total }] of all.entries()) {
      const row = this.#subjects.children[i];
      const button = /** @type {HTMLElement} */ (row.querySelector('button'));
      button.dataset.name = name;
      setText(button, name || `All ${this.#kind}s`);
      setAttribute(button, 'aria-pressed', `${name === this.#name}`);
      setAttribute(row, 'data-on', name === this.#name);
      const values = [
        ...[count(total.calls), count(total.failures)],
        ...[duration(total.latency.percentile(0.5)), duration(total.latency.percentile(0.95))],
        ...[count(total.inputTokens), count(total.outputTokens), dollars(total.costUsd)],
      ];
      while (row.childElementCount > titles.length + 1) row.lastElementChild?.remove();
      while (row.childElementCount < titles.length + 1) row.append(h('td', { class: 'number' }));
      for (let column = 0; column < titles.length; column++) {
        setText(row.children[column + 1], values[column]);
      }
    }
  }

  #subjectRow() {
    const button = h('button', { class: 'button small subject', type: 'button' });
    button.addEventListener('click', () => {
      this.#name = button.dataset.name ?? '';
      this.#change();
    });
    return h('tr', {}, h('th', { scope: 'row' }, button));
  }

  /** @param {SubjectKind} kind */
  #show(kind) {
    this.#kind = kind;
    this.#isChosen = true;
    this.#name = '';
  }

  #redraw() {
    for (const chart of Object.values(this.#charts)) chart.redraw();
  }

  /** Something else is to be shown, at once. */
  #change() {
    this.#drawn.at = -Infinity;
    this.#requestRender();
  }

  /**
   * @param {string} text
   * @param {() => void} change
   */
  #button(text, change) {
    const onclick = () => {
      change();
      this.#change();
    };
    return h('button', { class: 'button small outlined', type: 'button', onclick }, text);
  }
}

/** @param {boolean} isModel */
function titlesOf(isModel) {
  return TABLE.slice(0, isModel ? TABLE.length : TOOL_COLUMNS).map(([, title]) => title);
}

/**
 * What the charts show, in numbers. Intervals in which nothing ended are left out.
 *
 * @param {Columns} columns
 * @param {boolean} isModel
 */
function tableOf(columns, isModel) {
  const shown = TABLE.slice(0, isModel ? TABLE.length : TOOL_COLUMNS);
  const head = ['From', ...titlesOf(isModel)].map((title, i) =>
    h('th', { scope: 'col', class: i > 0 && 'number' }, title),
  );
  const rows = columns.times.flatMap((time, i) => {
    if (columns.calls[i] === 0) return [];
    const cells = shown.map(([name, , format]) =>
      h('td', { class: 'number' }, format(/** @type {(number | null)[]} */ (columns[name])[i])),
    );
    return [h('tr', {}, h('th', { scope: 'row' }, clock(time * 1_000)), ...cells)];
  });
  return h(
    'table',
    { class: 'table' },
    h('caption', { class: 'unseen' }, `Each row: ${duration(columns.width)}`),
    ...[h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows)],
  );
}

export const styles = `${chartStyles}${colorStyles}
.charts {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(min(380px, 100%), 1fr));
  gap: 1px;
  background: var(--aeb-line);
  border-block-end: 1px solid var(--aeb-line);
}

.charts .chart {
  background: var(--aeb-bg);
}

.charts-panel .bar {
  justify-content: space-between;
}

.charts-panel .interval {
  flex: 1;
  color: var(--aeb-ink-3);
  font-size: var(--aeb-text-s);
}

.charts-panel .table {
  table-layout: fixed;
}

.charts-panel .table th:first-child {
  inline-size: 30%;
}

.charts-panel .intervals {
  padding-block-start: var(--aeb-6);
}

.charts-panel .intervals .table {
  border-block-start: 1px solid var(--aeb-line);
}

.charts-panel .subject {
  max-inline-size: 100%;
  overflow: hidden;
}

.charts-panel tbody th {
  position: static;
  padding-block: 0;
  background: none;
  color: var(--aeb-ink-2);
  font-size: inherit;
  font-variant-numeric: tabular-nums;
  block-size: 28px;
}

/* The text of a button stands where other text would. */
.charts-panel .subject {
  margin-inline-start: calc(-1 * var(--aeb-1) - 1px);
  font-size: var(--aeb-text-m);
}

.charts-panel td {
  font-variant-numeric: tabular-nums;
  white-space: nowrap;
}

@container app (max-width: 600px) {
  .charts-panel .table :is(th, td) {
    padding-inline: 6px;
  }
}

.charts-panel [data-on] > * {
  background: var(--aeb-selected);
}
`;

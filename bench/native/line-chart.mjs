// Curves with both axes logarithmic: what does not depend on its input is flat, and what
// is proportional to it rises as a straight line, a decade for each decade.

import { round, svg, text, tick, WIDTH } from './svg.mjs';

const HEIGHT = 400;
const LEFT = 56;
const RIGHT = WIDTH - 232;
const TOP = 64;
const BOTTOM = HEIGHT - 52;
const LABEL_GAP = 16;

/**
 * @typedef {object} Curve
 * @property {string} label
 * @property {[x: number, y: number][]} points
 */

/**
 * @param {{ title: string, x: string, y: string, curves: Curve[] }} chart
 * @returns {string} SVG
 */
export function lineChart({ title, x: xTitle, y: yTitle, curves }) {
  const all = curves.flatMap(({ points }) => points);
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
  const [smallest, largest] = [Math.min(...xs), Math.max(...xs)];
  const [bottom, top] = [
    10 ** decade(Math.min(...ys)),
    10 ** Math.ceil(Math.log10(Math.max(...ys))),
  ];
  const x = (value) =>
    LEFT + (Math.log(value / smallest) / Math.log(largest / smallest)) * (RIGHT - LEFT);
  const y = (value) =>
    BOTTOM - (Math.log(value / bottom) / Math.log(top / bottom)) * (BOTTOM - TOP);

  const grid = [
    ...decades(bottom, top).flatMap((value) => [
      `<path class="grid" d="M${LEFT} ${round(y(value))}H${RIGHT}"/>`,
      text(LEFT - 8, y(value) + 4, tick(value), { anchor: 'end', class: 'soft' }),
    ]),
    ...ticks(smallest, largest).flatMap((value) => [
      `<path class="grid" d="M${round(x(value))} ${TOP}V${BOTTOM}"/>`,
      text(x(value), BOTTOM + 20, tick(value), { anchor: 'middle', class: 'soft' }),
    ]),
    text(16, TOP - 16, yTitle, { class: 'soft' }),
    text((LEFT + RIGHT) / 2, HEIGHT - 12, xTitle, { anchor: 'middle', class: 'soft' }),
  ];
  return svg(title, HEIGHT, [
    ...grid,
    ...curves.map(({ points }, i) =>
      curve(
        points.map(([px, py]) => [x(px), y(py)]),
        i,
      ),
    ),
    ...labels(curves, y),
  ]);
}

/**
 * @param {number[][]} points on the page
 * @param {number} index
 */
function curve(points, index) {
  const pairs = points.map((point) => point.map(round).join(' '));
  const dots = points.map(
    ([x, y]) => `<circle class="dot" cx="${round(x)}" cy="${round(y)}" r="3"/>`,
  );
  return `<g class="s${index}"><path class="line" d="M${pairs.join('L')}"/>${dots.join('')}</g>`;
}

/**
 * The name of each curve at its end, moved so that none covers another.
 *
 * @param {Curve[]} curves
 * @param {(value: number) => number} y
 */
function labels(curves, y) {
  const ends = curves
    .map(({ label, points }, i) => ({ label, i, at: y(points[points.length - 1][1]) }))
    .sort((a, b) => a.at - b.at);
  let lowest = TOP - LABEL_GAP;
  for (const end of ends) {
    end.at = Math.max(end.at, lowest + LABEL_GAP);
    lowest = end.at;
  }
  // Pushed below the axis: back up again, from the last one.
  let highest = BOTTOM + LABEL_GAP;
  for (const end of ends.toReversed()) {
    end.at = Math.min(end.at, highest - LABEL_GAP);
    highest = end.at;
  }
  return ends.map(
    ({ label, i, at }) =>
      `<g class="s${i}"><rect class="bar" x="${RIGHT + 10}" y="${round(at - 5)}" width="10" height="10" rx="2"/>` +
      `${text(RIGHT + 26, at + 4, label)}</g>`,
  );
}

const decade = (value) => Math.floor(Math.log10(value));

/** Powers of ten. */
const decades = (from, to) =>
  Array.from({ length: decade(to) - decade(from) + 1 }, (_, i) => 10 ** (decade(from) + i));

/** Powers of ten, or, on a short axis, of two. */
const ticks = (from, to) =>
  to / from > 1000
    ? decades(from, to)
    : Array.from({ length: Math.floor(Math.log2(to / from)) + 1 }, (_, i) => from * 2 ** i);

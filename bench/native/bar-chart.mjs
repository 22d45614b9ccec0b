// Horizontal bars on a logarithmic axis, as the values are of different orders. Each says its value.

import { round, svg, text, tick, WIDTH } from './svg.mjs';

const LEFT = 320;
const RIGHT = WIDTH - 76;
const TOP = 52;
const ROW = 24;

/**
 * @typedef {object} Bar
 * @property {string} label
 * @property {number} value
 * @property {string} shown
 * @property {number} colour
 */

/**
 * @param {{ title: string, x: string, bars: Bar[] }} chart
 * @returns {string} SVG
 */
export function barChart({ title, x: xTitle, bars }) {
  const values = bars.map(({ value }) => value);
  const first = Math.floor(Math.log10(Math.min(...values)));
  const last = Math.ceil(Math.log10(Math.max(...values)));
  const x = (value) => LEFT + ((Math.log10(value) - first) / (last - first)) * (RIGHT - LEFT);
  const bottom = TOP + bars.length * ROW;
  const grid = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i)).flatMap(
    (value) => [
      `<path class="grid" d="M${round(x(value))} ${TOP}V${bottom}"/>`,
      text(x(value), bottom + 18, tick(value), { anchor: 'middle', class: 'soft' }),
    ],
  );
  const rows = bars.flatMap(({ label, value, shown, colour }, i) => {
    const y = TOP + i * ROW;
    return [
      text(LEFT - 8, y + 16, label, { anchor: 'end' }),
      `<g class="s${colour}"><rect class="bar" x="${LEFT}" y="${y + 4}" width="${round(x(value) - LEFT)}" height="${ROW - 8}" rx="2"/></g>`,
      text(x(value) + 6, y + 16, shown),
    ];
  });
  const axis = text((LEFT + RIGHT) / 2, bottom + 38, xTitle, { anchor: 'middle', class: 'soft' });
  return svg(title, bottom + 52, [...grid, ...rows, axis]);
}

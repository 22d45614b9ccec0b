// A small line of how many there were of late.

import { s, setAttribute } from '../dom.js';

const WIDTH = 80;
const HEIGHT = 16;

export class Sparkline {
  #line = s('path', { class: 'spark-line' });
  #area = s('path', { class: 'spark-area' });
  element = s(
    'svg',
    {
      ...{ class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}` },
      ...{ width: WIDTH, height: HEIGHT, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    },
    ...[this.#area, this.#line],
  );

  /** @param {readonly number[]} counts the oldest first */
  show(counts) {
    const most = Math.max(1, ...counts);
    const step = WIDTH / (counts.length - 1);
    const points = counts.map((count, i) => {
      const y = HEIGHT - 1.5 - (count / most) * (HEIGHT - 3);
      return `${round(i * step)} ${round(y)}`;
    });
    const line = `M${points.join('L')}`;
    setAttribute(this.#line, 'd', line);
    setAttribute(this.#area, 'd', `${line}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}z`);
  }
}

/** @param {number} px */
function round(px) {
  return Math.round(px * 10) / 10;
}

export const styles = `
.spark {
  display: block;
}

.spark-line {
  fill: none;
  stroke: var(--noun, var(--aeb-accent));
  stroke-width: 1.25;
  stroke-linejoin: round;
}

.spark-area {
  fill: color-mix(in srgb, var(--noun, var(--aeb-accent)) 18%, transparent);
}
`;

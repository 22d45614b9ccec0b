// What stands above the panels while a recording is shown: what it is, where it stands, and the
// controls that move it.

import { h, s, setAttribute, setText } from '../dom.js';
import { count, duration, plural } from '../format.js';
import { nounOf, outcomeOf } from '../model/meaning.js';
import { Playback, SPEEDS } from '../playback.js';
import { changeIcon, icon } from './icons.js';

/**
 * @typedef {import('../recording.js').Recording} Recording
 *
 * @typedef {object} DeckCallbacks
 * @property {() => void} onMove the position is another, or it plays, or does not any more
 * @property {() => void} onLive
 */

/** Steps of the strip that shows what is where, at most. */
const STRIP = 400;

export class Deck {
  #callbacks;
  #playback = new Playback([]);
  #name = h('strong', { class: 'clip' });
  #note = h('span', { class: 'note' });
  #playIcon = icon('play');
  #play = this.#button('play', 'Play', () => this.togglePlay(), this.#playIcon);
  #elapsed = h('span', { class: 'number elapsed' });
  #total = h('span', { class: 'number total' });
  #strip = s('svg', { class: 'strip', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  #range = h('input', {
    type: 'range',
    min: 0,
    step: 1,
    'aria-label': 'Position in the recording',
    oninput: () => this.#seek(Number(this.#range.value)),
  });
  #speeds = h('div', { class: 'speeds', role: 'radiogroup', 'aria-label': 'Speed' });

  /** @param {DeckCallbacks} callbacks */
  constructor(callbacks) {
    this.#callbacks = callbacks;
    for (const speed of SPEEDS) {
      const text = speed === 'max' ? 'Max' : `${speed}×`;
      const radio = h('input', {
        type: 'radio',
        name: 'speed',
        value: speed,
        checked: speed === 1,
        onchange: () => {
          this.#playback.setSpeed(speed, performance.now());
          callbacks.onMove();
        },
      });
      this.#speeds.append(h('label', null, radio, h('span', { text })));
    }
    this.element = h(
      'section',
      { class: 'deck', 'aria-label': 'Recording', hidden: true },
      h('div', { class: 'title' }, this.#name, this.#note),
      h(
        'div',
        { class: 'transport' },
        this.#button('back', 'Step back', () => this.#seek(this.#playback.position - 1)),
        this.#play,
        this.#button('forward', 'Step forward', () => this.#seek(this.#playback.position + 1)),
        this.#elapsed,
        h('div', { class: 'track' }, this.#strip, this.#range),
        this.#total,
        this.#speeds,
      ),
      h(
        'button',
        { class: 'button outlined live', type: 'button', onclick: callbacks.onLive },
        icon('live'),
        'Back to live',
      ),
    );
  }

  get playback() {
    return this.#playback;
  }

  /** @param {Recording | undefined} recording undefined: none */
  show(recording) {
    this.element.hidden = recording === undefined;
    const entries = recording?.entries ?? [];
    const { speed } = this.#playback;
    this.#playback = new Playback(entries);
    this.#playback.setSpeed(speed, 0);
    this.#strip.replaceChildren();
    if (recording === undefined) return;
    setText(this.#name, recording.name);
    setAttribute(this.#name, 'title', recording.name);
    setText(this.#note, noteOf(recording));
    setAttribute(this.#range, 'max', entries.length);
    setText(this.#total, duration(this.#playback.duration));
    this.#drawStrip(entries);
  }

  /** @param {number} now */
  tick(now) {
    return this.#playback.tick(now);
  }

  togglePlay() {
    if (this.#playback.playing) this.#playback.pause();
    else this.#playback.play(performance.now());
    this.#callbacks.onMove();
  }

  render() {
    const { position, length, elapsed, playing } = this.#playback;
    if (Number(this.#range.value) !== position) this.#range.value = String(position);
    this.#range.style.setProperty('--part', String(length === 0 ? 0 : position / length));
    const text = `Event ${count(position)} of ${count(length)}, ${duration(elapsed)}`;
    setAttribute(this.#range, 'aria-valuetext', text);
    setText(this.#elapsed, duration(elapsed));
    changeIcon(this.#playIcon, playing ? 'pause' : 'play');
    setAttribute(this.#play, 'aria-label', playing ? 'Pause the recording' : 'Play the recording');
    setAttribute(this.#play, 'title', playing ? 'Pause' : 'Play');
  }

  /** @param {number} position */
  #seek(position) {
    this.#playback.seek(position);
    this.#callbacks.onMove();
  }

  /**
   * @param {import('./icons.js').IconName} name
   * @param {string} title
   * @param {() => void} onclick
   */
  #button(name, title, onclick, shown = icon(name)) {
    const props = { class: 'button', type: 'button', 'aria-label': title, title, onclick };
    return h('button', props, shown);
  }

  /**
   * Which kinds of events are where, failures above all.
   *
   * @param {readonly import('../history.js').Entry[]} entries
   */
  #drawStrip(entries) {
    const size = Math.min(STRIP, entries.length);
    setAttribute(this.#strip, 'viewBox', `0 0 ${size} 1`);
    for (let i = 0; i < size; i++) {
      const from = Math.floor((i * entries.length) / size);
      const to = Math.floor(((i + 1) * entries.length) / size);
      const part = entries.slice(from, to);
      const { topic } = part.find((one) => outcomeOf(one.topic) === 'bad') ?? part[0];
      const bad = outcomeOf(topic) === 'bad' ? 'bad' : null;
      const place = { x: i, y: 0, width: 1, height: 1 };
      const last = /** @type {SVGElement | null} */ (this.#strip.lastElementChild);
      const noun = nounOf(topic);
      if (bad === null && last?.dataset.noun === noun && last.dataset.outcome === undefined) {
        setAttribute(last, 'width', Number(last.getAttribute('width')) + 1);
        continue;
      }
      this.#strip.append(s('rect', { ...place, 'data-noun': noun, 'data-outcome': bad }));
    }
  }
}

/** @param {Recording} recording */
function noteOf({ entries, dropped, refused, torn }) {
  const notes = [plural(entries.length, 'event')];
  if (dropped > 0) notes.push(`${plural(dropped, 'older one')} left out`);
  if (refused > 0) notes.push(`${plural(refused, 'bad line')} left out`);
  if (torn) notes.push('the last line is cut off');
  return notes.join(' · ');
}

export const styles = `
.deck {
  display: grid;
  grid-template-areas: 'title transport live';
  grid-template-columns: minmax(120px, 300px) minmax(0, 1fr) auto;
  align-items: center;
  gap: var(--aeb-1) var(--aeb-4);
  padding: 6px var(--aeb-3);
  border-block-end: 1px solid var(--aeb-line);
  background: var(--aeb-sunken);
}

.deck .title {
  display: flex;
  grid-area: title;
  align-items: baseline;
  gap: var(--aeb-2);
  min-inline-size: 0;
}

.deck strong {
  flex: 0 1 auto;
  min-inline-size: 40px;
  font-weight: 600;
}

.deck .note {
  flex: 1 1000 auto;
  overflow: hidden;
  color: var(--aeb-ink-3);
  text-overflow: ellipsis;
  white-space: nowrap;
}

.deck .live {
  grid-area: live;
}

.deck .transport {
  display: flex;
  grid-area: transport;
  align-items: center;
  gap: var(--aeb-1);
  min-inline-size: 0;
}

@container app (inline-size < 900px) {
  .deck {
    grid-template-areas: 'title live' 'transport transport';
    grid-template-columns: minmax(0, 1fr) auto;
  }
}

.deck .number {
  flex: none;
  min-inline-size: 60px;
  padding-inline: var(--aeb-1);
  color: var(--aeb-ink-2);
}

.deck .total {
  color: var(--aeb-ink-3);
  text-align: start;
}

.deck .track {
  position: relative;
  flex: 1;
  min-inline-size: 80px;
  block-size: var(--aeb-control);
}

.deck .strip {
  position: absolute;
  inset: 4px 8px auto;
  inline-size: calc(100% - 16px);
  block-size: 8px;
  border-radius: 2px;
  opacity: 0.7;
}

.deck .strip rect {
  fill: var(--noun);
}

.deck .strip [data-outcome='bad'] {
  fill: var(--aeb-bad);
}

.deck input[type='range'] {
  position: absolute;
  inset: 0;
  inline-size: 100%;
  block-size: 100%;
  margin: 0;
  appearance: none;
  background: transparent;
  cursor: pointer;
}

.deck input[type='range']::-webkit-slider-runnable-track {
  block-size: 4px;
  margin-block-start: 14px;
  border-radius: 2px;
  background: linear-gradient(to right, var(--aeb-accent) calc(var(--part) * (100% - 16px) + 8px), var(--aeb-line-strong) 0);
}

.deck input[type='range']::-moz-range-track {
  block-size: 4px;
  border-radius: 2px;
  background: linear-gradient(to right, var(--aeb-accent) calc(var(--part) * 100%), var(--aeb-line-strong) 0);
}

.deck input[type='range']::-webkit-slider-thumb {
  inline-size: 16px;
  block-size: 16px;
  margin-block-start: -6px;
  appearance: none;
  border: 2px solid var(--aeb-bg);
  border-radius: 50%;
  background: var(--aeb-accent);
  box-shadow: 0 0 0 1px var(--aeb-line-control);
}

.deck input[type='range']::-moz-range-thumb {
  inline-size: 12px;
  block-size: 12px;
  border: 2px solid var(--aeb-bg);
  border-radius: 50%;
  background: var(--aeb-accent);
}

.deck .speeds {
  display: flex;
  flex: none;
  padding: 2px;
  border-radius: var(--aeb-radius);
  background: var(--aeb-line);
}

.deck .speeds label {
  position: relative;
}

.deck .speeds input {
  position: absolute;
  inset: 0;
  margin: 0;
  opacity: 0;
}

.deck .speeds span {
  display: block;
  min-inline-size: 28px;
  padding: 0 6px;
  border-radius: var(--aeb-radius-s);
  color: var(--aeb-ink-2);
  line-height: 20px;
  text-align: center;
}

.deck .speeds :checked + span {
  background: var(--aeb-raised);
  color: var(--aeb-ink);
  font-weight: 600;
}

.deck .speeds :focus-visible + span {
  outline: 2px solid var(--aeb-accent);
}

@container app (inline-size < 480px) {
  .deck .total {
    display: none;
  }

  .deck .transport .button {
    min-inline-size: 24px;
    padding: 0 var(--aeb-1);
  }

  .deck .elapsed {
    min-inline-size: 52px;
  }

  .deck .speeds span {
    min-inline-size: 24px;
    padding: 0 var(--aeb-1);
  }
}
`;

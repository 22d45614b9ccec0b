// The head of the devtools: how things stand, the tabs, and what can be done.

import { h, setAttribute, setText } from '../dom.js';
import { count, plural, rate } from '../format.js';
import { changeIcon, icon } from './icons.js';

/**
 * @typedef {'live' | 'paused' | 'none' | 'connecting' | 'closed' | 'recording'} Mode
 *
 * @typedef {object} Status
 * @property {Mode} mode
 * @property {number} fresh events that came since it was paused
 * @property {number} received
 * @property {number} kept
 * @property {number} dropped
 * @property {number} perSecond
 *
 * @typedef {object} ToolbarCallbacks
 * @property {() => void} onPause
 * @property {() => void} onClear
 * @property {(file: File) => void} onFile
 * @property {() => void} onExport
 * @property {() => void} onHelp
 */

/** @type {Record<Mode, string>} */
const NAMES = {
  live: 'Live',
  paused: 'Paused',
  none: 'No bus',
  connecting: 'Connecting',
  closed: 'Bus closed',
  recording: 'Recording',
};

export class Toolbar {
  #name = h('span');
  #state = h('div', { class: 'state' }, h('span', { class: 'dot' }), this.#name);
  #counts = h('span', { class: 'counts number' });
  #file;
  #pauseIcon = icon('pause');
  #pause;
  #clear;
  #export;

  /**
   * @param {HTMLElement} tabs
   * @param {ToolbarCallbacks} callbacks
   */
  constructor(tabs, { onPause, onClear, onFile, onExport, onHelp }) {
    this.#file = h('input', {
      type: 'file',
      accept: '.jsonl,.ndjson,.log,.txt,application/jsonl',
      hidden: true,
      'aria-label': 'A recorded log',
      onchange: () => {
        const file = this.#file.files?.[0];
        this.#file.value = ''; // so that the same one can be chosen again
        if (file !== undefined) onFile(file);
      },
    });
    this.#pause = button('Pause', 'Pause (Space in the list)', onPause, this.#pauseIcon);
    this.#clear = button('Clear', 'Clear all events', onClear, icon('clear'));
    this.#export = button('Export', 'Export as a log', onExport, icon('download'));
    this.element = h(
      'header',
      { class: 'toolbar' },
      this.#state,
      tabs,
      h(
        'div',
        { class: 'tools', role: 'toolbar', 'aria-label': 'Tools' },
        this.#counts,
        this.#pause,
        this.#clear,
        h('span', { class: 'gap' }),
        button('Open a log', 'Open a recorded log', () => this.openFile(), icon('open')),
        this.#export,
        h('span', { class: 'gap' }),
        button('Help', 'Keyboard (?)', onHelp, icon('help')),
        this.#file,
      ),
    );
  }

  openFile() {
    this.#file.click();
  }

  /** @param {Status} status */
  render({ mode, fresh, received, kept, dropped, perSecond }) {
    setAttribute(this.#state, 'data-mode', mode);
    const isPaused = mode === 'paused';
    setText(this.#name, isPaused && fresh > 0 ? `Paused · ${count(fresh)} new` : NAMES[mode]);
    const isRecording = mode === 'recording';
    this.#counts.hidden = isRecording || received === 0;
    setText(this.#counts, `${count(received)} · ${rate(perSecond)}`);
    const rest = dropped > 0 ? `, ${count(dropped)} older ones dropped` : '';
    setAttribute(this.#counts, 'title', `${plural(kept, 'event')} kept${rest}`);
    changeIcon(this.#pauseIcon, isPaused ? 'play' : 'pause');
    setAttribute(this.#pause, 'aria-label', isPaused ? 'Resume' : 'Pause');
    setAttribute(this.#pause, 'title', `${isPaused ? 'Resume' : 'Pause'} (Space in the list)`);
    setAttribute(this.#pause, 'aria-pressed', String(isPaused));
    this.#pause.disabled = isRecording || mode === 'none';
    this.#clear.disabled = isRecording || kept === 0;
    this.#export.disabled = !isRecording && kept === 0;
  }
}

/**
 * @param {string} name
 * @param {string} title
 * @param {() => void} onclick
 * @param {SVGSVGElement} shown
 */
function button(name, title, onclick, shown) {
  return h(
    'button',
    { class: 'button', type: 'button', 'aria-label': name, title, onclick },
    shown,
  );
}

export const styles = `
.toolbar {
  display: grid;
  grid-template-areas: 'state tabs tools';
  grid-template-columns: auto minmax(0, 1fr) auto;
  grid-auto-rows: minmax(40px, auto);
  align-items: center;
  gap: 0 var(--aeb-3);
  padding-inline: var(--aeb-3) var(--aeb-1);
  border-block-end: 1px solid var(--aeb-line);
  background: var(--aeb-bg);
}

.toolbar .tabs {
  grid-area: tabs;
}

.state {
  display: flex;
  grid-area: state;
  align-items: center;
  gap: 6px;
  min-inline-size: 84px;
  font-weight: 600;
  font-variant-numeric: tabular-nums;
  white-space: nowrap;
}

.state .dot {
  inline-size: 8px;
  block-size: 8px;
  border-radius: 50%;
  background: var(--aeb-ink-3);
}

.state[data-mode='live'] .dot {
  background: var(--aeb-good);
  box-shadow: 0 0 0 3px var(--aeb-good-soft);
}

.state[data-mode='connecting'] .dot {
  background: var(--aeb-warn);
}

.state[data-mode='paused'] {
  color: var(--aeb-warn);
}

.state[data-mode='paused'] .dot {
  border-radius: 2px;
  background: var(--aeb-warn);
}

.state[data-mode='recording'] .dot {
  background: var(--aeb-accent);
}

.tools {
  display: flex;
  grid-area: tools;
  align-items: center;
  gap: 2px;
}

.tools .gap {
  inline-size: 1px;
  block-size: 16px;
  margin-inline: var(--aeb-1);
  background: var(--aeb-line);
}

.tools .counts {
  margin-inline-end: var(--aeb-2);
  color: var(--aeb-ink-3);
  white-space: nowrap;
}

@container app (inline-size < 900px) {
  .toolbar {
    grid-template-areas: 'state tools' 'tabs tabs';
    grid-template-columns: minmax(0, 1fr) auto;
  }

  .toolbar .tabs {
    margin-inline: calc(-1 * var(--aeb-3)) calc(-1 * var(--aeb-1));
    padding-inline: 2px;
    border-block-start: 1px solid var(--aeb-line);

    /* Where there are more of them, the edge is shaded; at the ends, the shade is covered. */
    --cover: var(--aeb-bg) 40%, transparent;
    --shade: var(--aeb-line-strong), transparent;
    background:
      linear-gradient(to right, var(--cover)) left / 32px 100% no-repeat local,
      linear-gradient(to left, var(--cover)) right / 32px 100% no-repeat local,
      linear-gradient(to right, var(--shade)) left / 16px 100% no-repeat scroll,
      linear-gradient(to left, var(--shade)) right / 16px 100% no-repeat scroll;
  }
}

@container app (inline-size < 420px) {
  .tools .counts {
    display: none;
  }
}
`;

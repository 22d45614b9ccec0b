// The two dialogs: what the keys do, and what goes into an exported log.

import { h, setText } from '../dom.js';
import { plural } from '../format.js';
import { icon } from './icons.js';

const KEYS = [
  ['Everywhere', ''],
  ['/', 'Filter by patterns'],
  ['?', 'This help'],
  ['Escape', 'Close the details, or empty the filter'],
  ['← →', 'Between the tabs, when one has the focus'],
  ['In the list of events', ''],
  ['↑ ↓', 'The event before, the next'],
  ['Page Up/Down', 'A page further'],
  ['Home End', 'The oldest, the newest'],
  ['Enter', 'Open the details'],
  ['Space', 'Pause, or go on'],
  ['In a payload, and in other trees', ''],
  ['→ ←', 'Open, close, or go out'],
  ['Enter', 'Open, show more, ask a getter'],
  ['In the timeline', ''],
  ['+ -', 'Closer, further away'],
  ['Shift ← →', 'Earlier, later'],
  ['0 a f', 'The latest, all, the chosen one'],
  ['At the slider of a recording', ''],
  ['← →', 'One event back, or on'],
  ['Page Up/Down', 'A tenth of it'],
];

/**
 * @param {string} title
 * @param {...(Node | string)} content
 */
function dialogOf(title, ...content) {
  const close = h(
    'button',
    { class: 'button', type: 'button', 'aria-label': 'Close', onclick: () => dialog.close() },
    icon('close'),
  );
  const dialog = h(
    'dialog',
    {
      'aria-label': title,
      onclick: (/** @type {MouseEvent} */ event) => event.target === dialog && dialog.close(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => event.stopPropagation(),
    },
    h('div', { class: 'dialog-head' }, h('h2', { text: title }), close),
    h('div', { class: 'dialog-body' }, ...content),
  );
  return dialog;
}

export function helpDialog() {
  const rows = KEYS.map(([key, text]) =>
    text === ''
      ? h('tr', null, h('th', { scope: 'colgroup', colspan: 2, text: key }))
      : h('tr', null, h('td', null, ...keysOf(key)), h('td', { text })),
  );
  return dialogOf(
    'Keyboard',
    h('table', { class: 'keys' }, h('tbody', null, ...rows)),
    h('p', {
      class: 'hint',
      text: 'Patterns are those of the bus: * is one segment, ** one or more. Several are separated by spaces or commas.',
    }),
  );
}

/** @param {string} text */
function keysOf(text) {
  return text.split(' ').flatMap((key, i, all) => {
    if (key === 'Page') return [h('kbd', { text: `${key} ${all[i + 1]}` })];
    if (all[i - 1] === 'Page') return [];
    return [h('kbd', { text: key })];
  });
}

export class ExportDialog {
  #shown = h('input', { type: 'radio', name: 'which', value: 'shown', checked: true });
  #shownText = h('span');
  #all = h('input', { type: 'radio', name: 'which', value: 'all' });
  #allText = h('span');
  #redact = h('input', { type: 'checkbox', checked: true, onchange: () => this.#warn() });
  #warning = h('p', { class: 'warning' });

  /** @param {(choice: { all: boolean, redact: boolean }) => void} onExport */
  constructor(onExport) {
    this.element = dialogOf(
      'Export a log',
      h(
        'form',
        {
          onsubmit: (/** @type {SubmitEvent} */ event) => {
            event.preventDefault();
            this.element.close();
            onExport({ all: this.#all.checked, redact: this.#redact.checked });
          },
        },
        h(
          'fieldset',
          null,
          h('legend', { text: 'Events' }),
          h('label', null, this.#shown, this.#shownText),
          h('label', null, this.#all, this.#allText),
        ),
        h(
          'fieldset',
          null,
          h('legend', { text: 'Secrets' }),
          h('label', null, this.#redact, h('span', { text: 'Take out what looks like a secret' })),
          this.#warning,
        ),
        h(
          'div',
          { class: 'actions' },
          h('button', {
            class: 'button outlined',
            type: 'button',
            onclick: () => this.element.close(),
            text: 'Cancel',
          }),
          h(
            'button',
            { class: 'button primary', type: 'submit' },
            icon('download'),
            'Export JSONL',
          ),
        ),
      ),
    );
  }

  /**
   * @param {number} shown
   * @param {number} all
   */
  open(shown, all) {
    setText(this.#shownText, `Those that the filter shows: ${plural(shown, 'event')}`);
    setText(this.#allText, `All: ${plural(all, 'event')}`);
    this.#shown.checked = true;
    this.#redact.checked = true; // never what somebody chose another time
    this.#warn();
    this.element.showModal();
  }

  #warn() {
    setText(
      this.#warning,
      this.#redact.checked
        ? 'API keys, tokens, passwords and the like become [REDACTED]. Not every secret can be known.'
        : 'The file will hold every secret that the events hold. Do not send it to others.',
    );
    this.#warning.classList.toggle('bad', !this.#redact.checked);
  }
}

export const styles = `
dialog {
  inline-size: min(440px, calc(100vw - 32px));
  max-block-size: calc(100vh - 32px);
  padding: 0;
  border: 1px solid var(--aeb-line);
  border-radius: 10px;
  background: var(--aeb-raised);
  box-shadow: var(--aeb-shadow);
  color: var(--aeb-ink);
  font: var(--aeb-text-m) / var(--aeb-leading) var(--aeb-font);
}

dialog::backdrop {
  background: rgb(10 12 16 / 0.4);
}

.dialog-head {
  display: flex;
  align-items: center;
  justify-content: space-between;
  padding: var(--aeb-2) var(--aeb-2) var(--aeb-2) var(--aeb-4);
  border-block-end: 1px solid var(--aeb-line);
}

.dialog-body {
  padding: var(--aeb-3) var(--aeb-4) var(--aeb-4);
}

.keys {
  inline-size: 100%;
  border-spacing: 0;
}

.keys th {
  padding: var(--aeb-3) 0 var(--aeb-1);
  color: var(--aeb-ink-3);
  font-size: var(--aeb-text-s);
  font-weight: 500;
  text-align: start;
}

.keys tr:first-child th {
  padding-block-start: 0;
}

.keys td {
  padding: 3px 0;
}

.keys td:first-child {
  inline-size: 132px;
}

.keys kbd + kbd {
  margin-inline-start: var(--aeb-1);
}

.hint {
  margin-block-start: var(--aeb-3);
  padding-block-start: var(--aeb-3);
  border-block-start: 1px solid var(--aeb-line);
  color: var(--aeb-ink-3);
}

fieldset {
  margin: 0 0 var(--aeb-4);
  padding: 0;
  border: 0;
}

legend {
  margin-block-end: var(--aeb-1);
  padding: 0;
  color: var(--aeb-ink-3);
  font-size: var(--aeb-text-s);
}

fieldset label {
  display: flex;
  align-items: center;
  gap: var(--aeb-2);
  min-block-size: var(--aeb-control);
}

fieldset input {
  accent-color: var(--aeb-accent);
}

.warning {
  margin-inline-start: 24px;
  color: var(--aeb-ink-3);
}

.warning.bad {
  color: var(--aeb-bad);
}

.actions {
  display: flex;
  justify-content: flex-end;
  gap: var(--aeb-2);
}
`;

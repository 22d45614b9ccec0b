// The line below the head that tells of one thing: that a log is being read, or why it was not.

import { h, setText } from '../dom.js';
import { plural } from '../format.js';
import { icon } from './icons.js';

export class Notice {
  element = h('div', { class: 'notice', hidden: true });

  /**
   * @param {string} name of the file
   * @param {() => void} onCancel
   * @returns {(events: number) => void} tells how far it is
   */
  showLoading(name, onCancel) {
    const progress = h('span', { class: 'note number' });
    this.#show(
      'loading',
      h('div', { role: 'status' }, h('strong', { text: `Reading ${name}` })),
      progress,
      button('Cancel', onCancel),
    );
    return (events) => setText(progress, plural(events, 'event'));
  }

  /**
   * @param {string} title
   * @param {string} text
   * @param {{ text: string, act: () => void }[]} actions
   */
  showError(title, text, actions) {
    this.#show(
      'error',
      icon('warning'),
      h('div', { role: 'alert' }, h('strong', { text: title }), ' ', h('span', { text })),
      ...actions.map(({ text: name, act }) => button(name, act)),
      h(
        'button',
        {
          class: 'button',
          type: 'button',
          'aria-label': 'Dismiss',
          title: 'Dismiss',
          onclick: () => this.hide(),
        },
        icon('close'),
      ),
    );
  }

  hide() {
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  /**
   * @param {string} kind
   * @param {...Node} content
   */
  #show(kind, ...content) {
    this.element.className = `notice ${kind}`;
    this.element.replaceChildren(...content);
    this.element.hidden = false;
  }
}

/**
 * @param {string} text
 * @param {() => void} onclick
 */
function button(text, onclick) {
  return h('button', { class: 'button outlined', type: 'button', text, onclick });
}

export const styles = `
.notice {
  position: relative;
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: var(--aeb-1) var(--aeb-2);
  min-block-size: 40px;
  padding: 6px var(--aeb-1) 6px var(--aeb-3);
  border-block-end: 1px solid var(--aeb-line);
}

.notice [role] {
  flex: 1;
  min-inline-size: 180px;
  overflow-wrap: anywhere;
}

.notice > .button:last-child {
  margin-inline-start: auto;
}

.notice .note {
  color: var(--aeb-ink-3);
}

.notice.error {
  background: var(--aeb-bad-soft);
}

.notice.error > .icon, .notice.error strong {
  color: var(--aeb-bad);
}

.notice.loading::after {
  position: absolute;
  inset-block-end: -1px;
  inset-inline-start: 0;
  inline-size: 30%;
  block-size: 2px;
  background: var(--aeb-accent);
  animation: aeb-loading 1.2s ease-in-out infinite;
  content: '';
}

@keyframes aeb-loading {
  from {
    translate: -100%;
  }

  to {
    translate: 340%;
  }
}

@media (prefers-reduced-motion: reduce) {
  .notice.loading::after {
    inline-size: 100%;
    animation: none;
  }
}
`;

// An event in one line: whom it is about, and what of it.

import { show } from '../show.js';
import { nounOf } from './model/meaning.js';
import { errorOf, numberOf, read, textOf } from './model/reading.js';

/** Of a subject or a detail, in UTF-16 units. */
const MAX_LENGTH = 160;

/**
 * @param {string} topic
 * @param {unknown} event
 * @returns {{ subject: string, detail: string }} texts of at most 160 UTF-16 units
 */
export function summaryOf(topic, event) {
  const subject = subjectOf(nounOf(topic), event);
  return { subject: clip(subject), detail: clip(detailOf(topic, event)) };
}

/**
 * @param {import('./model/meaning.js').Noun} noun
 * @param {unknown} event
 */
function subjectOf(noun, event) {
  const text = (/** @type {string} */ name) => textOf(event, name);
  switch (noun) {
    case 'tool':
      return text('tool') || text('name');
    case 'model':
      return text('model') || text('provider') || text('name');
    case 'run':
      return text('name') || text('agent');
    case 'agent':
      return text('agent') || text('from');
    case 'budget':
      return text('scope');
    case 'http':
      return `${text('method')} ${text('url')}`.trim();
    case 'human':
      return text('kind') || text('question');
    default:
      return '';
  }
}

/**
 * @param {string} topic
 * @param {unknown} event
 * @returns {string}
 */
function detailOf(topic, event) {
  const message = read(event, 'error') === undefined ? '' : errorOf(event).message;
  if (message !== '') return message;
  const noun = nounOf(topic);
  if (noun === 'budget') return budgetDetail(event);
  for (const name of ['result', 'output', 'delta', 'answer', 'reason', 'status', 'args', 'input']) {
    const member = read(event, name);
    if (typeof member === 'string') return member;
    if (member !== undefined) return show(member);
  }
  if (noun === 'agent') {
    const [turn, to] = [numberOf(event, 'turn'), textOf(event, 'to')];
    if (to !== '') return `→ ${to}`;
    if (turn !== undefined) return `turn ${turn}`;
  }
  if (noun === 'other' || noun === 'human') return event === undefined ? '' : show(event);
  return '';
}

/** @param {unknown} event */
function budgetDetail(event) {
  const numbers = ['amount', 'used', 'attempted', 'limit', 'remaining'].flatMap((name) => {
    const value = numberOf(event, name);
    return value === undefined ? [] : [`${name} ${value}`];
  });
  return [textOf(event, 'axis'), ...numbers].join(' · ');
}

/** @param {string} text */
function clip(text) {
  const start = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
  return start.replace(/\s+/g, ' ');
}

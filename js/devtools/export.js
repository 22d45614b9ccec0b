// Entries as a log that the toolkit reads and replays: the header, then one line for each.

import { serialize } from '../toolkit/serialize.js';

/** @typedef {import('./history.js').Entry} Entry */

export const LOG_TYPE = 'application/jsonl';
/** Lines after which the page gets its turn. */
const TURN = 500;

/**
 * @param {readonly Entry[]} entries
 * @param {{ redact: boolean, signal?: AbortSignal | undefined }} options whether secrets are taken out
 * @returns {Promise<Blob>}
 */
export async function logOf(entries, { redact, signal }) {
  const { createRedactor, HEADER, lineOf } = await import('./log-parts.js');
  const redactor = redact ? createRedactor() : undefined;
  /** @type {string[]} */
  const parts = [`${HEADER}\n`];
  for (let start = 0; start < entries.length; start += TURN) {
    if (start > 0) await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    let lines = '';
    for (const { seq, time, topic, event } of entries.slice(start, start + TURN)) {
      const json = serialize(event);
      lines += `${lineOf(seq, time, topic, redactor?.json(json) ?? json)}\n`;
    }
    parts.push(lines);
  }
  return new Blob(parts, { type: LOG_TYPE });
}

/**
 * An event as it would be in a log, to be read by people.
 *
 * @param {unknown} event
 */
export function prettyJson(event) {
  return JSON.stringify(JSON.parse(serialize(event)), null, 2);
}

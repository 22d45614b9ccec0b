// What can be read off the response of a model, whichever provider's it is.

import { callEngine, engineText } from './core.js';
import { serialize } from './serialize.js';

/**
 * @typedef {{ input: number, output: number, cacheRead: number, cacheWrite: number, reasoning: number }} Usage
 */

/**
 * @param {unknown} usage as a provider has it
 * @returns {Usage | undefined} undefined: it has no counts of tokens
 */
export function normalizeUsage(usage) {
  if (typeof usage !== 'object' || usage === null) return undefined;
  if (callEngine('Usage', 'normalize', serialize(usage)) === 0) return undefined;
  return JSON.parse(engineText());
}

/**
 * Where a response, or a chunk of one, has its usage.
 *
 * @param {unknown} response
 * @returns {unknown}
 */
export function usageIn(response) {
  const found = [
    get(response, 'usage'),
    get(response, 'response', 'usage'), // the last event of OpenAI's responses
    get(response, 'message', 'usage'), // the first event of Anthropic's messages
    get(response, 'usageMetadata'), // Google
    get(response, 'usage_metadata'), // LangChain
    get(response, 'totalUsage'), // the last part of the AI SDK
  ];
  // A promise, as some have it, is not awaited: that would start what the caller may not want.
  return found.find(
    (usage) => typeof usage === 'object' && usage !== null && get(usage, 'then') === undefined,
  );
}

/**
 * @param {unknown} response
 * @returns {string | undefined}
 */
export function stopReasonIn(response) {
  const found = [
    get(response, 'stop_reason'),
    get(response, 'delta', 'stop_reason'),
    get(response, 'stopReason'),
    get(response, 'finishReason'),
    get(response, 'choices', '0', 'finish_reason'),
    get(response, 'candidates', '0', 'finishReason'),
  ];
  return /** @type {string | undefined} */ (found.find((reason) => typeof reason === 'string'));
}

/**
 * @param {unknown} request
 * @returns {unknown} what of it is the prompt
 */
export function promptIn(request) {
  const names = ['messages', 'input', 'prompt', 'contents'];
  const found = names.map((name) => get(request, name)).find((value) => value !== undefined);
  return found ?? request;
}

/**
 * @param {unknown} request
 * @returns {number | undefined} how many tokens the answer may have
 */
export function maxTokensIn(request) {
  const names = [
    ...['max_tokens', 'max_completion_tokens', 'max_output_tokens'],
    ...['maxTokens', 'maxOutputTokens'],
  ];
  const found = names.map((name) => get(request, name));
  return /** @type {number | undefined} */ (found.find((value) => typeof value === 'number'));
}

/**
 * @param {unknown} value
 * @param {...string} path
 * @returns {unknown} undefined where it cannot be read
 */
function get(value, ...path) {
  let member = value;
  try {
    for (const key of path) {
      if (typeof member !== 'object' || member === null) return undefined;
      member = /** @type {Record<string, unknown>} */ (member)[key];
    }
  } catch {
    return undefined;
  }
  return member;
}

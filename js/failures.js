// What becomes of an error that a handler threw or rejected with: the subscription's onError gets
// it, else the bus's, else it stays with whoever publishes; with `onError: 'throw'`, at once. Nothing
// is lost on the way.

/**
 * @typedef {import('./subscription.js').OnError} OnError
 * @typedef {import('./subscription.js').Subscription} Subscription
 */

/** Characters of one of several messages. */
const MAX_SHOWN = 200;

/** @type {readonly unknown[]} */
const NOTHING = Object.freeze([]);

/**
 * Hands an error to those who asked for it.
 *
 * @param {unknown} error
 * @param {string} topic
 * @param {unknown} event
 * @param {Subscription} subscription
 * @param {OnError | 'throw' | undefined} ownOnError the subscription's
 * @param {OnError | undefined} busOnError
 * @returns {readonly unknown[]} what nobody took: nothing, or the error, followed by those that
 *   were thrown on its way
 */
export function report(error, topic, event, subscription, ownOnError, busOnError) {
  const errors = [error];
  if (ownOnError === 'throw') return errors;
  for (const onError of [ownOnError, busOnError]) {
    if (onError === undefined) continue;
    const told = combine(errors);
    try {
      onError(told, topic, event, subscription);
      return NOTHING;
    } catch (another) {
      // Thrown again, the error is passed on; anything else joins it.
      if (another !== told) errors.push(another);
    }
  }
  return errors;
}

/**
 * One error that stands for all of `errors`: the only one itself, or an AggregateError.
 *
 * @param {readonly unknown[]} errors at least one
 */
export function combine(errors) {
  if (errors.length === 1) return errors[0];
  const shown = errors.slice(0, 3).map(messageOf).join('; ');
  const more = errors.length > 3 ? `; and ${errors.length - 3} more` : '';
  return new AggregateError(errors, `${errors.length} errors in handlers: ${shown}${more}`);
}

/**
 * Lets errors that have nobody to go to appear as an unhandled rejection, with the same reason.
 *
 * @param {readonly unknown[]} errors
 */
export function surface(errors) {
  if (errors.length > 0) Promise.reject(combine(errors));
}

/** @param {unknown} error anything that can be thrown */
function messageOf(error) {
  try {
    const message = String(error instanceof Error ? error.message : error);
    return message.length > MAX_SHOWN ? `${message.slice(0, MAX_SHOWN)}…` : message;
  } catch {
    return 'an error that cannot be shown';
  }
}

// What was thrown, as events say it: { type, message, code, stack }.

/**
 * @param {unknown} error anything
 * @returns {{ type: string, message: string, code?: string | number, stack?: string }}
 */
export function describeError(error) {
  if (typeof error !== 'object' || error === null) {
    return {
      type: typeof error,
      message: typeof error === 'symbol' ? error.toString() : `${error}`,
    };
  }
  const type = read(error, 'name') ?? read(read(error, 'constructor'), 'name');
  const message = read(error, 'message');
  const code = read(error, 'code');
  const stack = read(error, 'stack');
  return {
    type: typeof type === 'string' && type !== '' ? type : 'Error',
    message: typeof message === 'string' ? message : 'something was thrown that has no message',
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof stack === 'string' ? { stack } : {}),
  };
}

/**
 * @param {unknown} value
 * @param {string} key
 * @returns {unknown} undefined where it cannot be read
 */
function read(value, key) {
  try {
    return /** @type {Record<string, unknown>} */ (value)[key];
  } catch {
    return undefined;
  }
}

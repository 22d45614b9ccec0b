// Warnings of the process, for what nobody asked to be told of.

/**
 * @param {string} code
 * @param {string} message
 */
export function warn(code, message) {
  const { process } = /** @type {{ process?: { emitWarning?: Function } }} */ (globalThis);
  process?.emitWarning?.(message, { type: 'AgentEventBusWarning', code });
}

// How many tokens a prompt may have, from its length.

/** English prose has about that many characters to a token; code and other scripts have fewer. */
const CHARACTERS_PER_TOKEN = 4;
/** Values looked at; what is beyond them counts as nothing. */
const MAX_VALUES = 100_000;
const MAX_DEPTH = 100;

/**
 * @param {unknown} prompt messages, of whatever shape
 * @returns {number} a whole number of tokens
 */
export function estimateTokens(prompt) {
  let left = MAX_VALUES;
  let characters = 0;
  /**
   * @param {unknown} value
   * @param {number} depth
   */
  const count = (value, depth) => {
    if (left-- <= 0 || depth > MAX_DEPTH) return;
    if (typeof value === 'string') characters += value.length;
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
    for (const member of Object.values(value)) count(member, depth + 1);
  };
  try {
    count(prompt, 0);
  } catch {
    // A getter or a proxy that throws: what was counted so far is the estimate.
  }
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

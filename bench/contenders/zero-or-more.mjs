// The name of the wildcard for several segments in qlobber and mqemitter.

/** @param {string} pattern */
export const zeroOrMore = (pattern) =>
  pattern.includes('**') ? pattern.replaceAll('**', '#') : pattern;

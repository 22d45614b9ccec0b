// Random, but the same again for the same seed.

/**
 * The generator mulberry32.
 *
 * @param {number} seed
 * @returns {(below: number) => number} whole numbers from 0
 */
export function generator(seed) {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), 61 | bits);
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/**
 * @template T
 * @param {T[]} list is left as it is
 * @param {(below: number) => number} random
 */
export function shuffled(list, random) {
  const result = [...list];
  for (let i = result.length - 1; i > 0; i--) {
    const other = random(i + 1);
    [result[i], result[other]] = [result[other], result[i]];
  }
  return result;
}

/**
 * Random integers below a bound, the same for the same seed. Source: the mulberry32 generator.
 *
 * @param {number} state the seed
 * @returns {(below: number) => number}
 */
export function generator(state) {
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

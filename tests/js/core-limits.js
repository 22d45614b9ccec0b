// Brings the core to its limits: of memory, and of the stack.

const { grow } = WebAssembly.Memory.prototype;

/** Runs `action` while `refuses`, called with the number of the growth, may refuse it. */
export function withGrowth(refuses, action) {
  let growths = 0;
  let refused = 0;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (refuses(++growths)) {
      refused++;
      throw new RangeError('no memory');
    }
    return grow.call(this, pages);
  };
  try {
    action();
  } finally {
    WebAssembly.Memory.prototype.grow = grow;
  }
  return { growths, refused };
}

/**
 * Overflows the stack, then calls `action` from each of the last `frames` frames before its end, the
 * last one first. Returns how many of the calls ran out of stack.
 */
export function atStackEdge(frames, action) {
  let frame = 0;
  let overflows = 0;
  const dive = () => {
    try {
      dive();
    } catch (error) {
      // Of a regular expression, the lack of stack makes a SyntaxError.
      if (!/call stack/.test(error.message)) throw error;
      overflows++;
    }
    if (frame < frames) action(++frame);
  };
  dive();
  return overflows - 1; // without that of the dive itself
}

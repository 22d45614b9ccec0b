// Spans as the rows of a tree, one below the other, and the times that they cover.

/**
 * @typedef {import('./span.js').Span} Span
 * @typedef {import('./spans.js').Spans} Spans
 *
 * @typedef {object} Row
 * @property {Span} span
 * @property {object} key its start, which outlives a span that is made again; else the span
 * @property {number} depth 0 for one without a parent
 * @property {number} position among those of the same parent, from 1
 * @property {number} siblings how many have the same parent, itself included
 * @property {boolean | undefined} expanded undefined: nothing is in it
 *
 * @typedef {object} TimeRange milliseconds since 1970
 * @property {number} from
 * @property {number} to
 */

/**
 * @param {Iterable<Span>} roots
 * @param {number} count of the roots
 * @param {{ has(key: object): boolean }} collapsed keys of those whose children are not shown
 * @returns {Row[]}
 */
export function rowsOf(roots, count, collapsed) {
  /** @type {Row[]} */
  const rows = [];
  // No recursion: how deep calls are nested is up to who publishes.
  const stack = [{ left: roots[Symbol.iterator](), siblings: count, position: 0 }];
  while (stack.length > 0) {
    const level = stack[stack.length - 1];
    const { done, value: span } = level.left.next();
    if (done) {
      stack.pop();
      continue;
    }
    const { children } = span;
    const key = span.startEntry ?? span;
    const isParent = children !== undefined && children.size > 0;
    const expanded = isParent ? !collapsed.has(key) : undefined;
    const position = ++level.position;
    const { siblings } = level;
    rows.push({ key, span, depth: stack.length - 1, position, siblings, expanded });
    if (isParent && expanded) {
      stack.push({ left: children.values(), siblings: children.size, position: 0 });
    }
  }
  return rows;
}

/**
 * The time that these spans take up.
 *
 * @param {Iterable<Span>} spans
 * @param {number} now where those end that are open
 * @returns {TimeRange | undefined} undefined: there are none
 */
export function timeOf(spans, now) {
  let from = Infinity;
  let to = -Infinity;
  for (const { start, end } of spans) {
    from = Math.min(from, start);
    to = Math.max(to, end === Infinity ? now : end, start);
  }
  return from === Infinity ? undefined : { from, to };
}

/**
 * The top of the tree that a span is in.
 *
 * @param {Span} span
 */
export function rootOf(span) {
  let root = span;
  while (root.parent !== undefined) root = root.parent;
  return root;
}

/**
 * What is going on: those roots that are open, else the one that began last.
 *
 * @param {Spans} spans
 * @returns {Span[]}
 */
export function latestRoots({ roots }) {
  /** @type {Span | undefined} */
  let last;
  const open = [];
  for (const root of roots) {
    if (root.isOpen) open.push(root);
    if (last === undefined || root.start >= last.start) last = root;
  }
  return open.length > 0 || last === undefined ? open : [last];
}

// The tree of topics as rows, one below the other, in the order of the alphabet.

/**
 * @typedef {import('./topic-tree.js').TopicNode} TopicNode
 *
 * @typedef {object} TopicRow
 * @property {TopicNode} node
 * @property {unknown} key the topic; of a row for others the node
 * @property {number} depth 0 for the first segment
 * @property {number} position among those of the same parent, from 1
 * @property {number} siblings how many have the same parent, itself included
 * @property {boolean | undefined} expanded undefined: nothing is in it
 */

/**
 * @param {TopicNode} root which is no row itself
 * @param {ReadonlySet<string>} collapsed topics whose children are not shown
 * @returns {TopicRow[]}
 */
export function topicRows(root, collapsed) {
  /** @type {TopicRow[]} */
  const rows = [];
  // No recursion: a topic has up to 128 segments, and its rows are made in each frame.
  const stack = [levelOf(root)];
  while (stack.length > 0) {
    const level = stack[stack.length - 1];
    const node = level.nodes[level.position];
    if (node === undefined) {
      stack.pop();
      continue;
    }
    level.position++;
    const key = node.isOthers ? node : node.topic;
    const expanded = hasChildren(node) ? !collapsed.has(node.topic) : undefined;
    const { position } = level;
    const siblings = level.nodes.length;
    rows.push({ key, node, depth: stack.length - 1, position, siblings, expanded });
    if (expanded) stack.push(levelOf(node));
  }
  return rows;
}

/** @param {TopicNode} node */
export function hasChildren(node) {
  return node.children.size > 0 || node.others !== undefined;
}

/** @param {TopicNode} node */
function levelOf({ children, others }) {
  const nodes = [...children.values()].sort((a, b) => (a.segment < b.segment ? -1 : 1));
  if (others !== undefined) nodes.push(others);
  return { nodes, position: 0 };
}

// Kinds of errors as rows, and below those that are expanded their events.

/**
 * @typedef {import('./errors.js').ErrorGroup} ErrorGroup
 * @typedef {import('./reading.js').Entry} Entry
 *
 * @typedef {object} ErrorRow
 * @property {unknown} key of the group, or the entry
 * @property {ErrorGroup} group
 * @property {Entry | undefined} entry undefined: it is the row of the group
 * @property {number} depth
 * @property {number} position from 1
 * @property {number} siblings
 * @property {boolean | undefined} expanded
 */

/**
 * @param {readonly ErrorGroup[]} groups
 * @param {ReadonlySet<string>} expanded keys of groups
 * @returns {ErrorRow[]}
 */
export function errorRows(groups, expanded) {
  return groups.flatMap((group, i) => {
    const isExpanded = expanded.has(group.key);
    /** @type {ErrorRow} */
    const row = {
      ...{ key: group.key, group, entry: undefined, depth: 0, expanded: isExpanded },
      ...{ position: i + 1, siblings: groups.length },
    };
    if (!isExpanded) return [row];
    // The newest first, as the groups are.
    const samples = [...group.samples].reverse().map((entry, i, all) => ({
      ...{ key: entry, group, entry, depth: 1, expanded: undefined },
      ...{ position: i + 1, siblings: all.length },
    }));
    return [row, ...samples];
  });
}

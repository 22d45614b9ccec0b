// What is said at the end of a run.

/**
 * How often, how long and how well each tool was called, as a table.
 *
 * @param {import('agent-event-bus/toolkit').TraceReport} report
 */
export function tableOf({ tools }) {
  const rows = Object.entries(tools).map(([tool, { calls, failures, latencyMs }]) => {
    const ms = (name) => latencyMs?.[name].toFixed(1) ?? '-';
    return [tool, `${calls}`, `${failures}`, ms('p50'), ms('p95'), ms('max')];
  });
  const table = [['tool', 'calls', 'failures', 'p50 ms', 'p95 ms', 'max ms'], ...rows];
  const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)));
  return table
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
        .join('  '),
    )
    .join('\n');
}

/**
 * What is left of a budget.
 *
 * @param {import('agent-event-bus/toolkit').BudgetStatus} status
 */
export function leftOf({ scopes }) {
  return Object.entries(scopes)
    .flatMap(([scope, axes]) =>
      Object.entries(axes).map(
        ([axis, { remaining, limit }]) => `${remaining} of ${limit} ${axis} (${scope})`,
      ),
    )
    .join(', ');
}

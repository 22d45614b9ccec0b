// The scrubber clears the models and fills them with the beginning of a recording: what they come to
// must depend on the events alone, and not on how they came.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Budgets } from '../../../../js/devtools/model/budgets.js';
import { Errors } from '../../../../js/devtools/model/errors.js';
import { Series } from '../../../../js/devtools/model/series.js';
import { rowsOf } from '../../../../js/devtools/model/span-rows.js';
import { Spans } from '../../../../js/devtools/model/spans.js';
import { topicRows } from '../../../../js/devtools/model/topic-rows.js';
import { TopicTree } from '../../../../js/devtools/model/topic-tree.js';
import { anyCuts, anyEntries, parameters, pieces, seed, T0 } from './support.js';

const NOW = T0 + 30_000;

/** Each model, and all that can be seen of it. */
const models = {
  spans: [
    () => new Spans(20),
    (spans) => ({
      rows: rowsOf(spans.roots, spans.roots.size, new Set()).map(
        ({ key, span: { parent, children, ...span }, ...row }) => ({
          ...row,
          ...span,
          parent: parent?.key,
        }),
      ),
      forgotten: spans.forgotten,
      open: spans.open.size,
    }),
  ],
  topics: [
    () => new TopicTree(8),
    (tree) =>
      topicRows(tree.root, new Set()).map(({ key, node, ...row }) => [
        ...[row, node.topic, node.count, node.own, node.last],
        ...[node.rate.perSecond(NOW, 1), node.rate.history(NOW)],
      ]),
  ],
  series: [
    () => new Series(),
    (series) => ({
      ...{ width: series.width, range: series.range },
      subjects: [...series.subjects('tool'), ...series.subjects('model')].map(
        ({ name, total, buckets }) => [name, total, buckets, total.latency.percentile(0.95)],
      ),
    }),
  ],
  budgets: [() => new Budgets(), (budgets) => budgets.accounts],
  errors: [() => new Errors(), (errors) => [errors.groups, errors.total]],
};

for (const [name, [make, seen]] of Object.entries(models)) {
  test(`${name}: in any pieces, and after clear(), the same (seed ${seed})`, () => {
    const property = fc.property(anyEntries, anyCuts, anyEntries, (list, cuts, before) => {
      const [whole, cut] = [make(), make()];
      whole.add(list);
      cut.add(before);
      cut.clear();
      for (const piece of pieces(list, cuts)) cut.add(piece);
      assert.deepEqual(seen(cut), seen(whole));
    });
    fc.assert(property, parameters);
  });
}

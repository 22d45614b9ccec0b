// A matcher, not a bus: it says who gets a topic, and the caller calls them. It promises no order.
//
// Its `#` stands for zero or more segments, our `**` for one or more; no topic here tells them apart.

import { zeroOrMore } from './zero-or-more.mjs';

/** @param {any} matcher */
const use = (matcher) => ({
  add: (pattern, handler) => matcher.add(zeroOrMore(pattern), handler),
  remove: (pattern, handler) => matcher.remove(zeroOrMore(pattern), handler),
  publish(topic, event) {
    for (const handler of matcher.match(topic)) handler(topic, event);
  },
});

/** @type {import('./index.mjs').Contender} */
export const qlobber = {
  name: 'qlobber',
  package: 'qlobber',
  module: 'qlobber',
  handlers: 'pair',
  wildcards: true,
  open: ({ default: { Qlobber } }) => use(new Qlobber()),
};

/** With its option for topics that recur; it costs dear where they do not. */
export const qlobberCaching = {
  ...qlobber,
  variant: true,
  name: 'qlobber, cache_splits',
  open: ({ default: { Qlobber } }) => use(new Qlobber({ cache_splits: 16_384 })),
};

// Over qlobber, with one object for each event, and handlers that say by a callback that they are
// done. It removes handlers by setImmediate, so it is not in the scenarios that unsubscribe.

import { zeroOrMore } from './zero-or-more.mjs';

/** @type {import('./index.mjs').Contender} */
export const mqemitter = {
  name: 'mqemitter',
  package: 'mqemitter',
  module: 'mqemitter',
  handlers: 'message',
  wildcards: true,
  open({ default: create }) {
    const emitter = create({ separator: '.', wildcardOne: '*', wildcardSome: '#' });
    return {
      add: (pattern, handler) => emitter.on(zeroOrMore(pattern), handler),
      publish: (topic, event) => emitter.emit({ topic, event }),
      publishAsync: (topic, event) =>
        new Promise((resolve) => {
          emitter.emit({ topic, event }, resolve);
        }),
    };
  },
};

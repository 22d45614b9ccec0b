// Hands over one value, so who wants the topic too must put it there: an object for each event.
// A handler can be removed, but there is no once.

/** @type {import('./index.mjs').Contender} */
export const mitt = {
  name: 'mitt',
  package: 'mitt',
  module: 'mitt',
  handlers: 'envelope',
  wildcards: false,
  open({ default: create }) {
    const emitter = create();
    return {
      add: (name, handler) => emitter.on(name, handler),
      remove: (name, handler) => emitter.off(name, handler),
      publish: (topic, event) => emitter.emit(topic, { topic, event }),
    };
  },
};

// The same API as EventEmitter of Node, and called the same way.

/** @type {import('./index.mjs').Contender} */
export const eventemitter3 = {
  name: 'eventemitter3',
  package: 'eventemitter3',
  module: 'eventemitter3',
  handlers: 'pair',
  wildcards: false,
  open({ EventEmitter }) {
    const emitter = new EventEmitter();
    return {
      add: (name, handler) => emitter.on(name, handler),
      remove: (name, handler) => emitter.off(name, handler),
      once: (name, handler) => emitter.once(name, handler),
      publish: (topic, event) => emitter.emit(topic, topic, event),
    };
  },
};

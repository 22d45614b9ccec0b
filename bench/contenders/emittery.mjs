// Asynchronous only: handlers are called in a later microtask. Hands over one value, as mitt does.

/** @type {import('./index.mjs').Contender} */
export const emittery = {
  name: 'emittery',
  package: 'emittery',
  module: 'emittery',
  handlers: 'envelope',
  wildcards: false,
  open({ default: Emittery }) {
    const emitter = new Emittery();
    return {
      add: (name, handler) => emitter.on(name, handler),
      remove: (_name, _handler, off) => off(),
      publishAsync: (topic, event) => emitter.emit(topic, { topic, event }),
    };
  },
};

// The API of EventEmitter again. It compiles its list of listeners by `new Function`, which a strict
// Content-Security-Policy forbids; this is that faster variant, the default.

/** @type {import('./index.mjs').Contender} */
export const tseep = {
  name: 'tseep',
  package: 'tseep',
  module: 'tseep',
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

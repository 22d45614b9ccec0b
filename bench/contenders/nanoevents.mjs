// Passes all arguments on. Once is the few lines that its documentation gives for it.

/** @type {import('./index.mjs').Contender} */
export const nanoevents = {
  name: 'nanoevents',
  package: 'nanoevents',
  module: 'nanoevents',
  handlers: 'pair',
  wildcards: false,
  open({ createNanoEvents }) {
    const emitter = createNanoEvents();
    return {
      add: (name, handler) => emitter.on(name, handler),
      remove: (_name, _handler, unbind) => unbind(),
      once(name, handler) {
        const unbind = emitter.on(name, (...args) => {
          unbind();
          handler(...args);
        });
      },
      publish: (topic, event) => emitter.emit(topic, topic, event),
    };
  },
};

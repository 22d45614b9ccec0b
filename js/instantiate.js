// Makes an instance of a module that Emscripten and scripts/build.mjs made: at once, from bytes that
// are in the JavaScript.

/** Some 100 KB of stack. */
const NEEDED_FRAMES = 2_000;

/**
 * Throws a RangeError if the stack has no room for so many frames. Short of that, making an instance
 * would fail too, but not as harmlessly: where no stack is left to compile a regular expression of
 * the glue, V8 ends the process.
 *
 * @param {number} frames
 * @returns {number}
 */
function stackOf(frames) {
  return frames === 0 ? 0 : 1 + stackOf(frames - 1);
}

/**
 * @param {(options: object) => any} createGlue of the module
 * @param {() => WebAssembly.Module} compile asked once there is stack enough
 * @returns {{ glue: any, memory: WebAssembly.Memory }} what the glue has bound, and the memory behind it
 * @throws what keeps it from being made
 */
export function instantiate(createGlue, compile) {
  stackOf(NEEDED_FRAMES);
  const module = compile();
  /** @type {WebAssembly.Exports} */
  let exports = {};
  /** @type {unknown} */
  let failure;
  const glue = createGlue({
    printErr() {}, // what it has to say is in the error that it throws
    /**
     * @param {WebAssembly.Imports} imports
     * @param {(instance: WebAssembly.Instance, module: WebAssembly.Module) => void} receive
     */
    instantiateWasm(imports, receive) {
      try {
        const instance = new WebAssembly.Instance(module, imports);
        exports = instance.exports;
        receive(instance, module);
      } catch (error) {
        failure = error; // which the glue would swallow
      }
      return exports;
    },
  });
  // The linker renames the export, so it is known by its type.
  const memory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
  if (memory === undefined) throw failure;
  return { glue, memory };
}

// How a call ends: at once, by a promise, or when its stream has been read. Whoever called gets what
// the function returned, or threw; at most it is another object that behaves the same.

const { then: nativeThen } = Promise.prototype;

/**
 * @typedef {object} Watch told how it ends, exactly once
 * @property {(value: unknown) => void} succeed
 * @property {(error: unknown) => void} fail
 * @property {Streaming} [streaming] absent: a stream is a value like others
 *
 * @typedef {object} Streaming
 * @property {(chunk: unknown) => void} chunk
 * @property {(complete: boolean) => void} end false: the reader left before the end
 */

/**
 * @template T
 * @param {() => T} call
 * @param {Watch} watch
 * @returns {T}
 */
export function follow(call, watch) {
  let result;
  try {
    result = call();
  } catch (error) {
    watch.fail(error);
    throw error;
  }
  return /** @type {T} */ (followResult(result, watch));
}

/**
 * @param {unknown} result
 * @param {Watch} watch
 */
function followResult(result, watch) {
  const then = thenOf(result);
  if (then === undefined) return followValue(result, watch);
  const promise = /** @type {PromiseLike<unknown>} */ (result);
  const derive = () => {
    const settled =
      promise instanceof Promise
        ? promise
        : new Promise((resolve, reject) => then.call(promise, resolve, reject));
    return settled.then(
      (value) => followValue(value, watch),
      (error) => {
        watch.fail(error);
        throw error;
      },
    );
  };
  if (!(promise instanceof Promise)) return standIn(promise, derive);
  const derived = derive();
  // A subclass has methods of its own, which its users call: OpenAI's `withResponse`, for instance.
  const isPlain = then === nativeThen && promise.constructor === Promise;
  return isPlain ? derived : standIn(promise, () => derived);
}

/**
 * @param {unknown} value
 * @returns {Function | undefined} its `then`
 */
function thenOf(value) {
  if (typeof value !== 'object' && typeof value !== 'function') return undefined;
  try {
    const then = /** @type {{ then?: unknown } | null} */ (value)?.then;
    return typeof then === 'function' ? then : undefined;
  } catch {
    return undefined; // whoever awaits it will see
  }
}

/**
 * The promise, but for what `await` uses of it.
 *
 * @param {PromiseLike<unknown>} promise
 * @param {() => Promise<unknown>} derive called when first awaited, at most once
 */
function standIn(promise, derive) {
  /** @type {Promise<unknown> | undefined} */
  let derived;
  return withMembers(promise, (key) => {
    if (key !== 'then' && key !== 'catch' && key !== 'finally') return undefined;
    derived ??= derive();
    return derived[key].bind(derived);
  });
}

/**
 * @param {unknown} value
 * @param {Watch} watch
 */
function followValue(value, watch) {
  const { streaming } = watch;
  if (streaming !== undefined) {
    if (isReadable(value)) return followReadable(value, onceOver(streaming, watch.fail));
    if (isAsyncIterable(value)) return followIterable(value, onceOver(streaming, watch.fail));
  }
  watch.succeed(value);
  return value;
}

/**
 * @param {unknown} value
 * @returns {value is ReadableStream<unknown>} one that can still be read
 */
function isReadable(value) {
  return typeof ReadableStream === 'function' && value instanceof ReadableStream && !value.locked;
}

/**
 * @param {unknown} value
 * @returns {value is AsyncIterable<unknown>}
 */
function isAsyncIterable(value) {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return (
      typeof (/** @type {Partial<AsyncIterable<unknown>>} */ (value)[Symbol.asyncIterator]) ===
      'function'
    );
  } catch {
    return false;
  }
}

/**
 * @param {Streaming} streaming
 * @param {(error: unknown) => void} fail
 */
function onceOver({ chunk, end }, fail) {
  let over = false;
  /** @param {() => void} tell */
  const finish = (tell) => {
    if (over) return;
    over = true;
    tell();
  };
  return {
    /**
     * A chunk has come, or the end.
     *
     * @param {{ done?: boolean, value?: unknown }} result
     */
    read({ done, value }) {
      if (done) finish(() => end(true));
      else if (!over) chunk(value);
    },
    leave: () => finish(() => end(false)),
    /** @param {unknown} error */
    fail: (error) => finish(() => fail(error)),
  };
}

/** How a reader ends an iterator before its time. */
const LEAVING = /* @__PURE__ */ new Set(['return', 'throw']);

/**
 * The stream, with what is read from it watched, by a `for await` or by hand.
 *
 * @param {any} source an async iterable, or an iterator
 * @param {ReturnType<typeof onceOver>} told
 */
function followIterable(source, told) {
  return withMembers(source, (key) => {
    const method = source[key];
    if (typeof method !== 'function') return undefined;
    if (key === Symbol.asyncIterator) return () => followIterable(method.call(source), told);
    if (key === 'next') {
      return async (/** @type {unknown[]} */ ...args) => {
        try {
          const result = await method.apply(source, args);
          told.read(result);
          return result;
        } catch (error) {
          told.fail(error);
          throw error;
        }
      };
    }
    if (typeof key === 'symbol' || !LEAVING.has(key)) return undefined;
    return (/** @type {unknown[]} */ ...args) => {
      told.leave();
      return method.apply(source, args);
    };
  });
}

/**
 * A ReadableStream of the same chunks: a real one, for a Response, or a pipe, takes no other.
 *
 * @param {ReadableStream<unknown>} stream
 * @param {ReturnType<typeof onceOver>} told
 */
function followReadable(stream, told) {
  const reader = stream.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const result = await reader.read();
          told.read(result);
          if (result.done) controller.close();
          else controller.enqueue(result.value);
        } catch (error) {
          told.fail(error);
          controller.error(error);
        }
      },
      cancel(reason) {
        told.leave();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 }, // nothing is read before somebody asks
  );
}

/**
 * An object that is `target`, but for some members.
 *
 * @template {object} T
 * @param {T} target
 * @param {(key: string | symbol) => unknown} member undefined: that of the target
 * @returns {T}
 */
function withMembers(target, member) {
  return new Proxy(target, {
    get(_target, key) {
      const value = /** @type {any} */ (target)[key];
      const property = Object.getOwnPropertyDescriptor(target, key);
      // A proxy must not tell anything else of what cannot change.
      if (property?.configurable === false && property.writable === false) return value;
      const own = member(key);
      if (own !== undefined) return own;
      // Methods of classes with private fields want the object itself.
      return typeof value === 'function' && key !== 'constructor' ? value.bind(target) : value;
    },
    set(_target, key, value) {
      return Reflect.set(target, key, value);
    },
  });
}

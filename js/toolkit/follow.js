// How a call ends: at once, by a promise, or when its stream has been read. Whoever called gets what
// the function returned, or threw, and cannot tell that somebody watched.

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
  if (streaming !== undefined && isAsyncIterable(value)) {
    return followStream(value, streaming, watch.fail);
  }
  watch.succeed(value);
  return value;
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
 * The stream, with the chunks that are read from it watched: by a `for await`, by `next()`, or by a
 * reader of a ReadableStream.
 *
 * @param {AsyncIterable<unknown>} stream
 * @param {Streaming} streaming
 * @param {(error: unknown) => void} fail
 */
function followStream(stream, streaming, fail) {
  let over = false;
  /** @param {() => void} tell */
  const finish = (tell) => {
    if (over) return;
    over = true;
    tell();
  };
  /**
   * @param {() => unknown} step
   * @param {boolean} leaves it is the reader who ends it
   */
  const follow = async (step, leaves) => {
    try {
      const result = /** @type {IteratorResult<unknown>} */ (await step());
      if (leaves) finish(() => streaming.end(false));
      else if (result.done) finish(() => streaming.end(true));
      else if (!over) streaming.chunk(result.value);
      return result;
    } catch (error) {
      finish(() => fail(error));
      throw error;
    }
  };
  /** @param {any} source an iterator, or a reader */
  const watched = (source) =>
    withMembers(source, (key) => {
      const method = source[key];
      if (typeof method !== 'function') return undefined;
      if (key === 'next' || key === 'read') {
        return (/** @type {unknown[]} */ ...args) =>
          follow(() => method.apply(source, args), false);
      }
      if (key === 'return' || key === 'cancel') {
        return (/** @type {unknown[]} */ ...args) => follow(() => method.apply(source, args), true);
      }
      // What the reader throws in is no failure of the stream, but it may end it.
      if (key === 'throw') {
        return (/** @type {unknown[]} */ ...args) =>
          follow(() => method.apply(source, args), false);
      }
      if (key === Symbol.asyncIterator) return () => watched(method.call(source));
      return undefined;
    });
  return withMembers(watched(stream), (key) => {
    const open = /** @type {any} */ (stream)[key];
    if (key !== 'getReader' || typeof open !== 'function') return undefined;
    return (/** @type {unknown[]} */ ...args) => watched(open.apply(stream, args));
  });
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

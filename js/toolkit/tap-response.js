// Sees the body of a Response while its owner reads it.
//
// The Response stays the very object that `fetch` returned. Its ways to the body are replaced on the
// object itself: they do what they did, at the pace of whoever reads, and note the bytes that pass.
// Nothing is read ahead, and nothing that is not asked for.

/** @typedef {import('./captured-body.js').CapturedBody} CapturedBody */

/** The ways to read all of it. */
const READERS = ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text'];

/**
 * @param {Response} response with a body
 * @param {CapturedBody} captured
 * @returns {boolean} false if it cannot be seen: the object does not allow it
 */
export function tapResponse(response, captured) {
  try {
    const body = new TappedBody(response, captured);
    /** @type {PropertyDescriptorMap} */
    const members = { body: { get: () => body.stream, configurable: true } };
    for (const name of [...READERS, 'clone']) {
      const method = /** @type {any} */ (response)[name];
      if (typeof method !== 'function') continue;
      /** @param {...unknown} args */
      const value = (...args) =>
        name === 'clone' ? body.clone(method) : body.readAll(name, method, args);
      members[name] = { value, configurable: true, writable: true };
    }
    Object.defineProperties(response, members);
    return true;
  } catch {
    return false;
  }
}

class TappedBody {
  #response;
  #captured;
  #getBody;
  /** @type {ReadableStream | undefined} */
  #stream;

  /**
   * @param {Response} response
   * @param {CapturedBody} captured
   */
  constructor(response, captured) {
    this.#response = response;
    this.#captured = captured;
    this.#getBody = getterOf(response, 'body');
  }

  get stream() {
    const body = this.#getBody.call(this.#response);
    // Somebody else reads it, and that must show.
    if (body === null || (body.locked && this.#stream === undefined)) return body;
    // A clone() replaces the body as long as nobody reads it, so it is asked for when that begins.
    this.#stream ??= passThrough(body, () => this.#getBody.call(this.#response), this.#captured);
    return this.#stream;
  }

  /**
   * @param {string} name
   * @param {Function} method
   * @param {unknown[]} args
   */
  readAll(name, method, args) {
    const { bodyUsed, headers } = this.#response;
    const { stream } = this;
    // What was read already is refused in the words of the one whose method it is.
    if (bodyUsed || stream === null || stream !== this.#stream) {
      return Reflect.apply(method, this.#response, args);
    }
    try {
      const reading = /** @type {any} */ (new Response(stream, { headers }));
      return reading[name](...args);
    } catch (error) {
      return Promise.reject(error); // somebody holds a reader of it
    }
  }

  /** @param {Function} method */
  clone(method) {
    const copy = method.call(this.#response);
    tapResponse(copy, this.#captured); // its bytes are the same: whoever is first is heard
    return copy;
  }
}

/**
 * @param {object} target
 * @param {string} name
 * @returns {() => any}
 */
function getterOf(target, name) {
  for (let at = Object.getPrototypeOf(target); at !== null; at = Object.getPrototypeOf(at)) {
    const getter = Object.getOwnPropertyDescriptor(at, name)?.get;
    if (getter !== undefined) return getter;
  }
  throw new TypeError('Not a Response');
}

/**
 * A stream of the same bytes, each chunk read when it is asked for.
 *
 * @param {ReadableStream} body
 * @param {() => ReadableStream} latest the body, when reading begins
 * @param {CapturedBody} captured
 */
function passThrough(body, latest, captured) {
  /** @type {ReadableStreamDefaultReader | undefined} */
  let reader;
  let heard = false;
  const begin = () => {
    if (reader === undefined) {
      reader = latest().getReader();
      heard = !captured.begun;
      captured.begun = true;
    }
    return reader;
  };
  const source = {
    /** @param {any} controller */
    async pull(controller) {
      try {
        let { done, value } = await begin().read();
        while (!done && value?.byteLength === 0) ({ done, value } = await begin().read());
        if (!done) {
          if (heard) captured.add(value);
          controller.enqueue(value);
          return;
        }
      } catch (error) {
        controller.error(error);
        if (heard) captured.end('failed', error);
        return;
      }
      controller.close();
      controller.byobRequest?.respond(0); // else a reader with a buffer of its own would wait
      if (heard) captured.end('complete');
    },
    /** @param {unknown} reason */
    async cancel(reason) {
      const cancelled = begin().cancel(reason);
      if (heard) captured.end('cancelled');
      await cancelled;
    },
  };
  const strategy = { highWaterMark: 0 };
  return isByteStream(body)
    ? new ReadableStream({ ...source, type: 'bytes' }, strategy)
    : new ReadableStream(source, strategy);
}

/** @param {ReadableStream} body */
function isByteStream(body) {
  try {
    body.getReader({ mode: 'byob' }).releaseLock();
    return true;
  } catch {
    return false;
  }
}

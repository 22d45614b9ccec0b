// A channel that is closed while its page is hidden, as far as it can be opened again.
//
// A page that is left may be kept, frozen, to be shown again. Browsers do not keep a page with an
// open BroadcastChannel, or close it behind its back; so it is closed first, and opened when the page
// comes back.

import { channelOf } from './channels.js';

/**
 * @typedef {import('./channels.js').Channel} Channel
 *
 * @typedef {import('./channels.js').Listener & { onOpen: () => void, onClose: () => void }} Callbacks
 *
 * @typedef {object} Page what there is of it, where this runs
 * @property {(type: string, handler: (event: { persisted?: boolean }) => void) => void} [addEventListener]
 * @property {(type: string, handler: (event: { persisted?: boolean }) => void) => void} [removeEventListener]
 * @property {object} [document]
 */

/**
 * @param {unknown} given a channel, a port, or a function that makes one
 * @param {Callbacks} callbacks
 */
export function reopenable(given, callbacks) {
  const make = makerOf(given);
  const page = /** @type {Page} */ (globalThis);
  const watchesPage = make.isRepeatable && page.document !== undefined;
  /** @type {Channel | undefined} */
  let channel;
  /** @type {(() => void) | undefined} */
  let stopListening;

  const open = () => {
    if (channel !== undefined) return;
    channel = make.channel();
    stopListening = channel.listen(callbacks);
    callbacks.onOpen();
  };
  /** @param {boolean} isForGood then what was handed in is left to whoever did */
  const close = (isForGood) => {
    if (channel === undefined) return;
    callbacks.onClose();
    stopListening?.();
    if (!isForGood || channel !== make.given) channel.close?.();
    channel = undefined;
  };
  const hide = () => close(false);
  return {
    open() {
      open();
      if (!watchesPage) return;
      page.addEventListener?.('pagehide', hide);
      page.addEventListener?.('pageshow', open);
    },
    /**
     * @param {unknown} message
     * @returns {boolean} whether it is open, and the message was posted
     */
    post(message) {
      channel?.post(message);
      return channel !== undefined;
    },
    end() {
      close(true);
      page.removeEventListener?.('pagehide', hide);
      page.removeEventListener?.('pageshow', open);
    },
  };
}

/**
 * @param {unknown} given
 * @returns {{ isRepeatable: boolean, given?: Channel, channel: () => Channel }}
 */
function makerOf(given) {
  if (typeof given === 'function') {
    return { isRepeatable: true, channel: () => channelOf(given()) };
  }
  const channel = channelOf(given); // now, so that what is refused is refused at once
  if (typeof BroadcastChannel === 'function' && given instanceof BroadcastChannel) {
    let first = true;
    const again = () => {
      if (!first) return channelOf(new BroadcastChannel(given.name));
      first = false;
      return channel;
    };
    return { isRepeatable: true, given: channel, channel: again };
  }
  return { isRepeatable: false, given: channel, channel: () => channel };
}

import { EventBus } from './event-bus.js';

/** An EventBus whose `publish` is `publishAsync`. */
export class AsyncEventBus extends EventBus {
  /**
   * @override
   * @param {string} topic
   * @param {unknown} [event]
   * @param {unknown} [options]
   */
  publish(topic, event, options) {
    return this.publishAsync(topic, event, options);
  }
}

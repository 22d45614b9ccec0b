export { AsyncEventBus } from './async-event-bus.js';
export { BusClosedError, BusError, PublishDepthError, TopicError } from './errors.js';
export { EventBus } from './event-bus.js';

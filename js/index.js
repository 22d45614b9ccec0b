export { AsyncEventBus } from './async-event-bus.js';
export {
  BusClosedError,
  BusError,
  CoreFailedError,
  HandlerTimeoutError,
  MailboxFullError,
  PublishDepthError,
  TopicError,
  UnsubscribedError,
  WaitTimeoutError,
} from './errors.js';
export { EventBus } from './event-bus.js';

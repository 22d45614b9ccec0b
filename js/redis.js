export {
  BackpressureError,
  ConnectionLostError,
  EventTooLargeError,
  NotStoredError,
  PayloadError,
  RedisReplyError,
  UnknownOutcomeError,
} from './redis/errors.js';
export { RedisEventBus } from './redis/redis-event-bus.js';

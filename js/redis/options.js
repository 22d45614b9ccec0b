// What a RedisEventBus may be told, checked, with the defaults.

import { checkBoolean, checkInteger, checkOptionalFunction, checkOptions } from '../arguments.js';
import { argumentRangeError, argumentTypeError } from '../errors.js';
import { dialOf } from './driver.js';

const ID = /^\d{1,20}(-\d{1,20})?$/;
const MEBIBYTE = 1_048_576;
const HOUR_MS = 3_600_000;

/** @typedef {ReturnType<typeof checkRedisOptions>} RedisOptions */

/** @param {unknown} options */
export function checkRedisOptions(options) {
  const given = checkOptions(options);
  const group = checkName('group', given.group, undefined);
  const leaseMs = checkInteger('leaseMs', given.leaseMs, 30_000, 50);
  return {
    dial: dialOf(given.client),
    name: checkName('name', given.name, 'events') ?? '',
    prefix: checkName('prefix', given.prefix, 'aeb') ?? '',
    from: checkFrom(given.from),
    onError: checkOptionalFunction('onError', given.onError),
    onGap: checkOptionalFunction('onGap', given.onGap),
    onConnection: checkOptionalFunction('onConnection', given.onConnection),
    onParked: checkOptionalFunction('onParked', given.onParked),
    redact: checkOptionalFunction('redact', given.redact),

    maxLength: checkInteger('maxLength', given.maxLength, 100_000, 1),
    maxEventBytes: checkInteger('maxEventBytes', given.maxEventBytes, MEBIBYTE, 1),
    maxPending: checkInteger('maxPending', given.maxPending, 10_000, 1),
    maxPendingBytes: checkInteger('maxPendingBytes', given.maxPendingBytes, 64 * MEBIBYTE, 1),
    maxUnfinished: checkInteger('maxUnfinished', given.maxUnfinished, 1_000, 1),
    maxBatch: checkInteger('maxBatch', given.maxBatch, 100, 1),

    publishTimeoutMs: checkInteger('publishTimeoutMs', given.publishTimeoutMs, 30_000, 1),
    replyTimeoutMs: checkInteger('replyTimeoutMs', given.replyTimeoutMs, 2_000, 50),
    blockMs: checkInteger('blockMs', given.blockMs, 1_000, 10),
    dedupeMs: checkInteger('dedupeMs', given.dedupeMs, HOUR_MS, 1_000),

    group,
    consumer: checkName('consumer', given.consumer, undefined),
    leaseMs,
    maxDeliveries: checkInteger('maxDeliveries', given.maxDeliveries, 5, 1),
    concurrency: checkInteger('concurrency', given.concurrency, 1, 1),
    retryMs: checkInteger('retryMs', given.retryMs, 100, 1),
    warnOfEviction: checkBoolean('warnOfEviction', given.warnOfEviction, true),
  };
}

/** @param {unknown} options of close */
export function checkDeadline(options) {
  return checkInteger('deadlineMs', checkOptions(options).deadlineMs, 5_000, 0);
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {string | undefined} otherwise
 */
function checkName(name, value, otherwise) {
  if (value === undefined) return otherwise;
  if (typeof value !== 'string') throw argumentTypeError(name, 'must be a string', value);
  if (!/^[^{}\s]{1,200}$/.test(value)) {
    throw argumentRangeError(name, 'must be 1 to 200 characters, without spaces and braces', value);
  }
  return value;
}

/**
 * @param {unknown} value
 * @returns {string | undefined}
 */
function checkFrom(value) {
  if (value === undefined || value === 'start') return value;
  if (typeof value !== 'string') throw argumentTypeError('from', 'must be a string', value);
  if (!ID.test(value))
    throw argumentRangeError('from', "must be 'start' or an id of an event", value);
  return value.includes('-') ? value : `${value}-0`;
}

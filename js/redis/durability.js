// What the settings of the server promise about events that it has confirmed.

import { warn } from './warn.js';

/** @typedef {'unknown' | 'none' | 'everysec' | 'always'} Durability */

const SETTINGS = [
  'appendonly',
  'appendfsync',
  'no-appendfsync-on-rewrite',
  'maxmemory',
  'maxmemory-policy',
];

/**
 * Warns where the server may throw the stream away, or refuse events for the keys of others.
 *
 * @param {import('./connection.js').Connection} connection
 * @param {boolean} isToWarn
 * @returns {Promise<Durability>} `'unknown'` where the settings may not be read
 */
export async function durabilityOf(connection, isToWarn) {
  let flat;
  try {
    flat = /** @type {string[]} */ (await connection.call(['CONFIG', 'GET', ...SETTINGS]));
  } catch (error) {
    if (connection.isLost) throw error;
    return 'unknown'; // it may be forbidden
  }
  /** @type {Record<string, string>} */
  const settings = {};
  for (let i = 0; i + 1 < flat.length; i += 2) settings[flat[i]] = flat[i + 1];
  const policy = settings['maxmemory-policy'];
  if (isToWarn && Number(settings.maxmemory) > 0 && policy !== 'noeviction') {
    warn(
      'AEB_REDIS_EVICTION',
      `Redis has maxmemory-policy ${policy}: it may evict the whole stream. Set noeviction`,
    );
  }
  return judge(settings);
}

/**
 * @param {Record<string, string>} settings
 * @returns {Durability}
 */
function judge(settings) {
  if (settings.appendonly === undefined || settings.appendfsync === undefined) return 'unknown';
  if (settings.appendonly !== 'yes' || settings.appendfsync === 'no') return 'none';
  if (settings.appendfsync !== 'always') return 'everysec';
  return settings['no-appendfsync-on-rewrite'] === 'yes' ? 'everysec' : 'always';
}

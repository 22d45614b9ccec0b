// Numbers as the devtools write them: short, in tabular figures, and never NaN.

const pad = (/** @type {number} */ value, length = 2) => String(value).padStart(length, '0');

/** What stands where there is nothing to tell. */
export const NOTHING = '–';

/**
 * @param {number} ms since 1970
 * @returns {string} the local time of day, to the millisecond: `14:03:22.120`
 */
export function clock(ms) {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return NOTHING;
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map((n) => pad(n));
  return `${time.join(':')}.${pad(date.getMilliseconds(), 3)}`;
}

/**
 * @param {unknown} ms a duration
 * @returns {string} three figures: `0.45 ms`, `12.3 ms`, `845 ms`, `1.24 s`, `3 min 05 s`, `2 h 04 min`
 */
export function duration(ms) {
  if (typeof ms !== 'number' || !Number.isFinite(ms)) return NOTHING;
  if (ms < 0) return `−${duration(-ms)}`;
  if (ms < 10) return `${ms.toFixed(2)} ms`;
  if (ms < 100) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${ms.toFixed(0)} ms`;
  const seconds = ms / 1_000;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3_600)} h ${pad(Math.floor((whole % 3_600) / 60))} min`;
}

/**
 * @param {unknown} value
 * @returns {string} a whole number with thin groups: `12,345`
 */
export function count(value) {
  if (typeof value === 'bigint') return value.toLocaleString('en');
  if (typeof value !== 'number' || !Number.isFinite(value)) return NOTHING;
  return Math.round(value).toLocaleString('en');
}

/**
 * @param {unknown} value
 * @returns {string} as short as it gets: `950`, `1.2k`, `34k`, `5.1M`
 */
export function compact(value) {
  if (typeof value !== 'number' || !Number.isFinite(value)) return NOTHING;
  const size = Math.abs(value);
  if (size < 999.5) return String(Math.round(value));
  if (size < 9_950) return `${(value / 1e3).toFixed(1)}k`;
  if (size < 999_500) return `${Math.round(value / 1e3)}k`;
  if (size < 9_950_000) return `${(value / 1e6).toFixed(1)}M`;
  if (size < 999_500_000) return `${Math.round(value / 1e6)}M`;
  return `${(value / 1e9).toFixed(1)}G`;
}

/**
 * @param {unknown} value US dollars
 * @returns {string} `$0.0042`, `$0.31`, `$12.40`
 */
export function dollars(value) {
  if (typeof value !== 'number' || !Number.isFinite(value)) return NOTHING;
  if (value < 0) return `−${dollars(-value)}`;
  if (value === 0) return '$0';
  if (value < 0.0001) return '<$0.0001';
  if (value < 0.1) return `$${value.toFixed(4)}`;
  if (value < 1_000) return `$${value.toFixed(2)}`;
  return `$${count(value)}`;
}

/**
 * @param {unknown} value
 * @returns {string} `512 B`, `1.4 KB`, `23 MB`, in powers of 1,000
 */
export function bytes(value) {
  if (typeof value !== 'number' || !Number.isFinite(value)) return NOTHING;
  if (value < 1_000) return `${Math.round(value)} B`;
  const power = Math.min(3, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1_000 ** power;
  return `${scaled.toFixed(scaled < 10 ? 1 : 0)} ${['B', 'KB', 'MB', 'GB'][power]}`;
}

/**
 * @param {unknown} perSecond
 * @returns {string} `0.4/s`, `12/s`, `4.9k/s`
 */
export function rate(perSecond) {
  if (typeof perSecond !== 'number' || !Number.isFinite(perSecond)) return NOTHING;
  if (perSecond > 0 && perSecond < 9.95) return `${perSecond.toFixed(1)}/s`;
  return `${compact(perSecond)}/s`;
}

/**
 * @param {number} number
 * @param {string} one
 * @param {string} [many]
 * @returns {string} `1 event`, `1,204 events`
 */
export function plural(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

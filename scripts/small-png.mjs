// A screenshot with 256 colours, which is much smaller, and for a picture of a user interface looks
// the same: it has few colours, and the shades at the edges of its letters.

import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MAX_COLORS = 256;
/** Of them, chosen for how often they are. */
const FREQUENT = 160;
const RGB = 2;
const RGBA = 6;
const PALETTE = 3;

/**
 * @param {Buffer} png 8 bits per channel, not interlaced, opaque: as Chromium makes them
 * @returns {Buffer}
 */
export function smallPng(png) {
  const { width, height, pixels } = decode(png);
  const palette = paletteOf(pixels);
  const nearest = new Map(palette.map((color, index) => [color, index]));
  const rows = Buffer.alloc(height * (width + 1)); // each begins with its filter: none
  for (let i = 0; i < pixels.length; i++) {
    const color = pixels[i];
    let index = nearest.get(color);
    if (index === undefined) {
      index = indexOfNearest(palette, color);
      nearest.set(color, index);
    }
    rows[i + Math.floor(i / width) + 1] = index;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, PALETTE, 0, 0, 0], 8);
  const colors = Buffer.from(palette.flatMap((color) => channelsOf(color)));
  const chunks = [
    chunkOf('IHDR', header),
    chunkOf('PLTE', colors),
    chunkOf('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunkOf('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([SIGNATURE, ...chunks]);
}

/** @param {Buffer} png */
function decode(png) {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new TypeError('Not a PNG');
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [bits, type, , , interlaced] = png.subarray(24);
  if (bits !== 8 || (type !== RGB && type !== RGBA) || interlaced !== 0) {
    throw new TypeError(`Not a PNG as Chromium makes them: ${bits} bits, type ${type}`);
  }
  const data = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') {
      data.push(png.subarray(at + 8, at + 8 + length));
    }
    at += length + 12;
  }
  const size = type === RGB ? 3 : 4;
  const bytes = unfilter(inflateSync(Buffer.concat(data)), width * size, height, size);
  const pixels = new Uint32Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    const at = i * size;
    pixels[i] = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
  }
  return { width, height, pixels };
}

/**
 * @param {Buffer} rows each with its filter before it
 * @param {number} length of a row, in bytes
 * @param {number} height
 * @param {number} size of a pixel, in bytes
 */
function unfilter(rows, length, height, size) {
  const bytes = Buffer.alloc(length * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (length + 1)];
    for (let x = 0; x < length; x++) {
      const at = y * length + x;
      const left = x < size ? 0 : bytes[at - size];
      const above = y === 0 ? 0 : bytes[at - length];
      const corner = x < size || y === 0 ? 0 : bytes[at - length - size];
      const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      bytes[at] = rows[y * (length + 1) + 1 + x] + predicted;
    }
  }
  return bytes;
}

/**
 * The predictor of the PNG specification.
 *
 * @param {number} left
 * @param {number} above
 * @param {number} corner
 */
function paeth(left, above, corner) {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((one) => Math.abs(guess - one));
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/**
 * The most frequent colours, and then those that are least like any of them.
 *
 * @param {Uint32Array} pixels
 */
function paletteOf(pixels) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const color of pixels) counts.set(color, (counts.get(color) ?? 0) + 1);
  const colors = [...counts].sort((a, b) => b[1] - a[1]).map(([color]) => color);
  const palette = colors.splice(0, FREQUENT);
  const loss = new Map(colors.map((color) => [color, distanceTo(palette, color)]));
  while (palette.length < MAX_COLORS && loss.size > 0) {
    const [worst] = [...loss].reduce((a, b) => (b[1] > a[1] ? b : a));
    palette.push(worst);
    loss.delete(worst);
    for (const [color, before] of loss) {
      loss.set(color, Math.min(before, distance(worst, color)));
    }
  }
  return palette;
}

/**
 * @param {number[]} palette
 * @param {number} color
 */
function distanceTo(palette, color) {
  return Math.min(...palette.map((one) => distance(one, color)));
}

/**
 * @param {number[]} palette
 * @param {number} color
 */
function indexOfNearest(palette, color) {
  const distances = palette.map((one) => distance(one, color));
  return distances.indexOf(Math.min(...distances));
}

/**
 * @param {number} one
 * @param {number} other
 */
function distance(one, other) {
  const [a, b] = [channelsOf(one), channelsOf(other)];
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
}

/** @param {number} color */
function channelsOf(color) {
  return [color >> 16, (color >> 8) & 0xff, color & 0xff];
}

/**
 * @param {string} type
 * @param {Buffer} data
 */
function chunkOf(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

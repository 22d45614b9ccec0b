// A WASM file as a JavaScript string that stays small under gzip.
//
// Most bytes of WASM are below 91, so those become one printable character each. The others become
// an escape and a character. Gzip still sees bytes, which base64 hides from it, and the text is plain
// ASCII that needs no backslash, so no bundler rewrites it. The core, gzipped, in bytes:
//
//   the file 11,433 · this 11,518 · hex 12,409 · base64 14,972

// The 93 printable characters of ASCII other than '"' and '\': 91 digits, then the two escapes.
const digits = String.fromCharCode(
  ...Array.from({ length: 95 }, (_, i) => i + 32).filter((code) => code !== 34 && code !== 92),
);

/** @param {Uint8Array} bytes */
export function encode(bytes) {
  let text = '';
  for (const byte of bytes) {
    const page = Math.floor(byte / 91);
    if (page > 0) text += digits[90 + page];
    text += digits[byte % 91];
  }
  return text;
}

/**
 * The inverse. Its source goes into the generated module, so it must not use anything from here.
 *
 * @param {string} text
 * @param {number} length of the result
 */
export function decode(text, length) {
  const bytes = new Uint8Array(length);
  let at = 0;
  let page = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const digit = code - (code > 92 ? 34 : code > 34 ? 33 : 32);
    if (digit > 90) {
      page = digit - 90;
    } else {
      bytes[at++] = 91 * page + digit;
      page = 0;
    }
  }
  return bytes;
}

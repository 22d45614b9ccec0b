// What the commands print, for people on a terminal or for programs.

import { styleText } from 'node:util';

export const EXIT = { differ: 1, usage: 2, file: 3, refused: 4 };

/** What ends a command, and with which code. */
export class CliError extends Error {
  /**
   * @param {number} exit
   * @param {string} message
   */
  constructor(exit, message) {
    super(message);
    this.exit = exit;
  }
}

// What a terminal may take for a command, or what turns the direction of text.
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * A text from a log, of which a terminal sees nothing but characters.
 *
 * @param {string} text
 */
export function safe(text) {
  return text.replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** @typedef {Parameters<typeof styleText>[0]} Style */

export class Output {
  json = false;
  /** Lines of files that were refused. */
  refused = 0;
  #colours = process.stdout.isTTY && !process.env.NO_COLOR;

  /** The width that a line should have. */
  get columns() {
    return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
  }

  /**
   * @param {Style} style
   * @param {string} text
   */
  paint(style, text) {
    return this.#colours ? styleText(style, text) : text;
  }

  /** @param {string} line or several */
  text(line) {
    process.stdout.write(`${line}\n`);
  }

  /** @param {unknown} value */
  value(value) {
    this.text(JSON.stringify(value));
  }

  /** @param {readonly string[][]} rows the first is the head; all but the first column are numbers */
  table(rows) {
    const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
    for (const [n, row] of rows.entries()) {
      const cells = row.map((cell, i) =>
        i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]),
      );
      this.text(this.paint(n === 0 ? 'bold' : 'reset', cells.join('  ').trimEnd()));
    }
  }

  /**
   * @param {string} file
   * @param {Error} error
   */
  refuse(file, error) {
    this.refused++;
    console.error(`${file}: ${safe(error.message)}`);
  }
}

/**
 * An event as JSON, whatever it is: it never throws. All parts of the toolkit use it. What is not
 * JSON becomes something that is; docs/toolkit.md has the table.
 */
export function serialize(event: unknown): string;

import { assert } from '../base/assert.ts';
import type { Json } from '../base/json.ts';
import { parseJson } from '../base/json.ts';

/** What SQLite holds in a column of this program's tables. */
export type Cell = string | number | null;

/** A row as SQLite gives it; the stores turn it into a domain value before it leaves. */
export type Row = Readonly<Record<string, unknown>>;

/** The text of a column that is never null. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  assert(typeof value === 'string', `column '${column}' holds no text`);
  return value;
}

/** The number of a column that is never null. */
export function numberOf(row: Row, column: string): number {
  const value = row[column];
  assert(typeof value === 'number', `column '${column}' holds no number`);
  return value;
}

/** The text of a column that may be null. */
export function maybeTextOf(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : textOf(row, column);
}

/** The number of a column that may be null. */
export function maybeNumberOf(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : numberOf(row, column);
}

/** The value of a column that holds JSON. */
export function jsonOf(row: Row, column: string): Json {
  const value = parseJson(textOf(row, column));
  assert(value !== undefined, `column '${column}' holds no JSON`);
  return value;
}

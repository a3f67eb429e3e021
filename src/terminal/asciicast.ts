import type { JsonObject } from '../base/json.ts';
import { isObject, parseJson } from '../base/json.ts';

/**
 * The first line of an asciicast v2 file; files of versions 1 and 3 are brought into this form. Source: the formats'
 * descriptions at docs.asciinema.org/manual/asciicast.
 */
export interface CastHeader {
  readonly version: 2;
  readonly width: number;
  readonly height: number;
  /** Start of the recording, seconds since the epoch. */
  readonly timestamp?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly title?: string;
  /** What this program adds; other players ignore it. */
  readonly pcc?: JsonObject;
}

/**
 * One event: seconds since the header's timestamp, a code, its data. `o` output, `i` input, `r` resize as `COLSxROWS`,
 * `m` a marker. Other codes are kept as they are.
 */
export interface CastEvent {
  readonly atS: number;
  readonly code: string;
  readonly data: string;
}

/** The header as a line. */
export function formatHeader(header: CastHeader): string {
  return `${JSON.stringify(header)}\n`;
}

/** An event as a line, its time to the microsecond. */
export function formatEvent(event: CastEvent): string {
  return `[${event.atS.toFixed(6)}, ${JSON.stringify(event.code)}, ${JSON.stringify(event.data)}]\n`;
}

/** Reads a header line of version 2; a line that is none gives undefined. */
export function parseHeader(line: string): CastHeader | undefined {
  const value = parseJson(line);
  return isObject(value) && value.version === 2 ? headerOf(value, value) : undefined;
}

/** Reads a header line of version 3, where the size stands under `term`; a line that is none gives undefined. */
export function parseHeader3(line: string): CastHeader | undefined {
  const value = parseJson(line);
  if (!isObject(value) || value.version !== 3 || !isObject(value.term)) return undefined;
  return headerOf(value, { width: value.term.cols, height: value.term.rows });
}

/**
 * Reads a whole file of version 1: one object with its output as `[pause, text]`, the pause in seconds. A pair that is none is
 * named by its place from 1. Text that is no such file gives undefined.
 */
export function parseCast1(text: string): { header: CastHeader; events: readonly (CastEvent | number)[] } | undefined {
  const value = parseJson(text);
  if (!isObject(value) || value.version !== 1 || !Array.isArray(value.stdout)) return undefined;
  const header = headerOf(value, value);
  if (!header) return undefined;
  let atS = 0;
  const events = value.stdout.map((pair: unknown, index) => {
    const [pauseS, data] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    if (typeof pauseS !== 'number' || !(pauseS >= 0) || typeof data !== 'string') return index + 1;
    atS += pauseS;
    return { atS, code: 'o', data };
  });
  return { header, events };
}

/** The version that a header names, also an unknown one; undefined for what is no header. */
export function castVersion(line: string): number | undefined {
  const value = parseJson(line);
  return isObject(value) && typeof value.version === 'number' ? value.version : undefined;
}

function headerOf(
  { timestamp, env, title, pcc }: JsonObject,
  { width, height }: { readonly width?: unknown; readonly height?: unknown },
): CastHeader | undefined {
  if (!isTerminalSize(width) || !isTerminalSize(height)) return undefined;
  return {
    version: 2,
    width,
    height,
    ...(typeof timestamp === 'number' && Number.isFinite(timestamp) ? { timestamp } : {}),
    ...(isObject(env) ? { env: stringsOf(env) } : {}),
    ...(typeof title === 'string' ? { title } : {}),
    ...(isObject(pcc) ? { pcc } : {}),
  };
}

/** Reads an event line; a damaged one gives undefined. */
export function parseEvent(line: string): CastEvent | undefined {
  const value = parseJson(line);
  if (!Array.isArray(value) || value.length < 3) return undefined;
  const [atS, code, data] = value as readonly unknown[];
  if (typeof atS !== 'number' || !(atS >= 0) || typeof code !== 'string' || typeof data !== 'string') return undefined;
  return { atS, code, data };
}

/** Reads the data of an `r` event (`120x40`); undefined when it is no size. */
export function parseSize(data: string): { cols: number; rows: number } | undefined {
  const match = /^(\d{1,4})x(\d{1,4})$/.exec(data);
  if (!match) return undefined;
  const [cols, rows] = [Number(match[1]), Number(match[2])];
  return isTerminalSize(cols) && isTerminalSize(rows) ? { cols, rows } : undefined;
}

function isTerminalSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 10_000;
}

function stringsOf(object: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(object).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

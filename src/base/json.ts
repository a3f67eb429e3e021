import { isDeeper } from './nesting.ts';

/** Any value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Tells a JSON object from the other JSON values. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses JSON; a text that is none gives undefined instead of throwing. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The value with `…` in the place of what lies more than so many levels deep: whatever walks over a value by recursion has its bound. */
export function levelled(value: Json, levels: number): Json {
  return isDeeper(value, levels) ? cutBelow(value, levels) : value;
}

function cutBelow(value: Json | undefined, levels: number): Json {
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (levels === 0) return '…';
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => cutBelow(one, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cutBelow(one, levels - 1)]));
}

/** One text for one value: keys sorted at every level, so that equal values hash equally. */
export function canonicalJson(value: Json | undefined): string {
  if (value === undefined) return 'null';
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = Object.keys(value)
    .sort()
    .filter((key) => value[key] !== undefined)
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
  return `{${fields.join(',')}}`;
}

import type { z } from 'zod';
import { schemaPart } from '../../src/api/jsonSchema.ts';

/** What is read of a schema of `schemaPart`. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

/** The schema of a row, with the named ones that it refers to in `shared`. */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output', shared: Record<string, unknown>): Schema {
  return schemaPart(schema, { io, name: 'Any', shared });
}

/** A table of Markdown; none for no rows, and without a last column that is empty. */
export function table(names: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const width = rows.every((row) => row.at(-1) === '') ? names.length - 1 : names.length;
  const line = (cells: readonly string[]): string => `| ${cells.slice(0, width).map(cellOf).join(' | ')} |`;
  return [line(names), `|${'---|'.repeat(width)}`, ...rows.map(line)].join('\n');
}

function cellOf(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');
}

/** A text in the signs of Markdown for what is typed as it stands. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** The fields of an object, and those of objects within it: their names, what they hold, what it means. */
export function fieldRows({ properties = {}, required = [] }: Schema, before = ''): string[][] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = `${before}${name}`;
    const shown = code(required.includes(name) ? path : `${path}?`);
    return [[shown, typeText(schema), schema.description ?? ''], ...innerRows(schema, path)];
  });
}

function innerRows(schema: Schema, path: string): string[][] {
  const { items, additionalProperties: values, anyOf = [] } = schema;
  if (items) return innerRows(items, `${path}[]`);
  if (typeof values === 'object') return innerRows(values, `${path}.*`);
  const inner = schema.properties ? schema : anyOf.find(({ properties }) => properties !== undefined);
  return inner ? fieldRows(inner, `${path}.`) : [];
}

/** What a schema lets through, in words. */
export function typeText(schema: Schema): string {
  const { $ref, anyOf, type } = schema;
  if ($ref !== undefined) return referenceTo($ref);
  if (schema.enum) return schema.enum.map((value) => code(String(value))).join(', ');
  if ('const' in schema) return code(String(schema.const));
  if (anyOf) return anyOf.map(typeText).join(' or ');
  if (typeof type === 'object') return type.map((one) => typeText({ ...schema, type: one })).join(' or ');
  switch (type) {
    case 'string':
      return textOf(schema);
    case 'number':
    case 'integer':
      return `${type === 'integer' ? 'whole number' : 'number'}${boundsOf(schema.minimum, schema.maximum)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `list of ${typeText(schema.items ?? {})}${amountOf(schema)}`;
    case 'object':
      return objectOf(schema);
    case 'null':
      return 'null';
    default:
      return 'any JSON';
  }
}

/** Definitions without a name of their own are those of any value. */
function referenceTo(ref: string): string {
  const name = ref.split('/').at(-1) ?? '';
  return name.includes('__') ? 'any JSON' : `[${name}](#${name.toLowerCase()})`;
}

function objectOf({ properties, additionalProperties: values }: Schema): string {
  return properties || typeof values !== 'object' ? 'object' : `${typeText(values)} by name`;
}

function textOf({ format, pattern, minLength = 0, maxLength }: Schema): string {
  if (format === 'uuid') return 'UUIDv4';
  if (pattern !== undefined) return `text like ${code(pattern)}`;
  if (maxLength !== undefined) return `text of ${minLength} to ${counted(maxLength)}`;
  return minLength > 0 ? 'text, not empty' : 'text';
}

function boundsOf(least = -Infinity, most = Infinity): string {
  const [from, to] = [least > Number.MIN_SAFE_INTEGER, most < Number.MAX_SAFE_INTEGER];
  if (from && to) return ` from ${counted(least)} to ${counted(most)}`;
  if (from) return `, at least ${counted(least)}`;
  return to ? `, at most ${counted(most)}` : '';
}

function amountOf({ minItems = 0, maxItems }: Schema): string {
  return maxItems === undefined ? '' : ` (${minItems} to ${counted(maxItems)} of them)`;
}

/** A number as people read it. */
export function counted(value: number): string {
  return value.toLocaleString('en-US');
}

/** The chapter of the values that have a name. */
export function shapesPart(shared: Readonly<Record<string, unknown>>): string {
  const named = Object.entries(shared).filter(([name]) => !name.includes('__'));
  const parts = named
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([name, schema]) => `### ${name}\n\n${table(['field', 'holds', ''], fieldRows(schema as Schema))}`);
  return `## Values\n\n${parts.join('\n\n')}`;
}

import { z } from 'zod';
import type { Json } from '../base/json.ts';
import { canonicalJson, isObject } from '../base/json.ts';
import { limits } from '../limits.ts';
import { Effort } from './effort.ts';
import type { Schema } from './schemaParts.ts';
import { expression, isSchema, list, resolved } from './schemaParts.ts';

/**
 * Holds a value against the JSON Schema of a caller. Schemas and answers come from outside: each step is counted, so that no
 * schema, however its parts refer to each other, holds the daemon up. What `whyUnusable` lets pass is checked in full.
 */

/** One check: what is left of its steps, and the schema that references point into. */
interface Check {
  readonly root: Schema;
  left: number;
  /** Canonical JSON of lists and objects that were compared. */
  readonly texts: WeakMap<object, string>;
}

/** What does not fit, as a sentence that names the place; undefined where all of it fits. What it takes is spent of the effort. */
export function faultOf(schema: Schema, value: Json, effort = new Effort()): string | undefined {
  const most = Math.min(limits.schemaStepsMax, effort.left);
  const check: Check = { root: schema, left: most, texts: new WeakMap() };
  const fault = misfit(schema, value, '', check);
  effort.spend(most - check.left);
  return check.left < 0 ? 'The schema takes too many steps on this object.' : fault;
}

type Rule = (operand: unknown, value: Json, at: string, facts: Facts) => string | undefined;

function misfit(schema: unknown, value: Json, at: string, check: Check): string | undefined {
  check.left--;
  if (check.left < 0) return 'too many steps';
  if (schema === true) return undefined;
  if (!isSchema(schema)) return `${place(at)} is not allowed.`;
  for (const [keyword, rule] of rules) {
    if (!Object.hasOwn(schema, keyword)) continue;
    const fault = rule(schema[keyword], value, at, { schema, check });
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function place(at: string): string {
  return at === '' ? 'The object' : quoted(at.slice(1));
}

/** A name out of an answer, short and unable to end its own quotation: the sentence is given back to a model. */
function quoted(name: string): string {
  const plain = name.replace(/['\s]/gu, '_');
  return `'${plain.length > 80 ? `${plain.slice(0, 80)}…` : plain}'`;
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function hasType(value: Json, type: unknown): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeOf(value) === type;
}

/** Of a number: what it may not be. The flags of draft 4 make a bound exclusive. */
function bound(fails: (value: number, operand: number) => boolean, words: string): Rule {
  return (operand, value, at) =>
    typeof value === 'number' && typeof operand === 'number' && fails(value, operand)
      ? `${place(at)} has to be ${words} ${operand}.`
      : undefined;
}

function size(of: (value: Json) => number | undefined, least: boolean, words: string): Rule {
  return (operand, value, at) => {
    const found = of(value);
    if (found === undefined || typeof operand !== 'number') return undefined;
    return (least ? found < operand : found > operand)
      ? `${place(at)} has to have at ${least ? 'least' : 'most'} ${operand} ${words}.`
      : undefined;
  };
}

const characters = (value: Json): number | undefined =>
  typeof value === 'string' ? Array.from(value).length : undefined;
const items = (value: Json): number | undefined => (Array.isArray(value) ? value.length : undefined);
const fields = (value: Json): number | undefined => (isObject(value) ? Object.keys(value).length : undefined);

const formats: Readonly<Record<string, z.ZodType>> = {
  'date-time': z.iso.datetime({ offset: true }),
  date: z.iso.date(),
  email: z.email(),
  uri: z.url(),
  uuid: z.guid(),
  ipv4: z.ipv4(),
  ipv6: z.ipv6(),
};

/** Steady expressions take time with the square of the text at most. */
function matches(pattern: string, text: string, check: Check): boolean {
  check.left -= Math.ceil(text.length ** 2 / 1_000);
  return text.length <= limits.schemaTextCharsMax && check.left >= 0 && expression(pattern).test(text);
}

/** Keywords in the order in which they are tried: what tells soonest that a branch is not the one that is meant comes first. */
const rules: readonly (readonly [string, Rule])[] = [
  ['$ref', (operand, value, at, { check }) => misfit(resolved(check.root, String(operand)), value, at, check)],
  [
    'type',
    (operand, value, at) => {
      const types = Array.isArray(operand) ? list(operand) : [operand];
      return types.some((type) => hasType(value, type))
        ? undefined
        : `${place(at)} has to be of type ${types.join(' or ')}.`;
    },
  ],
  [
    'const',
    (operand, value, at, { check }) =>
      same(operand, value, check) ? undefined : `${place(at)} has to be ${JSON.stringify(operand).slice(0, 200)}.`,
  ],
  [
    'enum',
    (operand, value, at, { check }) =>
      list(operand).some((one) => same(one, value, check))
        ? undefined
        : `${place(at)} has to be one of ${JSON.stringify(operand).slice(0, 200)}.`,
  ],
  [
    'required',
    (operand, value, at) => {
      if (!isObject(value)) return undefined;
      const missing = list(operand).filter((name) => typeof name === 'string' && !Object.hasOwn(value, name));
      return missing.length === 0
        ? undefined
        : `${place(at)} lacks ${missing.map((name) => `'${String(name)}'`).join(', ')}.`;
    },
  ],
  ['properties', (operand, value, at, { check }) => eachNamed(operand, value, at, check)],
  ['patternProperties', (operand, value, at, { check }) => eachMatching(operand, value, at, check)],
  ['additionalProperties', (operand, value, at, { schema, check }) => eachOther(operand, value, at, { schema, check })],
  [
    'propertyNames',
    (operand, value, at, { check }) =>
      isObject(value) && Object.keys(value).some((name) => misfit(operand, name, '', check) !== undefined)
        ? `${place(at)} has a field whose name is not allowed.`
        : undefined,
  ],
  ['dependentRequired', (operand, value, at) => dependents(operand, value, at)],
  ['minProperties', size(fields, true, 'fields')],
  ['maxProperties', size(fields, false, 'fields')],
  ['prefixItems', (operand, value, at, { check }) => eachItem(list(operand), undefined, value, { at, check })],
  [
    'items',
    (operand, value, at, { schema, check }) =>
      Array.isArray(operand)
        ? eachItem(list(operand), schema['additionalItems'], value, { at, check })
        : eachItem(
            list(schema['prefixItems']).map(() => true),
            operand,
            value,
            { at, check },
          ),
  ],
  ['contains', (operand, value, at, { schema, check }) => containing(operand, value, at, { schema, check })],
  ['minItems', size(items, true, 'items')],
  ['maxItems', size(items, false, 'items')],
  ['uniqueItems', (operand, value, at, { check }) => unique(operand, value, at, check)],
  ['minLength', size(characters, true, 'characters')],
  ['maxLength', size(characters, false, 'characters')],
  [
    'pattern',
    (operand, value, at, { check }) =>
      typeof value !== 'string' || matches(String(operand), value, check)
        ? undefined
        : `${place(at)} has to match /${String(operand)}/.`,
  ],
  [
    'format',
    (operand, value, at) => {
      const form = formats[String(operand)];
      if (typeof value !== 'string' || form === undefined) return undefined;
      const fits = value.length <= limits.schemaTextCharsMax && form.safeParse(value).success;
      return fits ? undefined : `${place(at)} has to have the format ${String(operand)}.`;
    },
  ],
  ['minimum', bound((value, operand) => value < operand, 'at least')],
  ['maximum', bound((value, operand) => value > operand, 'at most')],
  ['exclusiveMinimum', bound((value, operand) => value <= operand, 'more than')],
  ['exclusiveMaximum', bound((value, operand) => value >= operand, 'less than')],
  ['multipleOf', bound((value, operand) => !isMultiple(value, operand), 'a multiple of')],
  ['allOf', (operand, value, at, { check }) => first(list(operand), (part) => misfit(part, value, at, check))],
  [
    'anyOf',
    (operand, value, at, { check }) =>
      list(operand).some((part) => misfit(part, value, at, check) === undefined)
        ? undefined
        : `${place(at)} fits none of the schemas of anyOf.`,
  ],
  [
    'oneOf',
    (operand, value, at, { check }) => {
      const fitting = list(operand).filter((part) => misfit(part, value, at, check) === undefined).length;
      return fitting === 1
        ? undefined
        : `${place(at)} fits ${fitting || 'none'} of the schemas of oneOf, and has to fit exactly one.`;
    },
  ],
  [
    'not',
    (operand, value, at, { check }) =>
      misfit(operand, value, at, check) === undefined ? `${place(at)} fits the schema that 'not' forbids.` : undefined,
  ],
  [
    'if',
    (operand, value, at, { schema, check }) => {
      const branch = schema[misfit(operand, value, at, check) === undefined ? 'then' : 'else'];
      return branch === undefined ? undefined : misfit(branch, value, at, check);
    },
  ],
];

/** What a rule needs besides the operand of its keyword. */
interface Facts {
  readonly schema: Schema;
  readonly check: Check;
}

function first<T>(parts: Iterable<T>, fault: (part: T) => string | undefined): string | undefined {
  for (const part of parts) {
    const found = fault(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

function eachNamed(operand: unknown, value: Json, at: string, check: Check): string | undefined {
  if (!isObject(value) || !isSchema(operand)) return undefined;
  const names = Object.keys(operand);
  return first(
    [...names.filter((name) => isTag(operand[name])), ...names.filter((name) => !isTag(operand[name]))],
    (name) =>
      Object.hasOwn(value, name) ? misfit(operand[name], value[name] ?? null, `${at}.${name}`, check) : undefined,
  );
}

/** Such a field tells which branch of a union is meant: it is tried before those that lead deeper. */
function isTag(schema: unknown): boolean {
  return isSchema(schema) && (Object.hasOwn(schema, 'const') || Object.hasOwn(schema, 'enum'));
}

function eachMatching(operand: unknown, value: Json, at: string, check: Check): string | undefined {
  if (!isObject(value) || !isSchema(operand)) return undefined;
  return first(Object.keys(operand), (pattern) =>
    first(Object.keys(value), (name) =>
      matches(pattern, name, check) ? misfit(operand[pattern], value[name] ?? null, `${at}.${name}`, check) : undefined,
    ),
  );
}

function eachOther(operand: unknown, value: Json, at: string, { schema, check }: Facts): string | undefined {
  if (!isObject(value) || operand === true) return undefined;
  const named = isSchema(schema['properties']) ? schema['properties'] : {};
  const patterns = isSchema(schema['patternProperties']) ? Object.keys(schema['patternProperties']) : [];
  const others = Object.keys(value).filter(
    (name) => !Object.hasOwn(named, name) && !patterns.some((pattern) => matches(pattern, name, check)),
  );
  if (operand === false && others.length > 0) return `${place(at)} may not have the field ${quoted(others[0] ?? '')}.`;
  return first(others, (name) => misfit(operand, value[name] ?? null, `${at}.${name}`, check));
}

function dependents(operand: unknown, value: Json, at: string): string | undefined {
  if (!isObject(value) || !isSchema(operand)) return undefined;
  return first(Object.keys(operand), (name) => {
    const missing = list(operand[name]).find((other) => typeof other === 'string' && !Object.hasOwn(value, other));
    return Object.hasOwn(value, name) && missing !== undefined
      ? `${place(at)} has ${quoted(name)} and therefore needs ${JSON.stringify(missing)}.`
      : undefined;
  });
}

/** The first items each by a schema of their own, what follows by `rest`. */
function eachItem(
  own: readonly unknown[],
  rest: unknown,
  value: Json,
  { at, check }: { at: string; check: Check },
): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const all = value as readonly Json[];
  return first(all.entries(), ([index, item]) => {
    const schema = index < own.length ? own[index] : rest;
    return schema === undefined ? undefined : misfit(schema, item, `${at}.${index}`, check);
  });
}

function containing(operand: unknown, value: Json, at: string, { schema, check }: Facts): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const all = value as readonly Json[];
  const fitting = all.filter((item) => misfit(operand, item, '', check) === undefined).length;
  const least = Number(schema['minContains'] ?? 1);
  const most = Number(schema['maxContains'] ?? Infinity);
  return fitting >= least && fitting <= most ? undefined : `${place(at)} has ${fitting} items as 'contains' has them.`;
}

function unique(operand: unknown, value: Json, at: string, check: Check): string | undefined {
  if (!Array.isArray(value) || operand !== true) return undefined;
  const all = value as readonly Json[];
  return new Set(all.map((item) => canonical(item, check))).size === all.length
    ? undefined
    : `${place(at)} has the same item twice.`;
}

function same(operand: unknown, value: Json, check: Check): boolean {
  check.left--;
  if (typeof operand !== 'object' || typeof value !== 'object') return operand === value;
  return canonical(operand as Json, check) === canonical(value, check);
}

/** Lists and objects are made canonical once; that takes as long as they are. */
function canonical(value: Json, check: Check): string {
  if (typeof value !== 'object' || value === null) {
    check.left--;
    return JSON.stringify(value);
  }
  const known = check.texts.get(value);
  if (known !== undefined) return known;
  if (check.left < 0) return '';
  const text = canonicalJson(value);
  check.left -= Math.ceil(text.length / 8);
  check.texts.set(value, text);
  return text;
}

function isMultiple(value: number, operand: number): boolean {
  const times = value / operand;
  // 0.3 is a multiple of 0.1 although the quotient is not quite 3.
  return Math.abs(times - Math.round(times)) < 1e-9 * Math.max(1, Math.abs(times));
}

import { whyUnsteady } from '../base/steadyRegExp.ts';
import { limits } from '../limits.ts';

/** Which JSON Schemas can be used: known before a list begins, so that no answer is held against half of a schema. */

/** A schema, or a part of one that is an object. */
export type Schema = Readonly<Record<string, unknown>>;

/** True for a schema that has keywords; `true` and `false` are schemas as well. */
export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list, or an empty one for anything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What a reference points to within its schema; undefined where there is nothing. */
export function resolved(root: Schema, reference: string): unknown {
  if (!/^#(?:\/|$)/.test(reference)) return undefined;
  let found: unknown = root;
  for (const part of decoded(reference.slice(1)).split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Schema)[key];
  }
  return found;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The expression of a `pattern`. @throws SyntaxError where it is none */
export function expression(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    // Escapes that are needless, such as `\-`, are faults to the stricter reading only.
    return new RegExp(pattern);
  }
}

const inOne = ['additionalProperties', 'propertyNames', 'contains', 'not', 'if', 'then', 'else', 'additionalItems'];
const inList = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const inMap = ['properties', 'patternProperties', '$defs', 'definitions'];
const counts = [
  'minProperties',
  'maxProperties',
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'minContains',
  'maxContains',
];
const numbers = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];
const unsupported = [
  '$dynamicRef',
  '$recursiveRef',
  'unevaluatedProperties',
  'unevaluatedItems',
  'dependentSchemas',
  'dependencies',
];
const types = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

/** A part of a schema, and the way to it. */
interface Part {
  readonly schema: unknown;
  readonly at: string;
  readonly depth: number;
}

/** Why a schema cannot be used for an answer, as a sentence; undefined for one that can. */
export function whyUnusable(root: Schema): string | undefined {
  if (root['type'] !== undefined && ![root['type']].flat().includes('object'))
    return `The schema is of type ${JSON.stringify(root['type'])}, and an answer is an object: give it the type 'object'.`;
  const open: Part[] = [{ schema: root, at: '#', depth: 0 }];
  const seen = new Set<unknown>();
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    // What is referred to is a part as well, wherever it stands.
    if (isSchema(part.schema) && seen.has(part.schema)) continue;
    seen.add(part.schema);
    if (seen.size > limits.schemaPartsMax)
      return `The schema has more than ${limits.schemaPartsMax} parts; make it smaller.`;
    if (part.depth > limits.schemaDepthMax)
      return `The schema is nested deeper than ${limits.schemaDepthMax}; make it flatter.`;
    const wrong = wrongIn(part, root);
    if (wrong !== undefined) return `The schema cannot be used: ${wrong} (at ${part.at.slice(0, 200)}).`;
    open.push(...partsOf(part, root));
  }
  const held = heldAtOnce([...seen].filter(isSchema), root);
  if (held === Infinity)
    return 'The schema refers to itself without going into a field or an item; write out what it means.';
  return held > limits.schemaPartsMax
    ? `With its references written out, the schema has more than ${limits.schemaPartsMax} parts for one value; make it smaller.`
    : undefined;
}

function partsOf({ schema, at, depth }: Part, root: Schema): readonly Part[] {
  if (!isSchema(schema)) return [];
  const part = (one: unknown, way: string): Part => ({ schema: one, at: `${at}/${way}`, depth: depth + 1 });
  const listed = Array.isArray(schema['items']) ? [...inList, 'items'] : inList;
  const single = Array.isArray(schema['items']) ? inOne : [...inOne, 'items'];
  const reference = schema['$ref'];
  return [
    ...(typeof reference === 'string' ? [part(resolved(root, reference), '$ref')] : []),
    ...single.filter((key) => Object.hasOwn(schema, key)).map((key) => part(schema[key], key)),
    ...listed.flatMap((key) => list(schema[key]).map((one, index) => part(one, `${key}/${index}`))),
    ...inMap.flatMap((key) => {
      const map = schema[key];
      return isSchema(map) ? Object.keys(map).map((name) => part(map[name], `${key}/${name}`)) : [];
    }),
  ];
}

/** What is wrong with one part, without the parts in it. */
function wrongIn({ schema }: Part, root: Schema): string | undefined {
  if (typeof schema === 'boolean') return undefined;
  if (!isSchema(schema)) return 'a schema is an object, true or false';
  const has = (key: string): boolean => Object.hasOwn(schema, key);
  const bad = (keys: readonly string[], fits: (value: unknown) => boolean): string | undefined =>
    keys.find((key) => has(key) && !fits(schema[key]));
  const unknown = unsupported.find(has);
  if (unknown !== undefined) return `'${unknown}' is not supported`;
  const noCount = bad(counts, (value) => Number.isInteger(value) && Number(value) >= 0);
  if (noCount !== undefined) return `'${noCount}' has to be a number of 0 or more`;
  const noNumber = bad(numbers, (value) => typeof value === 'number' && Number.isFinite(value));
  if (noNumber !== undefined) return `'${noNumber}' has to be a number`;
  if (has('multipleOf') && Number(schema['multipleOf']) <= 0) return "'multipleOf' has to be more than 0";
  const noList = bad([...inList, 'enum', 'required'], Array.isArray);
  if (noList !== undefined) return `'${noList}' has to be a list`;
  const noMap = bad([...inMap, 'dependentRequired'], isSchema);
  if (noMap !== undefined) return `'${noMap}' has to be an object`;
  const type = has('type') ? [schema['type']].flat().find((one) => !types.includes(String(one))) : undefined;
  if (type !== undefined) return `there is no type ${JSON.stringify(type)}`;
  if (list(schema['required']).some((name) => typeof name !== 'string')) return "'required' has to be a list of names";
  return wrongReference(schema, root) ?? wrongPattern(schema);
}

function wrongReference(schema: Schema, root: Schema): string | undefined {
  const reference = schema['$ref'];
  if (reference === undefined) return undefined;
  if (typeof reference !== 'string') return "'$ref' has to be a text";
  return resolved(root, reference) === undefined
    ? `'$ref' points to '${reference.slice(0, 100)}', which is not in the schema; only references such as '#/$defs/name' are followed`
    : undefined;
}

function wrongPattern(schema: Schema): string | undefined {
  const map = schema['patternProperties'];
  const patterns = [
    ...(isSchema(map) ? Object.keys(map) : []),
    ...(Object.hasOwn(schema, 'pattern') ? [schema['pattern']] : []),
  ];
  for (const pattern of patterns) {
    if (typeof pattern !== 'string') return "'pattern' has to be a text";
    const unsteady = whyUnsteady(pattern);
    if (unsteady !== undefined) return `the pattern /${pattern.slice(0, 60)}/ may take too long: ${unsteady}`;
    try {
      expression(pattern);
    } catch {
      return `the pattern /${pattern.slice(0, 60)}/ is no regular expression`;
    }
  }
  return undefined;
}

/** Schemas that hold for the same value as the one they stand in: a circle of them would never come to an end. */
function ofSameValue(schema: Schema, root: Schema): readonly Schema[] {
  const reference = schema['$ref'];
  return [
    ...(typeof reference === 'string' ? [resolved(root, reference)] : []),
    ...['not', 'if', 'then', 'else'].map((key) => schema[key]),
    ...['allOf', 'anyOf', 'oneOf'].flatMap((key) => list(schema[key])),
  ].filter(isSchema);
}

/**
 * As many schemas as hold for one value at most, each counted as often as it is come by; Infinity where they go round. Two
 * references to the next of thirty definitions are no circle and yet a billion.
 */
function heldAtOnce(all: readonly Schema[], root: Schema): number {
  const counts = new Map<Schema, number>();
  const countOf = (schema: Schema, depth: number): number => {
    const known = counts.get(schema);
    if (known !== undefined) return known;
    // Deeper chains of references than a schema has room for are circles to us as well.
    if (depth > limits.schemaPartsMax / 4) return Infinity;
    counts.set(schema, Infinity);
    const count = ofSameValue(schema, root).reduce((sum, next) => sum + countOf(next, depth + 1), 1);
    counts.set(schema, count);
    return count;
  };
  return all.reduce((most, schema) => Math.max(most, countOf(schema, 0)), 0);
}

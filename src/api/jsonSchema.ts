import { z } from 'zod';
import { shapeNames } from './shapeNames.ts';

/** A part of a document in JSON. */
export type Part = Readonly<Record<string, unknown>>;

/** Where in a document a schema is to stand. */
export interface SchemaPlace {
  /** Whether it tells what is taken, or what is given. */
  readonly io: 'input' | 'output';
  /** What its own definitions are called in `shared`. */
  readonly name: string;
  /** `#/components/schemas` of the document: gets what is referred to. */
  readonly shared: Record<string, unknown>;
}

const components = '#/components/schemas/';
/** Marks a schema that has a name while the whole is made. */
const mark = 'x-shape';

/** The JSON Schema of a row as a part of a document: what has a name stands in `shared` and is referred to. */
export function schemaPart(schema: z.ZodType, place: SchemaPlace): Part {
  const name = shapeNames.get(schema);
  if (name === undefined) return written(schema, place);
  define(name, schema, place);
  return { $ref: `${components}${name}` };
}

function define(name: string, schema: z.ZodType, place: SchemaPlace): void {
  if (name in place.shared) return;
  // Taken first, since it may be referred to by what it holds.
  place.shared[name] = {};
  place.shared[name] = written(schema, { ...place, name });
}

/** A reference counts from the root of the document, so that definitions of its own are put into `shared` as well. */
function written(schema: z.ZodType, place: SchemaPlace): Part {
  const { io, name, shared } = place;
  const held = new Map<string, z.ZodType>();
  const whole = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
    override: ({ zodSchema, jsonSchema }) => {
      const named = shapeNames.get(zodSchema);
      if (named === undefined || !(zodSchema instanceof z.ZodType) || zodSchema === schema) return;
      held.set(named, zodSchema);
      jsonSchema[mark] = named;
    },
  });
  for (const [named, inner] of held) define(named, inner, place);
  const text = JSON.stringify(whole, referred).replaceAll('"#/$defs/', `"${components}${name}`);
  const { $schema: _dialect, $defs = {}, ...rest } = JSON.parse(text) as { $schema?: string; $defs?: Part };
  // Those of what has a name stand with it.
  const own = JSON.stringify(rest);
  for (const [key, definition] of Object.entries($defs)) {
    if (own.includes(`"${components}${name}${key}"`)) shared[`${name}${key}`] = definition;
  }
  return rest;
}

/** What has a name is referred to; what is said of this place stays. */
function referred(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(mark in value)) return value;
  const { [mark]: name, description } = value as Record<string, unknown>;
  return { $ref: `${components}${String(name)}`, ...(description === undefined ? {} : { description }) };
}

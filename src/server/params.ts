import { z } from 'zod';
import type { Route } from '../api/faces.ts';
import { PccError } from '../base/errors.ts';
import { isObject, parseJson } from '../base/json.ts';
import { isDeeper, tooDeep } from '../base/nesting.ts';

/** The names that stand in the path of a route: `/executions/{id}/status` has `id`. */
export function pathNames(route: Pick<Route, 'path'>): readonly string[] {
  return [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

/** What the row's own schema is asked about once: texts of a path or a query as the values that they stand for. */
export function valuesOf(texts: readonly (readonly [string, string])[], params: z.ZodObject): Record<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [name, text] of texts) {
    const kind = kindOf(params.shape[name]);
    if (kind === 'list') values.set(name, [...((values.get(name) as unknown[] | undefined) ?? []), text]);
    else if (values.has(name))
      throw new PccError('invalid_input', `The parameter '${name.slice(0, 100)}' is given more than once.`);
    else values.set(name, valueOf(text, kind));
  }
  return Object.fromEntries(values);
}

/** The parameters that a body holds. @throws PccError `invalid_input` when it is no JSON object. */
export function bodyParams(text: string): Record<string, unknown> {
  if (text.trim() === '') return {};
  const body = parseJson(text);
  if (isDeeper(body)) throw new PccError('invalid_input', `The body is ${tooDeep()}; make it flatter.`);
  if (isObject(body)) return body;
  throw new PccError('invalid_input', 'The body must be a JSON object with the named parameters.');
}

/** All parameters of a call together. @throws PccError `invalid_input` when one is given that the route itself stands for. */
export function joined(given: Record<string, unknown>, byRoute: Record<string, unknown>): Record<string, unknown> {
  const twice = Object.keys(given).find((name) => Object.hasOwn(byRoute, name));
  if (twice !== undefined)
    throw new PccError('invalid_input', `The parameter '${twice}' is given by the path; leave it out.`);
  return { ...given, ...byRoute };
}

type Kind = 'number' | 'boolean' | 'list' | 'text';

function kindOf(schema: unknown): Kind {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    return kindOf(schema.unwrap());
  }
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  return schema instanceof z.ZodArray ? 'list' : 'text';
}

/** A text that is none of the kind stays one, so that the schema says what is wrong. */
function valueOf(text: string, kind: Kind): unknown {
  if (kind === 'number' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text)) return Number(text);
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

import type { Route } from '../api/faces.ts';
import { routes } from '../api/faces.ts';
import type { Part } from '../api/jsonSchema.ts';
import { schemaPart } from '../api/jsonSchema.ts';
import type { NetworkRow } from './calls.ts';
import { networkRows } from './calls.ts';
import { pathNames } from './params.ts';

/** The pages of the server itself, with whether they are served without the token. */
export const ownPages: readonly {
  readonly path: string;
  readonly summary: string;
  readonly type: string;
  readonly open?: true;
}[] = [
  {
    path: '/health',
    summary: 'Whether the server runs; with the token also how it is.',
    type: 'application/json',
    open: true,
  },
  { path: '/metrics', summary: 'Counts for Prometheus.', type: 'text/plain' },
  { path: '/openapi.json', summary: 'What HTTP takes and gives (OpenAPI).', type: 'application/json' },
  { path: '/openrpc.json', summary: 'What the WebSocket `/ws` takes and gives (OpenRPC).', type: 'application/json' },
  {
    path: '/.well-known/mcp/cc-executor.json',
    summary: 'Where the faces of this server are, for discovery.',
    type: 'application/json',
    open: true,
  },
];

/** The OpenAPI 3.1 document of REST: a function of the routes and of the rows of the method table. */
export function openApiDocument(version: string, server: string): Part {
  const paths: Record<string, Record<string, Part>> = {};
  const shared: Record<string, unknown> = { Error: errorSchema };
  for (const route of routes) {
    const row = networkRows.get(route.method);
    if (row) (paths[route.path] ??= {})[route.verb.toLowerCase()] = operation(route, row, shared);
  }
  for (const { path, summary, type, open } of ownPages) {
    const responses = { 200: { description: 'Done.', content: { [type]: {} } }, default: errorResponse };
    paths[path] = { get: { operationId: idOf('GET', path), summary, ...(open ? { security: [] } : {}), responses } };
  }
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: { title: 'perpetualcc', version, description: 'Lists of tasks for the real interactive Claude Code CLI.' },
    servers: [{ url: server }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'From the file that `pcc server status` names.' },
      },
      schemas: shared,
    },
  };
}

const errorSchema: Part = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: { code: { type: 'string' }, message: { type: 'string' } },
      required: ['code', 'message'],
    },
  },
  required: ['error'],
};

const errorResponse: Part = {
  description: 'What is wrong, and what to do.',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};

/** Schemas that others refer to are put into `shared`. */
function operation(route: Route, row: NetworkRow, shared: Record<string, unknown>): Part {
  const inPath = pathNames(route);
  const fixed = Object.keys(route.fixed ?? {});
  const free = Object.keys(row.params.shape).filter((name) => !inPath.includes(name) && !fixed.includes(name));
  const id = idOf(route.verb, route.path);
  const schema = objectSchema(schemaPart(row.params, { io: 'input', name: `${id}Params`, shared }));
  const parameters = [
    ...inPath.map((name) => ({ ...parameterOf(name, schema), in: 'path', required: true })),
    ...(route.verb === 'POST' ? [] : free.map((name) => parameterOf(name, schema))),
  ];
  const isDone = route.status ?? 200;
  return {
    operationId: id,
    summary: row.summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.verb === 'POST' ? { requestBody: bodyOf(free, schema) } : {}),
    responses: {
      [isDone]: {
        description: isDone === 202 ? 'It was begun; `Location` says where it stands.' : 'Done.',
        content: {
          'application/json': { schema: schemaPart(row.result, { io: 'output', name: `${id}Result`, shared }) },
        },
      },
      default: errorResponse,
    },
  };
}

interface ObjectSchema {
  readonly properties: Readonly<Record<string, Part>>;
  readonly required: readonly string[];
}

function objectSchema(schema: Part): ObjectSchema {
  const { properties = {}, required = [] } = schema as Partial<ObjectSchema>;
  return { properties, required };
}

function parameterOf(name: string, { properties, required }: ObjectSchema): Part {
  const { description, ...schema } = properties[name] ?? {};
  const said = description === undefined ? {} : { description };
  return { name, in: 'query', required: required.includes(name), ...said, schema };
}

function bodyOf(names: readonly string[], { properties, required }: ObjectSchema): Part {
  const needed = required.filter((name) => names.includes(name));
  const schema = {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, properties[name] ?? {}])),
    ...(needed.length > 0 ? { required: needed } : {}),
    additionalProperties: false,
  };
  return { required: needed.length > 0, content: { 'application/json': { schema } } };
}

function idOf(verb: string, path: string): string {
  const words = path.split(/[^A-Za-z]+/).filter((word) => word !== '');
  return verb.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Route } from '../api/faces.ts';
import { routes } from '../api/faces.ts';
import type { Params } from '../api/methods.ts';
import { PccError } from '../base/errors.ts';
import type { Bodies } from './bodies.ts';
import type { Calls } from './calls.ts';
import { checkedParams, networkRows } from './calls.ts';
import { bodyParams, joined, pathNames, valuesOf } from './params.ts';
import type { Refusal } from './refusal.ts';
import { bodyOf, defect, jsonHeaders, refusalOf, statusOf } from './refusal.ts';
import type { Watching } from './watching.ts';

/** What Node's server hands on with a request. */
export interface Env {
  readonly Bindings: { readonly incoming: IncomingMessage };
}

/** A page of the server itself, beside the routes of the method table. */
export interface OwnPage {
  readonly path: string;
  readonly render: (request: IncomingMessage) => Promise<Page> | Page;
}
export interface Page {
  readonly type: string;
  readonly text: string;
}

/** What the routes work on. */
export interface RestPorts {
  readonly calls: Calls;
  readonly watching: Pick<Watching, 'readWaiting'>;
  readonly bodies: Bodies;
  readonly pages: readonly OwnPage[];
  readonly onBug: (where: string, error: unknown) => void;
}

/** REST: each route of the table calls its method; every other verb of its path, and every other path, says what there is. */
export function restApp(ports: RestPorts): Hono<Env> {
  const app = new Hono<Env>({ strict: true });
  for (const route of routes) {
    app.on(route.verb, honoPath(route.path), (context) =>
      answered(ports, context, () => served(ports, route, context)),
    );
  }
  for (const { path, render } of ports.pages) {
    app.get(path, (context) =>
      answered(ports, context, async () => {
        const { type, text } = await render(context.env.incoming);
        return new Response(text, { headers: { ...jsonHeaders, 'content-type': type } });
      }),
    );
  }
  for (const [path, verbs] of verbsByPath(ports.pages)) {
    const allow = [...verbs, ...(verbs.has('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
    app.options(honoPath(path), () => new Response(null, { status: 204, headers: { allow } }));
    app.all(honoPath(path), ({ req }) =>
      refusing({
        code: 'method_not_allowed',
        message: `'${path}' takes ${allow}, not ${req.method}.`,
        headers: { allow },
      }),
    );
  }
  app.notFound(() =>
    refusing({ code: 'not_found', message: 'There is nothing at this path; /openapi.json lists what there is.' }),
  );
  app.onError((error, context) => failed(ports, context, error));
  return app;
}

/** A refusal as an answer. */
export function refusing(refusal: Refusal): Response {
  return new Response(bodyOf(refusal), { status: statusOf(refusal), headers: { ...jsonHeaders, ...refusal.headers } });
}

async function answered(ports: RestPorts, context: Context<Env>, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    return failed(ports, context, error);
  }
}

function failed(ports: RestPorts, { req }: Context<Env>, error: unknown): Response {
  const refusal = refusalOf(error);
  if (!refusal) ports.onBug(`${req.method} ${req.path}`, error);
  return refusing(refusal ?? defect);
}

async function served(ports: RestPorts, route: Route, context: Context<Env>): Promise<Response> {
  const given = route.verb === 'POST' ? await posted(ports, context) : queried(route, context);
  if (given instanceof Response) return given;
  const row = networkRows.get(route.method);
  if (!row) throw new PccError('not_found', `The method '${route.method}' is not served.`);
  const path = pathNames(route).map((name): [string, string] => [name, context.req.param(name) ?? '']);
  const byRoute = { ...valuesOf(path, row.params), ...route.fixed };
  const params = checkedParams(route.method, joined(given, byRoute));
  const result = await called(ports, route, params, context.req.raw.signal);
  return new Response(JSON.stringify(result), {
    status: route.status ?? 200,
    headers: { ...jsonHeaders, ...placeOf(route, result) },
  });
}

function called(ports: RestPorts, { method }: Route, params: object, signal: AbortSignal): Promise<unknown> {
  if (method !== 'execution.output') return ports.calls.run(method, params);
  return ports.watching.readWaiting(params as Params<'execution.output'>, signal);
}

/** Where what was begun is found. */
function placeOf({ method }: Route, result: unknown): Record<string, string> {
  if (method !== 'execution.start') return {};
  return { location: `/executions/${(result as { readonly id: string }).id}/status` };
}

function queried(route: Route, context: Context<Env>): Record<string, unknown> {
  const { headers } = context.env.incoming;
  if (Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined) {
    throw new PccError('invalid_input', `${route.verb} takes no body; give parameters in the query.`);
  }
  const params = networkRows.get(route.method)?.params;
  return params ? valuesOf([...new URL(context.req.url).searchParams], params) : {};
}

async function posted(ports: RestPorts, context: Context<Env>): Promise<Record<string, unknown> | Response> {
  const { incoming } = context.env;
  const { headers } = incoming;
  if (new URL(context.req.url).search !== '') {
    throw new PccError('invalid_input', 'POST takes its parameters in the body, not in the query.');
  }
  const isEmpty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  if (isEmpty) return {};
  if (!isJson(headers['content-type']) || headers['content-encoding'] !== undefined) {
    return refusing({
      code: 'unsupported_media_type',
      message: 'The body must be JSON in UTF-8, not packed: send `Content-Type: application/json`.',
    });
  }
  return bodyParams(await ports.bodies.read(incoming));
}

function isJson(type: string | undefined): boolean {
  return /^application\/json *(?:; *charset *= *"?utf-8"? *)?$/i.test(type ?? '');
}

function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

function verbsByPath(pages: readonly OwnPage[]): ReadonlyMap<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const rows = [...routes, ...pages.map(({ path }) => ({ path, verb: 'GET' }))];
  for (const { path, verb } of rows) found.set(path, (found.get(path) ?? new Set()).add(verb));
  return found;
}

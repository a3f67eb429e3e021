import { aliasMeanings, rpcAliases, routes, tools } from '../../src/api/faces.ts';
import type { MethodName } from '../../src/api/methods.ts';
import { methods } from '../../src/api/methods.ts';
import { networkRows } from '../../src/server/calls.ts';
import { watchParams } from '../../src/server/conversation.ts';
import type { Schema } from './schemas.ts';
import { code, fieldRows, schemaOf, table, typeText } from './schemas.ts';

const intro = `## Methods

Over the unix socket a message is a line, and the first is \`hello\` with the token in \`run/\` of the home. Over \`/ws\` of the server a
message is a frame, and the token stands in the header (see [HTTP](#http)); there \`/openrpc.json\` says the same for programs.
Parameters are named. Those marked † are taken over the unix socket only: over the network the server fills them from its own world.`;

/** The chapter of the method table. */
export function methodsPart(shared: Record<string, unknown>): string {
  const names = Object.keys(methods) as MethodName[];
  return [intro, ...names.map((name) => methodPart(name, shared))].join('\n\n');
}

function methodPart(name: MethodName, shared: Record<string, unknown>): string {
  const { params, result, writes, summary } = methods[name];
  const network = networkRows.get(name);
  const taken = fieldRows(schemaOf(params, 'input', shared)).map(([field = '', ...cells]) => {
    const top = field.replace(/[`?]/g, '').split(/[.[]/)[0] ?? '';
    return [network && !Object.hasOwn(network.params.shape, top) ? `${field} †` : field, ...cells];
  });
  if (name === 'execution.watch') taken.push(...streamed(shared));
  return [
    `### ${name}`,
    `${summary}${writes ? ' It changes something.' : ''}`,
    placesOf(name),
    table(['parameter', 'takes', ''], taken),
    givenPart(schemaOf(result, 'output', shared)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** What is small is told in a line. */
function givenPart(given: Schema): string {
  const rows = fieldRows(given.items ?? given);
  if (rows.length === 0) return `Gives ${typeText(given)}.`;
  const isSmall = rows.length <= 5 && rows.every(([, , meaning]) => meaning === '');
  if (!isSmall) return `Gives ${typeText(given)}:\n\n${table(['field', 'holds', ''], rows)}`;
  return `Gives ${typeText(given)}: ${rows.map(([field = '', holds = '']) => `${field} ${holds}`).join('; ')}.`;
}

/** What only the WebSocket takes. */
function streamed(shared: Record<string, unknown>): string[][] {
  const own = fieldRows(schemaOf(watchParams, 'input', shared)).filter(([field]) => field === '`from?`');
  return own.map(([field = '', holds = '', meaning = '']) => [field, holds, `Over the WebSocket only. ${meaning}`]);
}

/** By which other names it is called, and where. */
function placesOf(name: MethodName): string {
  if (!networkRows.has(name)) return 'Served over the unix socket only.';
  const aliases = Object.entries(rpcAliases).filter(([, method]) => method === name);
  const paths = routes.filter(({ method }) => method === name);
  const places = [
    ...aliases.map(([alias]) => `JSON-RPC ${code(alias)}`),
    ...paths.map(({ verb, path }) => code(`${verb} ${path}`)),
    ...tools.filter(({ method }) => method === name).map((tool) => `MCP ${code(tool.name)}`),
  ];
  const more = aliases.flatMap(([alias]) =>
    alias in aliasMeanings ? [` ${code(alias)}: ${aliasMeanings[alias]}`] : [],
  );
  return places.length === 0 ? '' : `Also as ${places.join(', ')}.${more.join('')}`;
}

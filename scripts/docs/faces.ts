import { routes, serverTool } from '../../src/api/faces.ts';
import { rpcErrors } from '../../src/api/rpc.ts';
import type { ErrorCode } from '../../src/base/errors.ts';
import { errorTable } from '../../src/base/errors.ts';
import { mcpTools } from '../../src/server/mcp/table.ts';
import { ownPages } from '../../src/server/openapi.ts';
import { httpCodes } from '../../src/server/refusal.ts';
import { code, fieldRows, table } from './schemas.ts';

const meanings: Readonly<Record<ErrorCode, string>> = {
  usage: 'The command line is not understood.',
  invalid_input: 'Something that was given does not fit.',
  not_found: 'Nothing has that name.',
  ambiguous: 'The beginning of a name fits several.',
  conflict: 'What is there already speaks against it.',
  gone: 'What it is about has ended.',
  over: 'What waited was answered or has left: nothing was done.',
  human_needed: 'A person has to do something first.',
  unsafe_environment: 'It would not be safe as things are set up.',
  missing_program: 'A program that is needed is not there.',
  unavailable: 'The daemon, or what it needs, cannot be reached now.',
  timeout: 'It took too long.',
  too_large: 'There is too much of it.',
  storage: 'The database or the disk failed.',
  failed: 'It was tried and did not succeed; or a defect, of which the log tells more.',
};

const rpcMeanings: Readonly<Record<keyof typeof rpcErrors, string>> = {
  parse: 'The message is no JSON.',
  invalidRequest: 'The message is no request of JSON-RPC 2.0.',
  unknownMethod: 'There is no such method.',
  invalidParams: 'The parameters do not fit; the message says which.',
  internal: 'A defect; the log tells more.',
  expected: 'An expected failure: `data.code` is one of the table above.',
};

/** The chapter of the errors. */
export function errorsPart(): string {
  const codes = (Object.keys(errorTable) as ErrorCode[]).map((name) => {
    const { http, exit } = errorTable[name];
    return [code(name), String(http), String(exit), meanings[name]];
  });
  const rpc = (Object.keys(rpcErrors) as (keyof typeof rpcErrors)[]).map((name) => [
    String(rpcErrors[name]),
    rpcMeanings[name],
  ]);
  const own = Object.entries(httpCodes).map(([name, status]) => `${code(name)} (${status})`);
  return [
    '## Errors',
    'Each comes with one sentence that names the input, what was expected and what to do.',
    table(['code', 'HTTP', 'exit status', ''], codes),
    table(['JSON-RPC', ''], rpc),
    `Over HTTP the body is \`{"error": {"code", "message"}}\`; beside those above there are ${own.join(', ')}.`,
  ].join('\n\n');
}

/** The chapter of the routes. */
export function routesPart(): string {
  const rows = routes.map(({ verb, path, method, fixed, status = 200 }) => {
    const said = Object.entries(fixed ?? {}).map(([name, value]) => `${name}: ${String(value)}`);
    const link = `[${method}](#${method.replaceAll('.', '')})`;
    return [
      code(`${verb} ${path}`),
      said.length === 0 ? link : `${link} with ${code(said.join(', '))}`,
      String(status),
    ];
  });
  return [
    '## HTTP',
    'The token stands in `Authorization: Bearer <token>`, for a WebSocket also in the subprotocols `pcc.v1, pcc.token.<token>`. What is in ' +
      'braces is a parameter; the others stand in the query, of a POST in a body of `application/json`.',
    table(['route', 'method', 'status'], rows),
  ].join('\n\n');
}

/** The pages of the server itself, and where its other faces are. */
export function pagesPart(): string {
  const pages = ownPages.map(({ path, summary, open }) => [code(`GET ${path}`), summary, open ? 'no' : 'yes']);
  const faces = [
    ['`/ws`', 'WebSocket: JSON-RPC 2.0.', 'yes'],
    ['`/mcp`', 'MCP over streamable HTTP.', 'yes'],
    ['`/ws/mcp`', 'MCP over a WebSocket.', 'yes'],
  ];
  return table(['page', '', 'token'], [...pages, ...faces]);
}

/** The chapter of the tools of MCP, as agents are told of them. */
export function toolsPart(): string {
  const parts = mcpTools.map(({ name, method, description, inputSchema }) => {
    const from = method === undefined ? '' : ` ([${method}](#${method.replaceAll('.', '')}))`;
    const rows = fieldRows(inputSchema);
    return [`### ${name}`, `${description}${from}`, table(['argument', 'takes', ''], rows)]
      .filter((part) => part !== '')
      .join('\n\n');
  });
  const intro = `## MCP\n\nOver standard input and output by \`pcc mcp\`, over \`/mcp\` and over \`/ws/mcp\`. \`${serverTool}\` has no method behind it.`;
  return [intro, ...parts].join('\n\n');
}

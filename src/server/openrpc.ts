import { z } from 'zod';
import { aliasMeanings, rpcAliases } from '../api/faces.ts';
import type { Part } from '../api/jsonSchema.ts';
import { schemaPart } from '../api/jsonSchema.ts';
import { rpcErrors } from '../api/rpc.ts';
import { errorTable } from '../base/errors.ts';
import { networkRows } from './calls.ts';
import { clientError, watchParams } from './conversation.ts';

/** The OpenRPC 1.2.6 document of what `/ws` takes: a function of the rows of the method table and of its aliases. */
export function openRpcDocument(version: string, server: string): Part {
  const shared: Record<string, unknown> = {};
  const rows = [...networkRows.values()].map(({ method, params, result, summary }) =>
    methodPart({ name: method, summary, params: method === 'execution.watch' ? watchParams : params, result }, shared),
  );
  const aliases = Object.entries(rpcAliases).flatMap(([name, method]) => {
    const row = networkRows.get(method);
    const more = name in aliasMeanings ? ` ${aliasMeanings[name]}` : '';
    const summary = `The same as \`${method}\`: ${row?.summary}${more}`;
    return row ? [methodPart({ ...row, name, summary }, shared)] : [];
  });
  const summary = 'A notification: what went wrong at the client.';
  const told = { name: 'error', summary, params: clientError, result: z.null() };
  return {
    openrpc: '1.2.6',
    info: { title: 'perpetualcc', version, description: 'JSON-RPC 2.0 over the WebSocket of `pcc server`.' },
    servers: [{ name: 'server', url: server }],
    methods: [...rows, ...aliases, methodPart(told, shared)],
    components: { schemas: shared, errors: { Expected: expectedError } },
  };
}

/** Every expected failure has one number; `data.code` tells them apart. */
const expectedError: Part = {
  code: rpcErrors.expected,
  message: 'One sentence that names the input, what was expected and what to do.',
  data: { code: Object.keys(errorTable).join(' | ') },
};

interface RpcRow {
  readonly name: string;
  readonly summary: string;
  readonly params: z.ZodObject;
  readonly result: z.ZodType;
}

function methodPart({ name, summary, params, result }: RpcRow, shared: Record<string, unknown>): Part {
  const id = name.replaceAll('.', '_');
  const taken = Object.entries(params.shape).map(([param, schema]) => {
    const inner = schema as z.ZodType;
    const { description, ...part } = schemaPart(inner, { io: 'input', name: `${id}_${param}`, shared });
    const said = description === undefined ? {} : { description };
    return { name: param, required: !inner.safeParse(undefined).success, ...said, schema: part };
  });
  const given = schemaPart(result, { io: 'output', name: `${id}_result`, shared });
  return {
    name,
    summary,
    paramStructure: 'by-name',
    params: taken,
    result: { name: 'result', schema: given },
    errors: [{ $ref: '#/components/errors/Expected' }],
  };
}

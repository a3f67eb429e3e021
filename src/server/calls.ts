import { z } from 'zod';
import type { MethodName, Params } from '../api/methods.ts';
import { methods } from '../api/methods.ts';
import { misfitSentence } from '../api/misfit.ts';
import { PccError } from '../base/errors.ts';
import type { Io } from '../face/io.ts';
import { callerEnvironment, claudeCommand } from '../face/starting.ts';
import type { Link } from './link.ts';

/** A row of the method table as callers over the network see it. */
export interface NetworkRow {
  readonly method: MethodName;
  /** Without what such callers never give: environment, program and arguments of the CLI, and that a person typed a text. */
  readonly params: z.ZodObject;
  readonly result: z.ZodType;
  readonly writes: boolean;
  readonly summary: string;
}

/**
 * What stands in the environment or on the command line of a session comes from where the server was started; and nobody knows who
 * wrote what comes over the network.
 */
const ownParams = ['env', 'claude', 'args', 'mentions'] as const;

/** Methods that are not served: `hello` belongs to the daemon's socket, and settings name programs that are run. */
const unserved: Readonly<Record<string, string>> = {
  hello: 'who calls has shown the token already',
  'config.set': 'it could name the program that pcc runs; use `pcc config set`',
};

/** The method table for callers over the network. */
export const networkRows: ReadonlyMap<MethodName, NetworkRow> = new Map(
  (Object.keys(methods) as MethodName[])
    .filter((method) => !(method in unserved))
    .map((method) => {
      const { params, result, writes, summary } = methods[method];
      return [method, { method, params: withoutOwn(params), result, writes, summary }];
    }),
);

/** Why a method of the table is not served over the network; undefined for all others. */
export function unservedError(name: string): PccError | undefined {
  const why = Object.hasOwn(unserved, name) ? unserved[name] : undefined;
  return why === undefined
    ? undefined
    : new PccError('unsafe_environment', `'${name}' is not served over the network: ${why}.`);
}

/** Calls methods of the daemon for callers over the network. */
export class Calls {
  readonly #link: Pick<Link, 'call'>;
  readonly #io: Pick<Io, 'env' | 'cwd'>;

  /** `io` is the world in which the server was started: environment and program of sessions come from there. */
  constructor(link: Pick<Link, 'call'>, io: Pick<Io, 'env' | 'cwd'>) {
    this.#link = link;
    this.#io = io;
  }

  /** Calls a method with parameters that were checked by its row. @throws PccError as `Link.call` does. */
  run(method: MethodName, params: object): Promise<unknown> {
    return this.#link.call(method, this.filled(method, params));
  }

  /** Calls a method with parameters as they came. @throws PccError `invalid_input` when they do not fit. */
  call(method: MethodName, params: unknown): Promise<unknown> {
    return this.run(method, checkedParams(method, params));
  }

  /** The parameters as the daemon takes them. */
  filled(method: MethodName, params: object): Params<MethodName> {
    const { shape } = methods[method].params;
    const own = {
      ...('env' in shape ? { env: callerEnvironment(this.#io) } : {}),
      ...('claude' in shape ? claudeCommand(this.#io) : {}),
      ...('args' in shape ? { args: [] } : {}),
    };
    // Checked by the row's own schema, but for what is added here.
    return { ...params, ...own } as Params<MethodName>;
  }
}

/** Parameters that fit in a row as callers over the network see it. @throws PccError `invalid_input` with the first complaint. */
export function checkedParams(method: MethodName, params: unknown): object {
  const row = networkRows.get(method);
  if (!row) throw unservedError(method) ?? new PccError('not_found', `There is no method '${method}'.`);
  const checked = row.params.safeParse(params);
  if (!checked.success) throw new PccError('invalid_input', misfitSentence(method, checked.error));
  return checked.data;
}

function withoutOwn(params: z.ZodObject): z.ZodObject {
  const given = Object.entries(params.shape).filter(([name]) => !(ownParams as readonly string[]).includes(name));
  return z.object(Object.fromEntries(given)).strict();
}

import { randomUUID } from 'node:crypto';
import type { Execution, MethodName } from '../../api/methods.ts';
import { misfitSentence } from '../../api/misfit.ts';
import type { Clock } from '../../base/clock.ts';
import { hasCode, PccError } from '../../base/errors.ts';
import { isListOver } from '../../face/executions/following.ts';
import type { Io } from '../../face/io.ts';
import { limits } from '../../limits.ts';
import type { Calls } from '../calls.ts';
import type { ServerLog } from '../log.ts';
import type { Watching } from '../watching.ts';
import { fitted } from './fitting.ts';
import { standingOf } from './standing.ts';
import type { McpTool } from './table.ts';
import { mcpTools, respondTool, waitingTools } from './table.ts';
import { toldText } from './told.ts';
import type { Progress } from './waiting.ts';
import { waitForEnd } from './waiting.ts';

/** What the tools work on. */
export interface DeskPorts {
  readonly calls: Pick<Calls, 'run'>;
  readonly watching: Pick<Watching, 'watch' | 'leave'>;
  readonly clock: Clock;
  /** The world of this process: its environment names the home. */
  readonly io: Pick<Io, 'env' | 'cwd'>;
  readonly log: ServerLog;
}

/** Whoever calls, and how many of their calls are under way. */
export interface McpClient {
  readonly callsMax: number;
  calls: number;
}

/** How a client called. */
export interface Asking {
  readonly client: McpClient;
  /** The client gave up on the call, or is gone. */
  readonly signal: AbortSignal;
  /** Where the client wants to be told how far it is. */
  readonly progress?: (progress: Progress) => void;
}

/** What a tool answers: a result in words and as a whole, or what went wrong. */
export type Answer =
  | { readonly text: string; readonly result: Readonly<Record<string, unknown>> }
  | { readonly fault: string };

/** Calls the tools for all clients of MCP of this process. */
export class Desk {
  readonly #ports: DeskPorts;
  /** All requests that stand for themselves: nobody can tell which of them are of one client. */
  readonly together: McpClient = { callsMax: limits.mcpTogetherCallsMax, calls: 0 };
  #calls = 0;
  #waits = 0;

  constructor(ports: DeskPorts) {
    this.#ports = ports;
  }

  /** A client with a conversation of its own. */
  newClient(): McpClient {
    return { callsMax: limits.mcpClientCallsMax, calls: 0 };
  }

  /** Calls a tool; undefined where there is none of that name. Whatever goes wrong is an answer. */
  async call(name: string, given: unknown, asking: Asking): Promise<Answer | undefined> {
    const tool = mcpTools.find((one) => one.name === name);
    if (!tool) return undefined;
    const { client } = asking;
    if (this.#calls >= limits.mcpCallsMax || client.calls >= client.callsMax)
      return { fault: 'Too many calls of tools are under way; try again later.' };
    this.#calls++;
    client.calls++;
    try {
      const result = await this.#run(tool, given, asking);
      const shown = fitted(objectOf(tool, result), limits.mcpResultCharsMax);
      const text = toldText(tool.method, result);
      if (shown.cutTo === undefined) return { text, result: shown.value };
      // The CLI shows its model the whole result only, and not the words beside it.
      return { text: `${text}\n${cutNote(shown.cutTo)}`, result: { ...shown.value, cut: cutNote(shown.cutTo) } };
    } catch (error) {
      return { fault: this.#faultOf(name, error) };
    } finally {
      this.#calls--;
      client.calls--;
    }
  }

  async #run(tool: McpTool, given: unknown, asking: Asking): Promise<unknown> {
    const checked = tool.params.safeParse(given ?? {});
    if (!checked.success) throw new PccError('invalid_input', misfitSentence(tool.name, checked.error));
    if (tool.method === undefined) return standingOf(this.#ports.io);
    if (tool.name === respondTool) await this.#checkMayRespond();
    const { waitMs, ...params } = checked.data as { readonly waitMs?: number };
    const result = await this.#called(tool.method, params);
    if (!waitingTools.has(tool.name)) return result;
    const patience = waitMs ?? (tool.method === 'execution.start' && asking.progress ? limits.mcpWaitMsMax : 0);
    const execution = result as Execution;
    // Whoever finds too many waiting is answered at once: waits last for minutes, and other calls have to get through.
    if (patience === 0 || isListOver(execution) || this.#waits >= limits.mcpWaitsMax) return execution;
    this.#waits++;
    try {
      const known = knownPending(tool.method, execution);
      return await waitForEnd(this.#ports, execution, { ...asking, patience, known });
    } finally {
      this.#waits--;
    }
  }

  /** A list has an id before it is begun, so that it can be begun again where the daemon ended meanwhile: it runs once. */
  async #called(method: MethodName, params: object): Promise<unknown> {
    if (method !== 'execution.start') return this.#ports.calls.run(method, params);
    const order = { id: randomUUID(), ...params };
    try {
      return await this.#ports.calls.run(method, order);
    } catch (error) {
      if (!hasCode(error, 'unavailable')) throw error;
      return this.#ports.calls.run(method, order);
    }
  }

  async #mayRespond(): Promise<boolean> {
    const rows = (await this.#ports.calls.run('config.show', {})) as readonly { key: string; value: unknown }[];
    return rows.some(({ key, value }) => key === 'server.mcp_respond' && value === true);
  }

  async #checkMayRespond(): Promise<void> {
    if (await this.#mayRespond()) return;
    throw new PccError(
      'unsafe_environment',
      'Programs that speak MCP may not answer what waits for a person; only the user can allow it (server.mcp_respond).',
    );
  }

  #faultOf(name: string, error: unknown): string {
    if (error instanceof PccError) return error.message;
    this.#ports.log.error(`A defect behind the tool '${name}'.`, error);
    return `pcc failed at '${name}'; its log tells more.`;
  }
}

/** What waited for a person before a call began need not be told of again: a list that is just begun has none. */
function knownPending(method: MethodName, { pending }: Execution): ReadonlySet<number> {
  return new Set(method === 'execution.start' ? [] : pending);
}

function objectOf({ listName }: McpTool, result: unknown): Readonly<Record<string, unknown>> {
  return listName === undefined ? (result as Record<string, unknown>) : { [listName]: result };
}

function cutNote(charsMax: number): string {
  return `Texts were cut to ${charsMax} characters; monitor_execution tells more of one task at a time (\`n\`).`;
}

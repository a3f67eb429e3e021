import type { MethodName, Notifications } from './methods.ts';

/**
 * How rows of the method table are called from outside, beside their own names: other names in JSON-RPC, routes of HTTP, tools of
 * MCP. Faces and docs are functions of this and of the rows.
 */

/** Names that programs know from elsewhere. */
export const rpcAliases: Readonly<Record<string, MethodName>> = {
  execute: 'execution.start',
  control: 'execution.control',
  hook_status: 'hooks.status',
};

/** What is done under another name beside what the row says. */
export const aliasMeanings: Readonly<Record<string, string>> = {
  execute: 'Its output is streamed from the beginning on, as by `execution.watch` with `from: 0`.',
};

/** What the server sends over a WebSocket without being asked, beside what the daemon sends. */
export interface ServerNotifications extends Notifications {
  /** Output of a list that the client watches; `from` is its offset in bytes. `end`: the list is over and nothing more comes. */
  readonly 'execution.output': {
    readonly id: string;
    readonly from: number;
    readonly text: string;
    readonly end?: true;
  };
  /** Something went wrong that belongs to no call; with `id` it is about that list. */
  readonly error: { readonly code: string; readonly message: string; readonly id?: string };
}

/** A route of HTTP. `{name}` in its path is the parameter of that name; the rest comes from the query, of a POST from the body. */
export interface Route {
  readonly verb: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly method: MethodName;
  /** Parameters that the route itself stands for. */
  readonly fixed?: Readonly<Record<string, string | boolean>>;
  /** Of a success; 200 unless told. */
  readonly status?: number;
}

export const routes: readonly Route[] = [
  { verb: 'POST', path: '/execute', method: 'execution.start', status: 202 },
  { verb: 'GET', path: '/executions', method: 'execution.list' },
  { verb: 'GET', path: '/executions/{id}/status', method: 'execution.status' },
  { verb: 'GET', path: '/executions/{id}/results', method: 'execution.status' },
  { verb: 'GET', path: '/executions/{id}/output', method: 'execution.output' },
  { verb: 'POST', path: '/executions/{id}/control', method: 'execution.control' },
  { verb: 'DELETE', path: '/executions/{id}', method: 'execution.control', fixed: { action: 'cancel' } },
  { verb: 'GET', path: '/history', method: 'execution.history' },
  { verb: 'POST', path: '/verify', method: 'execution.verify' },
  { verb: 'GET', path: '/sessions', method: 'session.list' },
  { verb: 'GET', path: '/sessions/{id}', method: 'session.status' },
  { verb: 'GET', path: '/pending', method: 'pending.list' },
  { verb: 'POST', path: '/pending/{n}', method: 'pending.respond' },
  { verb: 'GET', path: '/hooks', method: 'hooks.status' },
  { verb: 'GET', path: '/auth/status', method: 'auth.status' },
];

/** A tool of MCP that is a method. */
export interface Tool {
  readonly name: string;
  readonly method: MethodName;
}

export const tools: readonly Tool[] = [
  { name: 'execute_task_list', method: 'execution.start' },
  { name: 'monitor_execution', method: 'execution.status' },
  { name: 'control_execution', method: 'execution.control' },
  { name: 'validate_task_list', method: 'execution.check' },
  { name: 'suggest_execution_strategy', method: 'execution.plan' },
  { name: 'get_task_complexity', method: 'task.outlook' },
  { name: 'get_execution_history', method: 'execution.history' },
  { name: 'verify_execution', method: 'execution.verify' },
  { name: 'get_hook_status', method: 'hooks.status' },
  { name: 'list_sessions', method: 'session.list' },
  { name: 'list_pending', method: 'pending.list' },
  { name: 'respond', method: 'pending.respond' },
];

/** The tool of MCP that no method stands behind: whether the server of HTTP and WebSocket runs. */
export const serverTool = 'check_websocket_status';

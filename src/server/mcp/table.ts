import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { serverTool, tools } from '../../api/faces.ts';
import type { MethodName } from '../../api/methods.ts';
import { stepOrderShape } from '../../api/rows/orders.ts';
import { limits } from '../../limits.ts';
import { networkRows } from '../calls.ts';

/** JSON Schema of an object, as MCP wants those of arguments and results. */
export type ObjectSchema = Readonly<Record<string, unknown>> & { readonly type: 'object' };

/** A tool of MCP: a row of the method table as an agent sees it. */
export interface McpTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Absent where no method stands behind it. */
  readonly method?: MethodName;
  /** What its arguments must fit in. */
  readonly params: z.ZodObject;
  readonly inputSchema: ObjectSchema;
  readonly outputSchema: ObjectSchema;
  readonly annotations: {
    readonly title: string;
    readonly readOnlyHint: boolean;
    readonly destructiveHint?: boolean;
    readonly openWorldHint: boolean;
  };
  /** A result that is a list stands under this name: results of tools are objects. */
  readonly listName?: string;
}

/** The tool that answers what waits for a person; it is there only when the user's configuration says so. */
export const respondTool = 'respond';

/**
 * What an agent may say of a task, and what tools take that do something; whatever else a row comes to take is closed until it
 * stands here. An agent must not get by MCP what it would be asked about elsewhere: `verify` is a command that runs without
 * anybody being asked, `trust` vouches for a folder, `brain` decides in a person's place, and a session that is kept stays.
 */
const agentStep = stepOrderShape.pick({
  prompt: true,
  name: true,
  context: true,
  uses: true,
  json: true,
  jsonMode: true,
  schema: true,
  validation: true,
  validationPrompt: true,
  timeoutMs: true,
  tokensMax: true,
});
const openToAgents: Readonly<Record<string, readonly string[]>> = {
  execute_task_list: ['path', 'steps', 'stopOnFailure', 'amend', 'amendPrompt', 'tooLong', 'id'],
  control_execution: ['id', 'action', 'freeze'],
  [respondTool]: ['n', 'answers', 'text', 'dismiss'],
};

/** Tools that can wait for the end of a list. */
export const waitingTools: ReadonlySet<string> = new Set(['execute_task_list', 'monitor_execution']);

const waitMs = z
  .number()
  .int()
  .min(0)
  .max(limits.mcpWaitMsMax)
  .optional()
  .describe('Wait so many milliseconds for the end of the list, or until something newly waits for a person.');

/** What is told of a tool beyond the sentence of its row. */
const more: Readonly<Record<string, string>> = {
  execute_task_list:
    'It runs in a session of its own of the real Claude Code CLI, in which permissions are decided as in every other one; ' +
    'what needs a person waits for one. Answers at once with the id of the list; a client that asks for progress, or gives ' +
    '`waitMs`, is answered when the list is over, something waits for a person, or the time is. Giving up on the call does ' +
    'not end the list: look with monitor_execution, end it with control_execution.',
  monitor_execution: 'With `waitMs` it waits for the end, which is cheaper than asking again and again.',
  control_execution: '`cancel` ends what runs for good.',
  verify_execution: 'Says of each task whether its receipt and response are genuine and unchanged.',
  [respondTool]:
    'Only a person should decide what is answered: the user has to have said so. It is refused unless the configuration ' +
    'has server.mcp_respond switched on.',
};

/** What parameters mean of which their rows say nothing, for whoever sees only their schema. */
const meanings: Readonly<Record<string, string>> = {
  id: 'UUID of the list, or a unique beginning of it.',
  prompt: 'The text of the task.',
  name: 'A short name for people.',
  limit: 'How many at most.',
  state: 'Only those in this state.',
  last: 'Only the last so many.',
  all: 'Those that have ended, too.',
  n: 'Number of what waits, as list_pending tells.',
};

/** What `check_websocket_status` tells. */
export const serverStanding = z.object({
  running: z.boolean(),
  /** Where it is, when it runs. */
  url: z.string().optional(),
  websocket: z.string().optional(),
  mcp: z.string().optional(),
  pid: z.number().int().optional(),
  version: z.string().optional(),
  /** Open WebSockets, and lists that are watched. */
  clients: z.number().int().optional(),
  lists: z.number().int().optional(),
  /** How to reach it, or to start it. */
  how: z.string(),
});

/** Parameters of which less is taken than by the row. Where a relative path would begin only the daemon knows. */
const narrowed: Readonly<Record<string, z.ZodType>> = {
  path: z.string().min(1).refine(isAbsolute, 'must be the absolute path of a folder'),
  steps: agentSteps(),
};

/** All tools, in the order in which they are listed. */
export const mcpTools: readonly McpTool[] = [
  toolOf({
    name: serverTool,
    description: 'Whether the server of HTTP and WebSocket (`pcc server`) runs, where, and how to start it.',
    params: z.object({}).strict(),
    result: serverStanding,
    writes: false,
  }),
  ...tools.map(({ name, method }) => {
    const row = networkRows.get(method);
    const description = [row?.summary, more[name]].filter((one) => one !== undefined).join(' ');
    const writes = row?.writes ?? true;
    const params = paramsOf(name, row?.params ?? z.object({}), writes);
    return toolOf({
      name,
      method,
      description,
      params,
      result: row?.result ?? z.object({}),
      writes,
    });
  }),
];

/** The parameters of a row as agents may give them, with what they mean. */
function paramsOf(name: string, params: z.ZodObject, writes: boolean): z.ZodObject {
  const shape: Record<string, z.core.$ZodType> = {};
  const open = writes ? (openToAgents[name] ?? []) : Object.keys(params.shape);
  for (const [key, schema] of Object.entries<z.core.$ZodType>(params.shape)) {
    if (open.includes(key)) shape[key] = explained(narrowed[key] ?? schema, meaningOf(key, schema));
  }
  if (waitingTools.has(name)) shape['waitMs'] = waitMs;
  return z.object(shape).strict();
}

function agentSteps(): z.ZodType {
  const fields = Object.entries(agentStep.shape).map(
    ([key, schema]) => [key, explained(schema, meaningOf(key, schema))] as const,
  );
  const step = z.object(Object.fromEntries(fields)).strict();
  return z
    .array(z.union([stepOrderShape.shape.prompt, step]))
    .min(1)
    .max(limits.executionStepsMax);
}

/** The row's own words where it has some: nothing is said twice in two ways. */
function meaningOf(key: string, schema: z.core.$ZodType): string | undefined {
  return (schema instanceof z.ZodType ? schema.description : undefined) ?? meanings[key];
}

function explained(schema: z.core.$ZodType, meaning: string | undefined): z.core.$ZodType {
  return meaning === undefined || !(schema instanceof z.ZodType) ? schema : schema.describe(meaning);
}

interface ToolParts {
  readonly name: string;
  readonly method?: MethodName;
  readonly description: string;
  readonly params: z.ZodObject;
  readonly result: z.ZodType;
  readonly writes: boolean;
}

function toolOf({ name, method, description, params, result, writes }: ToolParts): McpTool {
  const title = name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
  const listName = result instanceof z.ZodArray ? name.replace(/^list_/, '') : undefined;
  const output = listName === undefined ? result : z.object({ [listName]: result });
  return {
    name,
    title,
    description,
    ...(method === undefined ? {} : { method }),
    params,
    inputSchema: schemaOf(params, 'input'),
    outputSchema: schemaOf(output, 'output'),
    // Tasks and answers may end in anything; looking changes nothing.
    annotations: { title, readOnlyHint: !writes, ...(writes ? { destructiveHint: true } : {}), openWorldHint: writes },
    ...(listName === undefined ? {} : { listName }),
  };
}

/**
 * JSON Schema for clients: any JSON is told as anything instead of by a definition of itself; results may have more than is told, and
 * are told without words, since the list of tools stands in the context of every agent.
 */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): ObjectSchema {
  const whole = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' });
  const { $schema: _dialect, $defs: _definitions, ...rest } = plain(whole, io) as Record<string, unknown>;
  return { ...rest, type: 'object' };
}

function plain(part: unknown, io: 'input' | 'output'): unknown {
  if (Array.isArray(part)) return part.map((one) => plain(one, io));
  if (typeof part !== 'object' || part === null) return part;
  if ('$ref' in part) return {};
  const kept = Object.entries(part).filter(([key, value]) => io === 'input' || !isSpared(key, value));
  return Object.fromEntries(kept.map(([key, value]) => [key, plain(value, io)]));
}

function isSpared(key: string, value: unknown): boolean {
  return (key === 'additionalProperties' && value === false) || (key === 'description' && typeof value === 'string');
}

import type { Execution, Params, Result } from '../../../src/api/methods.ts';
import type { ApiClientHandle, Handlers } from '../../../src/api/server.ts';
import { PccError } from '../../../src/base/errors.ts';
import { dangerous, session } from '../../cli/fakeDaemon.ts';

/** A time of no importance. */
const at = '2026-03-01T10:00:00.000Z';

/** Made-up lists of tasks: the test ends one task after the other. */
export class Runs {
  readonly #lists = new Map<string, Execution>();
  readonly #watchers = new Map<string, Set<ApiClientHandle>>();
  /** Whether answers over MCP are allowed. */
  mayRespond = false;
  /** Clients that watch a list: connections of the server to the daemon. */
  get watched(): number {
    return this.#watchers.size;
  }
  get ids(): readonly string[] {
    return [...this.#lists.keys()];
  }

  /** Ends the next task of a list with a text. */
  advance(id: string, text = 'done'): void {
    const list = this.#of(id);
    const n = list.counts.done + 1;
    const isLast = n === list.counts.all;
    this.#set({
      ...list,
      state: isLast ? 'done' : 'running',
      counts: { ...list.counts, done: n },
      ...(isLast ? { endedAt: at } : { step: n + 1 }),
      steps: list.steps.map((step) => (step.n === n ? { ...step, state: 'done', text } : step)),
    });
  }

  /** Something of a list waits for a person. */
  ask(id: string, n: number): void {
    const list = this.#of(id);
    this.#set({ ...list, pending: [...list.pending, n] });
  }

  readonly handlers: Partial<Handlers> = {
    'execution.start': (order) => {
      const id = order.id ?? 'the caller gave no id';
      if (!this.#lists.has(id)) this.#lists.set(id, begun(id, order));
      return this.#of(id);
    },
    'execution.status': ({ id }) => this.#of(id),
    'execution.watch': ({ id }, client) => {
      const list = this.#of(id);
      this.#watchers.set(list.id, (this.#watchers.get(list.id) ?? new Set()).add(client));
      return list;
    },
    'execution.control': ({ id, action }) => {
      const list = this.#of(id);
      if (/^cancel$/i.test(action)) this.#set({ ...list, state: 'cancelled', endedAt: at });
      return this.#of(id);
    },
    'execution.check': ({ steps }) => ({
      ok: false,
      problems: [{ n: 1, severity: 'error', text: 'The prompt is empty of meaning.' }],
      steps: steps.map(() => outlook),
    }),
    'execution.plan': () => ({
      groups: [[1], [2]],
      contexts: [{ n: 1, context: 'fresh', why: 'Nothing stands before it.' }],
      predictedMs: 61_000,
      advice: ['Name the files.'],
    }),
    'execution.history': ({ limit = 1 }) => ({
      steps: Array.from({ length: limit }, (_, index) => ({
        ...stepOf(index + 1, 'a prompt', 'x'.repeat(3_000)),
        execution: 'e',
        path: '/p',
      })),
      predictionError: null,
    }),
    'execution.verify': () => ({
      proofs: [{ uuid: 'u', execution: 'e', n: 1, ok: false, faults: ['The receipt is missing.'], notes: [] }],
    }),
    'task.outlook': () => outlook,
    'hooks.status': () => ({ hooks: [] }),
    'session.list': () => [session()],
    'pending.list': () => [dangerous],
    'pending.respond': ({ n }) => ({ n, session: 'app-1', answer: 'no', outcome: 'answered' }),
    'config.show': () => [
      { key: 'server.mcp_respond', value: this.mayRespond, default: false, unit: '', doc: 'whether' },
    ],
  };

  #of(id: string): Execution {
    const found = [...this.#lists.values()].find((list) => list.id.startsWith(id));
    if (!found) throw new PccError('not_found', `No list is called '${id}'; pcc history tells which there are.`);
    return found;
  }

  #set(execution: Execution): void {
    this.#lists.set(execution.id, execution);
    for (const client of this.#watchers.get(execution.id) ?? []) client.notify('execution.changed', { execution });
  }
}

const outlook: Result<'task.outlook'> = {
  class: 'code',
  complexity: 'simple',
  tokens: 12,
  predictedMs: 30_000,
  basis: 0,
  why: 'Nothing like it was run before.',
};

function begun(
  id: string,
  { path, steps }: { readonly path: string; readonly steps: Params<'execution.start'>['steps'] },
): Execution {
  return {
    id,
    state: 'running',
    path,
    createdAt: at,
    startedAt: at,
    counts: { all: steps.length, done: 0, failed: 0 },
    step: 1,
    offset: 0,
    pending: [],
    steps: steps.map((step, index) => stepOf(index + 1, typeof step === 'string' ? step : step.prompt)),
  };
}

function stepOf(n: number, prompt: string, text?: string): Execution['steps'][number] {
  return {
    n,
    uuid: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    name: `task ${n}`,
    prompt,
    context: 'fresh',
    state: text === undefined ? 'waiting' : 'done',
    amended: [],
    class: 'code',
    complexity: 'simple',
    object: { nested: [{ deep: true }] },
    ...(text === undefined ? {} : { text }),
  };
}

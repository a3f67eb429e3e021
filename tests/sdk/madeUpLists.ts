import { randomUUID } from 'node:crypto';
import type { Execution, ExecutionStep, Params, PendingItem, Result } from '../../src/api/methods.ts';
import type { ApiClientHandle, Handlers } from '../../src/api/server.ts';
import { PccError } from '../../src/base/errors.ts';

type Order = Params<'execution.start'>;
type OrderedStep = Order['steps'][number];
type Change = Partial<Omit<ExecutionStep, 'n'>>;

interface List {
  execution: Execution;
  readonly order: Order;
  output: string;
}

/** Made-up lists behind the methods of a daemon: what becomes of their tasks is what the test says. They outlive the daemon. */
export class MadeUpLists {
  /** How many characters a piece of output has. */
  readonly pieceChars = 8;
  readonly started: Order[] = [];
  readonly controls: string[] = [];
  pending: PendingItem[] = [];
  /** No list is known yet. */
  forget = false;
  /** Called when a list begins, with its id. */
  onStart: (id: string) => void = () => undefined;
  /** What is answered to who begins or watches a list, instead of how it stands. */
  answer: (told: Execution, method: 'start' | 'watch') => Execution | Promise<Execution> = (told) => told;
  /** The history is too much for one message, so that all its texts are cut. */
  isPastCut = false;
  predictionError: Result<'execution.history'>['predictionError'] = null;
  readonly #lists = new Map<string, List>();
  readonly #watchers = new Map<string, Set<ApiClientHandle>>();

  get ids(): string[] {
    return [...this.#lists.keys()];
  }

  /** Begins a list of so many tasks. */
  begin(id: string, count: number): void {
    const steps = Array.from({ length: count }, (_, index) => ({ prompt: `task ${index + 1}` }));
    const order = { id, path: '/p', env: {}, steps };
    this.#lists.set(id, { execution: newExecution(id, order), order, output: '' });
  }

  get(id: string): Execution {
    return this.#list(id).execution;
  }

  order(id: string): Order {
    return this.#list(id).order;
  }

  /** Changes a task of a list, by its number. */
  step(id: string, n: number, change: Change): void {
    const list = this.#list(id);
    const steps = list.execution.steps.map((step) => (step.n === n ? { ...step, ...change } : step));
    const done = steps.filter(({ state }) => state === 'done').length;
    const failed = steps.filter(({ state }) => ['failed', 'refused', 'skipped', 'cancelled'].includes(state)).length;
    this.change(id, { steps, counts: { all: steps.length, done, failed } });
  }

  change(id: string, change: Partial<Execution>): void {
    const list = this.#list(id);
    list.execution = { ...list.execution, ...change };
    for (const client of this.#watchers.get(id) ?? [])
      client.notify('execution.changed', { execution: list.execution });
  }

  resume(id: string): void {
    const list = this.#list(id);
    const { held: _held, ...execution } = list.execution;
    list.execution = execution;
    this.change(id, { state: 'running' });
  }

  say(id: string, text: string): void {
    const list = this.#list(id);
    list.output += text;
    this.change(id, { offset: Buffer.byteLength(list.output) });
  }

  /** Ends a list, its open tasks with it. */
  end(id: string, state: 'done' | 'failed' | 'cancelled' = 'done'): void {
    this.change(id, { state, endedAt: '2026-03-01T10:05:00.000Z' });
  }

  /** Does all tasks of a list at once: each says its prompt backwards. */
  finish(id: string): void {
    for (const { n, prompt } of this.get(id).steps)
      this.step(id, n, { state: 'done', text: Array.from(prompt).reverse().join(''), tookMs: 1_000 });
    this.end(id);
  }

  readonly handlers: Partial<Handlers> = {
    'execution.start': (params) => {
      const id = params.id ?? randomUUID();
      if (!this.#lists.has(id)) {
        this.started.push(params);
        this.#lists.set(id, { execution: newExecution(id, params), order: params, output: '' });
        this.onStart(id);
      }
      return this.answer(this.get(id), 'start');
    },
    'execution.watch': ({ id }, client) => {
      const watchers = this.#watchers.get(id) ?? new Set<ApiClientHandle>();
      this.#watchers.set(id, watchers.add(client));
      return this.answer(this.get(id), 'watch');
    },
    'execution.status': ({ id, n }) => {
      const told = this.get(id);
      return n === undefined ? told : { ...told, steps: told.steps.filter((step) => step.n === n) };
    },
    'execution.control': ({ id: named, action, freeze }) => {
      if (this.forget) throw new PccError('not_found', 'No list has that id.');
      const { id, endedAt } = this.get(named);
      this.controls.push(freeze === true ? `${action} and freeze` : action);
      if (endedAt !== undefined) {
        if (action !== 'cancel') throw new PccError('over', 'The list is over.');
      } else if (action === 'cancel') this.end(id, 'cancelled');
      else if (action === 'pause') this.change(id, { state: 'paused', held: freeze === true ? 'frozen' : 'paused' });
      else this.resume(id);
      return this.get(id);
    },
    'execution.output': ({ id, from }) => {
      const bytes = Buffer.from(this.#list(id).output);
      const next = Math.min(bytes.length, from + this.pieceChars);
      return { from, text: bytes.toString('utf8', from, next), next, end: next === bytes.length };
    },
    'execution.list': () => ({
      executions: [...this.#lists.values()].map(({ execution: { steps: _steps, ...head } }) => head),
    }),
    'execution.history': ({ limit }) => ({
      steps: [...this.#lists.values()]
        .flatMap(({ execution }) =>
          execution.steps.map((step) => ({
            ...step,
            ...(this.isPastCut ? { text: 'x', cut: true as const } : {}),
            ...{ execution: execution.id, path: execution.path },
          })),
        )
        .slice(0, limit),
      predictionError: this.predictionError,
    }),
    'execution.check': ({ steps }): Result<'execution.check'> => ({
      ok: steps.map(whole).every(({ prompt }) => !prompt.startsWith('/')),
      problems: steps.map(whole).flatMap(({ prompt }, index) =>
        prompt.startsWith('/')
          ? [
              {
                n: index + 1,
                severity: 'error' as const,
                text: `Task ${index + 1} begins with '${prompt.replace(/\w+$/, '')}'.`,
              },
            ]
          : [],
      ),
      steps: steps.map(() => ({
        ...{ class: 'code', complexity: 'simple', tokens: 3, predictedMs: 60_000, basis: 0, why: 'A default.' },
      })),
    }),
    'pending.list': () => this.pending,
    'daemon.status': () => ({
      daemon: { pid: 11, version: '0.1.0', uptimeS: 1 },
      host: { pid: 12, sessions: 0 },
      home: '/home/me/.perpetualcc',
      warnings: [],
      brain: 'rules',
    }),
  };

  #list(named: string): List {
    const found = [...this.#lists].find(([id]) => id.startsWith(named));
    if (!found) throw new PccError('not_found', `No list of tasks has the id '${named}'.`);
    return found[1];
  }
}

/** A task of which nothing else is said may be its prompt alone. */
function whole(step: OrderedStep): Exclude<OrderedStep, string> {
  return typeof step === 'string' ? { prompt: step } : step;
}

function newExecution(id: string, { steps, path }: Order): Execution {
  return {
    ...{ id, state: 'running', path, session: `exec-${id.slice(0, 8)}`, createdAt: '2026-03-01T10:00:00.000Z' },
    counts: { all: steps.length, done: 0, failed: 0 },
    offset: 0,
    pending: [],
    steps: steps.map(whole).map(({ prompt, name, context }, index) => ({
      n: index + 1,
      uuid: randomUUID(),
      name: name ?? prompt,
      prompt,
      context: context ?? 'fresh',
      state: 'waiting',
      amended: [],
      class: 'code',
      complexity: 'simple',
    })),
  };
}

/** Something dangerous that waits in a session. */
export function waiting(n: number, session: string): PendingItem {
  return {
    ...{ n, session, kind: 'permission', tool: 'Bash', subject: 'rm -rf build', risk: 'HIGH' },
    options: [
      { key: '1', label: 'Yes', kind: 'yes-once', selected: true },
      { key: '2', label: 'No', kind: 'no', selected: false },
    ],
    reasons: ['Deletes files recursively.'],
    askedAt: '2026-03-01T10:00:00.000Z',
  };
}

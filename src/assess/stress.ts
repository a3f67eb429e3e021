import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Execution, Result } from '../api/methods.ts';
import { pause } from '../base/clock.ts';
import { isObject, parseJson } from '../base/json.ts';
import { limits } from '../limits.ts';
import type { Bench } from './bench.ts';
import { Crowd } from './crowd.ts';
import type { StressFigures } from './figures.ts';
import { perMinute, spreadOf } from './figures.ts';
import { messageAnswer } from './lab.ts';
import { endMark, pageOf } from './pages.ts';
import { stepsOf } from './parts/listChecks.ts';
import { PeakMemory } from './peakMemory.ts';
import { proofFaults, proveOrder } from './proof.ts';
import { RpcSocket } from './webSocket.ts';

/** How much at once. */
export interface Load {
  /** Of each list. */
  readonly tasks: number;
  readonly parallel: number;
  readonly clients: number;
}

/** One list of the load. */
interface List {
  readonly words: readonly string[];
  readonly project: string;
  id: string;
  addedMs: number;
  execution: Execution | undefined;
}

/** Runs lists at the same time while clients stream their output, and measures it. @throws PccError where it cannot be begun. */
export async function stress(bench: Bench, load: Load, doing: (text: string) => void): Promise<StressFigures> {
  const lists = Array.from({ length: load.parallel }, (_, index) => listOf(bench, load, index));
  for (const { words } of lists)
    for (const word of words) bench.lab.answer(word, () => messageAnswer(word, pageOf(word)));
  doing('starting the server');
  const server = await bench.server();
  const crowd = await Crowd.open(server, bench.clock, load.clients, doing);
  const socket = await RpcSocket.open(server, bench.clock);
  const memory = new PeakMemory(bench, server.pid);
  const startMs = bench.clock.monotonicMs();
  try {
    await Promise.all(lists.map((list) => begin(bench, socket, list)));
    await crowd.watch(lists.map(({ id }) => id));
    await follow(bench, socket, lists, (text) => {
      memory.look();
      doing(`${text}, ${load.clients} clients`);
    });
    const tookMs = bench.clock.monotonicMs() - startMs;
    doing('waiting for the last of the output');
    const told = await crowd.finish(
      lists.map(({ id }) => id),
      socket,
    );
    memory.look();
    return { ...figuresOf(bench, lists, told, tookMs), peakBytes: memory.peaks };
  } finally {
    crowd.close();
    socket.close();
    memory.dispose();
  }
}

function listOf({ lab, projects }: Bench, { tasks }: Load, index: number): List {
  const name = `load-${String.fromCharCode(97 + (index % 26))}${'x'.repeat(Math.floor(index / 26))}`;
  return { words: lab.words(name, tasks), project: projects[index] ?? '', id: '', addedMs: 0, execution: undefined };
}

async function begin({ clock }: Bench, socket: RpcSocket, list: List): Promise<void> {
  list.addedMs = clock.wallMs();
  ({ id: list.id } = await socket.call<Execution>('execution.start', {
    path: list.project,
    steps: stepsOf(list.words),
  }));
}

/** Looks at all lists until they are over; where nothing comes for too long they are given up. */
async function follow(
  { clock }: Bench,
  socket: RpcSocket,
  lists: readonly List[],
  doing: (text: string) => void,
): Promise<void> {
  const all = lists.reduce((sum, { words }) => sum + words.length, 0);
  const ids = new Set(lists.map(({ id }) => id));
  let over = -1;
  let sinceMs = clock.monotonicMs();
  for (;;) {
    const told = await socket.call<Result<'execution.list'>>('execution.list', { limit: listsTold });
    const own = told.executions.filter(({ id }) => ids.has(id));
    const now = own.reduce((sum, { counts }) => sum + counts.done + counts.failed, 0);
    if (now !== over) sinceMs = clock.monotonicMs();
    over = now;
    doing(`${over} of ${all} tasks`);
    const isStuck = clock.monotonicMs() - sinceMs > limits.assessStuckMs;
    if (isStuck || own.every(({ endedAt }) => endedAt !== undefined)) break;
    await pause(clock, limits.doctorPollMs);
  }
  for (const list of lists) list.execution = await socket.call<Execution>('execution.status', { id: list.id });
}

/** More than lists of a load at once. */
const listsTold = 100;

type Streamed = Awaited<ReturnType<Crowd['finish']>>;

function figuresOf(
  bench: Bench,
  lists: readonly List[],
  told: Streamed,
  tookMs: number,
): Omit<StressFigures, 'peakBytes'> {
  const { lab } = bench;
  const proofs = lists.map(({ words }) => proveOrder(words, lab.seen));
  const tasks = lists[0]?.words.length ?? 0;
  const ended = lists.reduce((sum, { execution }) => sum + (execution?.counts.done ?? 0), 0);
  const written = writtenTimes(bench, lists);
  const count = (what: 'lost' | 'repeated' | 'disordered' | 'shared'): number =>
    proofs.reduce((sum, proof) => sum + proof[what].length, 0);
  return {
    ...{ lists: lists.length, tasks, clients: told.clients, tookMs: Math.round(tookMs) },
    tasksPerMinute: perMinute(ended, tookMs),
    latencies: {
      addedToBegun: spreadOf(
        lists.flatMap(({ execution, addedMs }) => sinceAdded(execution?.steps[0]?.startedAt, addedMs)),
      ),
      addedToPrompt: spreadOf(lists.flatMap(({ words: [first = ''], addedMs }) => since(lab.begunMs(first), addedMs))),
      turnToNextPrompt: spreadOf(lists.flatMap(({ words }) => betweenTurns(bench, words))),
      writtenToRead: spreadOf(told.read.flatMap(({ word, atMs }) => since(atMs, written.get(word)))),
    },
    ...{ outputBytes: told.outputBytes, clientBytes: told.clientBytes, clientsWhole: told.whole },
    proof: {
      lost: count('lost'),
      repeated: count('repeated'),
      disordered: count('disordered'),
      shared: count('shared'),
    },
    faults: [...lists.flatMap(faultsOf), ...proofs.flatMap(proofFaults), ...told.faults],
  };
}

function faultsOf({ id, execution, words }: List): string[] {
  if (execution?.state === 'done' && execution.counts.done === words.length) return [];
  const why =
    execution?.why ?? execution?.steps.find((step) => step.why !== undefined)?.why ?? 'nothing was heard of it';
  return [`The list ${id.slice(0, 8)} is ${execution?.state ?? 'unknown'}, not done: ${why}`];
}

function since(atMs: number | undefined, fromMs: number | undefined): number[] {
  return atMs === undefined || fromMs === undefined ? [] : [Math.max(0, atMs - fromMs)];
}

function sinceAdded(startedAt: string | undefined, addedMs: number): number[] {
  return startedAt === undefined ? [] : since(Date.parse(startedAt), addedMs);
}

/** The API says all of an answer at once, so that a turn ends there when its prompt has come. */
function betweenTurns({ lab }: Bench, words: readonly string[]): number[] {
  return words.slice(1).flatMap((word, index) => since(lab.begunMs(word), lab.begunMs(words[index] ?? '')));
}

/** When the CLI wrote down what each task said, by its transcripts; wall-clock milliseconds. */
function writtenTimes({ env }: Bench, lists: readonly List[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const words = lists.flatMap((list) => list.words);
  for (const file of transcripts(join(env.HOME ?? '', '.claude', 'projects'))) {
    for (const line of file.split('\n')) {
      const word = line.includes('"assistant"') ? words.find((one) => line.includes(endMark(one))) : undefined;
      const told = word === undefined ? undefined : parseJson(line);
      if (word !== undefined && isObject(told) && told.type === 'assistant' && typeof told.timestamp === 'string')
        found.set(word, Date.parse(told.timestamp));
    }
  }
  return found;
}

function transcripts(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => readFileSync(join(folder, name), 'utf8'));
  } catch {
    // Then there is nothing to measure by, which the figures say.
    return [];
  }
}

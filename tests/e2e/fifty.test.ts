import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { ExecutionProof } from '../../src/api/methods.ts';
import { newestCli } from '../../src/claude/lab/cliVersions.ts';
import type { Place, Reply } from '../../src/claude/lab/script.ts';
import { calls, ownUuid, says } from '../../src/claude/lab/script.ts';
import { projectName } from '../../src/claude/transcript/places.ts';
import { seeded } from '../night/night.ts';
import { processesOf } from '../../src/assess/leftOver.ts';
import { Consumer } from './consumer.ts';
import { inShort, sharesOf } from './course.ts';
import { askedIn, askWord, faultsIn, toldWord } from './evidence.ts';
import type { Ended, Order, StepOrder } from './faces/face.ts';
import { pause } from './faces/face.ts';
import { Mcp } from './faces/mcp.ts';
import { Rest } from './faces/rest.ts';
import { Sdk } from './faces/sdk.ts';
import { Server } from './faces/server.ts';
import { Socket } from './faces/socket.ts';
import { Stage } from './stage.ts';

/**
 * Fifty tasks over each of SDK, REST, WebSocket and MCP, all four at once in one daemon and on the real CLI, while the daemon is
 * killed at random moments. What counts is what the API was asked.
 */

const seed = Number(process.env.PCC_FIFTY_SEED ?? Date.now() % 1_000_000);
const count = 50;
const names = ['sdk', 'rest', 'socket', 'mcp'] as const;
const all = names.length * count;
/** Far more than all of it takes; a slow machine takes longer. */
const patienceMs = 900_000;

let stage: Stage;
let server: Server | undefined;

afterEach(async () => {
  await server?.stop();
  await stage.strike();
});

/** When the API was asked about a task. */
interface Asked {
  readonly list: string;
  readonly n: number;
  readonly turn: number;
  readonly atMs: number;
}
const journal: Asked[] = [];

function answerTo({ turn }: Place, typed: string): Reply {
  const asked = askedIn(typed);
  if (!asked) return says(`Nothing is scripted for: ${typed.slice(0, 200)}`);
  const { list, n } = asked;
  journal.push({ list, n, turn, atMs: performance.now() });
  if (isTested(n) && turn === 0) return calls('Bash', { command: 'npm test', description: 'Run the tests' });
  const told = toldWord(list, n);
  if (!isJson(n)) return says(`It is ${told}.\n\nexecution_uuid: ${ownUuid}`);
  const lists = { files_created: [], files_modified: [] };
  return says(JSON.stringify({ result: told, ...lists, summary: 'It was told.', execution_uuid: ownUuid }));
}

const isTested = (n: number): boolean => n % 10 === 5;
const isJson = (n: number): boolean => n % 10 === 7;

/** Some use the result of the one before, some of two. */
function usedBy(n: number): number[] {
  if (n % 10 === 8) return [1, n - 1];
  return n > 1 && n % 3 === 0 ? [n - 1] : [];
}

function orderOf(name: string): Order {
  const steps = Array.from({ length: count }, (_, index): StepOrder => {
    const n = index + 1;
    const uses = usedBy(n);
    return {
      prompt: `Tell what belongs to ${askWord(name, n)}.`,
      ...(uses.length > 0 ? { uses } : {}),
      ...(isJson(n) ? { json: true } : {}),
    };
  });
  return { id: randomUUID(), path: join(stage.root, name), steps };
}

/** Tasks that the API has heard of. */
function begunTasks(): number {
  return journal.filter(({ turn }) => turn === 0).length;
}

async function untilBegun(tasks: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (begunTasks() < tasks) {
    if (performance.now() > deadline) throw new Error(`${begunTasks()} of ${tasks} tasks were begun (seed ${seed})`);
    await pause(20);
  }
}

function daemonPids(): number[] {
  return processesOf(stage.root)
    .filter(({ command }) => command.endsWith(' __daemon'))
    .map(({ pid }) => pid);
}

/** Kills the daemon; tells when another one was there and when each list went on, without any help but that of the faces. */
async function kill(): Promise<string> {
  const before = daemonPids();
  const atMs = performance.now();
  for (const pid of before) process.kill(pid, 'SIGKILL');
  const deadline = atMs + 60_000;
  while (!daemonPids().some((pid) => !before.includes(pid))) {
    if (performance.now() > deadline) throw new Error(`no face started another daemon (seed ${seed})`);
    await pause(20);
  }
  const there = performance.now() - atMs;
  const open = names.filter((name) => journal.filter(({ list }) => list === name).at(-1)?.n !== count);
  const goesOn = (name: string): number | undefined =>
    journal.find(({ list, turn, atMs: at }) => list === name && turn === 0 && at > atMs)?.atMs;
  while (open.some((name) => goesOn(name) === undefined)) {
    if (performance.now() > atMs + 120_000) throw new Error(`a list does not go on: ${open.join()} (seed ${seed})`);
    await pause(20);
  }
  const went = open.map((name) => `${name} ${seconds((goesOn(name) ?? 0) - atMs)}`).join(', ');
  return `killed at task ${begunTasks()} of ${all}: a daemon after ${seconds(there)}, the next task of ${went}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** From the last request of a task to the first of the next one: all that is not the work of a task. */
function gapsBetween(): number[] {
  return names.flatMap((name) => {
    const own = journal.filter(({ list }) => list === name);
    return own.flatMap(({ turn, atMs }, index) =>
      turn === 0 && index > 0 ? [atMs - (own[index - 1]?.atMs ?? 0)] : [],
    );
  });
}

/** Where the time of the lists went, by the transcripts of the CLI. */
function shares(): string {
  const parts = names.map((name) =>
    sharesOf(join(stage.env['HOME'] ?? '', '.claude/projects', projectName(join(stage.root, name)))),
  );
  const [toClear, toPrompt, toAnswer] = (['toClear', 'toPrompt', 'toAnswer'] as const).map((part) =>
    inShort(parts.flatMap((one) => one[part])),
  );
  return `from an answer to /clear ${toClear}, from there to the prompt ${toPrompt}, from there to the answer ${toAnswer}`;
}

async function verified(): Promise<{ readonly code: number; readonly proofs: readonly ExecutionProof[] }> {
  const { code, stdout } = await stage.pcc('verify', '--last', String(2 * all), '--json');
  return { code, proofs: JSON.parse(stdout) as ExecutionProof[] };
}

it(`fifty tasks each over SDK, REST, WebSocket and MCP, and a daemon that is killed twice (seed ${seed})`, {
  timeout: 2 * patienceMs,
}, async () => {
  journal.length = 0;
  stage = await Stage.set({ version: newestCli, trusted: true, projects: names, script: answerTo });
  server = await Server.start(stage);
  const socket = new Socket(server);
  const rest = new Rest(server);
  const sdk = new Sdk(stage, new Consumer(stage));
  const mcp = new Mcp(server);
  const faces = { sdk, rest, socket, mcp };
  const orders = { sdk: orderOf('sdk'), rest: orderOf('rest'), socket: orderOf('socket'), mcp: orderOf('mcp') };
  const begunMs = performance.now();
  await Promise.all(names.map((name) => faces[name].begin(orders[name])));
  const random = seeded(seed);
  const disturbing = async (): Promise<string[]> => {
    await untilBegun(Math.floor(all * (0.2 + 0.2 * random())));
    await pause(2_000 * random());
    const first = await kill();
    // The stream of one that was away goes on where it was.
    await untilBegun(Math.floor(all * 0.5));
    socket.drop();
    await pause(1_000 + 2_000 * random());
    await socket.comeBack();
    await untilBegun(Math.floor(all * (0.6 + 0.2 * random())));
    await pause(2_000 * random());
    socket.drop();
    const [second] = await Promise.all([kill(), pause(500 * random()).then(() => socket.comeBack())]);
    return [first, second];
  };
  const [kills, ...ended] = await Promise.all([disturbing(), ...names.map((name) => faces[name].ended())]);
  const tookMs = performance.now() - begunMs;
  process.stdout.write(
    [
      `${all} tasks in ${seconds(tookMs)}; in the middle, and of the slowest tenth (in brackets), between the requests of two tasks ${inShort(gapsBetween())}`,
      shares(),
      ...kills,
      `REST was told ${rest.refused} times to ask again\n`,
    ].join('\n'),
  );

  // Every caller has all results.
  const lists = new Map<string, Ended>(
    names.map((name, index) => [name, ended[index] ?? { state: 'failed', steps: [] }]),
  );
  for (const [name, { state, steps }] of lists) {
    expect([name, state, steps.map(({ n, state: stands }) => `${n} ${stands}`)]).toEqual([
      name,
      'done',
      Array.from({ length: count }, (_, index) => `${index + 1} done`),
    ]);
    const words = steps.map(({ n, text, object }) => (isJson(n) ? object?.['result'] : text));
    expect(words).toEqual(steps.map(({ n }) => (isJson(n) ? toldWord(name, n) : `It is ${toldWord(name, n)}.`)));
  }

  // What the API was asked: strictly in order, each task once, no word of another task.
  const known = names.map((list) => ({
    list,
    steps: (lists.get(list)?.steps ?? []).map(({ n, uuid }) => ({ n, uuid, uses: usedBy(n) })),
  }));
  expect(faultsIn(stage.api.requests, known)).toEqual([]);
  expect(stage.toolResults().filter(({ isError }) => isError)).toEqual([]);

  // The streams are the output, byte by byte.
  expect(socket.gaps).toEqual([]);
  expect(socket.output).toEqual(await server.output(orders.socket.id));
  expect(sdk.output).toEqual({ ...(await server.output(orders.sdk.id)), whole: true });
  const headers = [...socket.output.text.matchAll(/^== Task (\d+) of /gm)].map(([, n]) => Number(n));
  expect(headers).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  expect(mcp.progress).toEqual([...mcp.progress].sort((a, b) => a - b));

  // Receipts hold, and one that was changed is found out.
  const before = await verified();
  expect([before.code, before.proofs.length, before.proofs.filter(({ ok }) => !ok)]).toEqual([0, all, []]);
  const { uuid = '', response = '' } = lists.get('rest')?.steps[16] ?? {};
  writeFileSync(response, readFileSync(response, 'utf8').replace(toldWord('rest', 17), toldWord('rest', 18)));
  const after = await verified();
  expect([after.code, after.proofs.filter(({ ok }) => !ok).map((proof) => proof.uuid)]).toEqual([1, [uuid]]);
  await mcp.close();
});

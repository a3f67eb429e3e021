import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Execution } from '../../src/api/methods.ts';
import { newestCli } from '../../src/claude/lab/cliVersions.ts';
import type { Place, Reply } from '../../src/claude/lab/script.ts';
import { calls, heldBy, ownUuid, says } from '../../src/claude/lab/script.ts';
import { parseEvent, parseHeader } from '../../src/terminal/asciicast.ts';
import type { SessionMember } from '../../src/terminal/host/processes.ts';
import { isAlive, processStartTime, sessionMembers } from '../../src/terminal/host/processes.ts';
import { listParts } from '../../src/terminal/recording/parts.ts';
import { processesOf } from '../../src/assess/leftOver.ts';
import { Consumer } from './consumer.ts';
import { askedIn, askWord, toldWord } from './evidence.ts';
import type { Action, Face } from './faces/face.ts';
import { Mcp } from './faces/mcp.ts';
import { Rest } from './faces/rest.ts';
import { Sdk } from './faces/sdk.ts';
import { Server } from './faces/server.ts';
import { Socket } from './faces/socket.ts';
import { Verbs } from './faces/verbs.ts';
import { measured, slownessNow } from './pace.ts';
import { Stage } from './stage.ts';

/**
 * A list on the real CLI that is paused, frozen, resumed and cancelled while it runs, over each of the faces; each call acts within a
 * second. What counts is what was typed, what the API was asked and what the system says of the processes.
 */

const actsWithinMs = 1_000;
/** So long nothing may happen while it is held. */
const quietMs = 1_500;
/** What the tests of the projects do, so that it can be found among all processes. */
const sleeper = 'sleep 47110';

const faces = {
  socket: (server: Server): Face => new Socket(server),
  rest: (server: Server): Face => new Rest(server),
  mcp: (server: Server): Face => new Mcp(server),
  sdk: (): Face => new Sdk(stage, new Consumer(stage)),
  verbs: (): Face => new Verbs(stage),
} as const;
const names = ['socket', 'rest', 'mcp', 'sdk', 'verbs'] as const;

let stage: Stage;
let server: Server;
let face: Face | undefined;

beforeAll(async () => {
  stage = await Stage.set({ version: newestCli, trusted: true, projects: names, script: answerTo });
  const scripts = { lint: 'node -e 0', test: sleeper };
  for (const name of names) stage.write(`../${name}/package.json`, JSON.stringify({ name: 'app', scripts }));
  server = await Server.start(stage);
});

afterEach(async () => {
  await face?.close();
  face = undefined;
});

afterAll(async () => {
  await server.stop();
  await stage.strike();
});

/** The first task asks to be allowed something and ends when the test says so; the second one never ends. */
function answerTo({ turn }: Place, typed: string): Reply {
  const asked = askedIn(typed);
  if (!asked) return says(`Nothing is scripted for: ${typed.slice(0, 200)}`);
  const { list, n } = asked;
  if (n === 2) return calls('Bash', { command: 'npm test', description: 'Run the tests' });
  if (turn > 0) return heldBy(`${list} ends`, says(`${toldWord(list, n)}\n\nexecution_uuid: ${ownUuid}`));
  return heldBy(`${list} asks`, calls('Bash', { command: 'npm run lint', description: 'Run the linter' }));
}

/** The list of one face while it runs. */
class Run {
  readonly name: string;
  readonly #face: Face;
  readonly id: string;
  readonly session: string;
  /** What each call took until it had acted. */
  readonly figures: string[] = [];

  private constructor(name: string, face: Face, { id, session = '' }: Execution) {
    this.name = name;
    this.#face = face;
    this.id = id;
    this.session = session;
  }

  static async begin(name: string, face: Face): Promise<Run> {
    const steps = [1, 2, 3].map((n) => ({ prompt: `Tell what belongs to ${askWord(name, n)}.` }));
    const id = await face.begin({ id: randomUUID(), path: join(stage.root, name), steps });
    await asked(name, 1, 0);
    return new Run(name, face, await statusOf(id));
  }

  /** Calls, and waits until the claim holds; that must be within a second, or as much longer as this machine is slower just now. */
  async acts(
    what: string,
    [action, freeze]: readonly [Action, boolean?],
    claim: (sinceMs: number) => boolean,
  ): Promise<void> {
    const withinMs = actsWithinMs * (await slownessNow(stage));
    const [beganMs, sinceMs] = [performance.now(), Date.now()];
    const calling = this.#face.control(action, freeze).then(() => performance.now() - beganMs);
    const acting = measured(`${this.name}: ${what}`, beganMs, () => claim(sinceMs), withinMs);
    const [tookMs, returnedMs] = await Promise.all([acting, calling]);
    this.figures.push(`${what} ${Math.round(tookMs)} ms (the call ${Math.round(returnedMs)} ms)`);
    expect(returnedMs).toBeLessThan(withinMs);
  }

  /** When keys were typed into the session, by whomever; answers to queries of the terminal are none. */
  keys(): number[] {
    return listParts(join(stage.pccHome, 'recordings', this.session)).flatMap(({ path }) => {
      const [first = '', ...lines] = readFileSync(path, 'utf8').split('\n');
      const beganS = parseHeader(first)?.timestamp ?? 0;
      const events = lines.map(parseEvent).filter((event) => event !== undefined);
      return events.flatMap(({ code, atS }, index) =>
        code === 'i' && events[index - 1]?.data !== 'input:reply' ? [(beganS + atS) * 1_000] : [],
      );
    });
  }

  /** The state of the session is read until it is this one. */
  async shows(state: string): Promise<void> {
    await stage.untilStatus(this.session, `${state} in ${this.name}`, (status) => status.state === state);
  }

  /** Nothing is typed and nothing asked, from some moment on, for a while. */
  async keepsQuiet(sinceMs: number): Promise<void> {
    const before = requestsOf(this.name);
    await new Promise((done) => setTimeout(done, quietMs));
    expect(this.keys().filter((at) => at > sinceMs)).toEqual([]);
    expect(requestsOf(this.name)).toBe(before);
  }

  async processes(): Promise<() => SessionMember[]> {
    const { pid } = await stage.status(this.session);
    const leader = { pid: pid ?? 0, startTime: processStartTime(pid ?? 0) ?? '' };
    return () => sessionMembers(leader);
  }
}

async function statusOf(id: string): Promise<Execution> {
  const { json } = await server.ask('GET', `/executions/${id}/status`);
  return json as Execution;
}

/** The API was asked about a task, with so many results of tools. */
async function asked(list: string, n: number, turn: number): Promise<void> {
  await stage.api.requested(
    ({ body, place }) => place?.turn === turn && JSON.stringify(body ?? '').includes(askWord(list, n)),
    60_000,
  );
}

/** How many requests there were about a list. */
function requestsOf(list: string): number {
  return stage.api.requests.filter(({ body }) => JSON.stringify(body ?? '').includes(`ask-${list}-`)).length;
}

function begun(list: string, n: number): number {
  return stage.api.requests.filter(
    ({ body, place }) => place?.turn === 0 && JSON.stringify(body ?? '').includes(askWord(list, n)),
  ).length;
}

function sleepers(): number {
  return processesOf(stage.root).filter(({ command }) => command === sleeper).length;
}

describe.each(names)('over %s', (name) => {
  it('a list is paused, frozen, resumed and cancelled within a second', { timeout: 240_000 }, async () => {
    face = faces[name](server);
    const run = await Run.begin(name, face);
    const typed = (sinceMs: number): boolean => run.keys().some((at) => at >= sinceMs);

    // Paused while its turn runs: the permission that comes then is not answered.
    await run.acts('PAUSE', ['pause'], () => true);
    let heldMs = Date.now();
    stage.api.open(`${name} asks`);
    await run.shows('permission');
    await run.keepsQuiet(heldMs);
    await run.acts('RESUME to the answer', ['resume'], typed);
    await asked(name, 1, 1);

    // Paused while its turn ends: the next task is not typed.
    await run.acts('PAUSE', ['pause'], () => true);
    heldMs = Date.now();
    stage.api.open(`${name} ends`);
    await run.shows('idle');
    await run.keepsQuiet(heldMs);
    expect(begun(name, 2)).toBe(0);
    await run.acts('RESUME to the next task', ['resume'], typed);
    await asked(name, 2, 0);
    const others = sleepers();
    await stage.until(
      'a command that runs',
      () => Promise.resolve(sleepers()),
      (now) => now > others,
    );

    // Frozen: whatever it has started stands still.
    const members = await run.processes();
    const stopped = (): boolean => members().every(({ stopped }) => stopped);
    await run.acts('PAUSE with freeze', ['pause', true], stopped);
    await run.keepsQuiet(Date.now());
    expect(stopped()).toBe(true);
    await run.acts('RESUME of what stood still', ['resume'], () => members().every(({ stopped }) => !stopped));
    if (name === 'rest') await run.acts('PAUSE with freeze', ['pause', true], stopped);

    // Cancelled: all of it is gone, also the command that it had started.
    const known = members();
    expect(known.length).toBeGreaterThan(2);
    await run.acts('CANCEL', ['cancel'], () => !known.some(isAlive) && sleepers() === others);
    const { state, steps } = await face.ended();
    expect([state, ...steps.map((step) => step.state)]).toEqual(['cancelled', 'done', 'cancelled', 'cancelled']);
    expect([1, 2, 3].map((n) => begun(name, n))).toEqual([1, 1, 0]);
    process.stdout.write(`${name}: ${run.figures.join(', ')}\n`);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { HostLimits } from '../../src/terminal/host/hostSession.ts';
import { PtyHost } from '../../src/terminal/host/ptyHost.ts';
import type { HostClient } from '../../src/terminal/hostClient.ts';
import { connectHost } from '../../src/terminal/hostClient.ts';

const cleanups: (() => void | Promise<void>)[] = [];

/** Runs after the test, the latest first, whatever happened. */
export function afterTest(step: () => void | Promise<void>): void {
  cleanups.push(step);
}

afterEach(async () => {
  for (const step of cleanups.splice(0).reverse()) await step();
});

export const clock = systemClock();

/** A private folder that goes away with the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pcc-'));
  afterTest(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Waits for a condition, and says which one did not come. */
export async function until(what: string, holds: () => boolean, withinMs = 10_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

export interface TestHost {
  readonly home: string;
  readonly host: PtyHost;
  readonly socketPath: string;
  readonly log: string[];
}

/** A host in this process, ended with the test. Ending is quick: its children are killed without waiting for manners. */
export async function startTestHost(settings: Partial<HostLimits> = {}, home = tempFolder()): Promise<TestHost> {
  const log: string[] = [];
  const host = await PtyHost.start({
    runDir: join(home, 'run'),
    recordingsDir: join(home, 'recordings'),
    version: '0.0.0-test',
    clock,
    limits: { killInsistAfterMs: 50, killForceAfterMs: 50, ...settings },
    log: (sentence) => log.push(sentence),
  });
  afterTest(async () => {
    host.end('the test is over');
    await host.ended;
  });
  return { home, host, socketPath: join(home, 'run', 'ptyhost.sock'), log };
}

export async function connectTo(host: { readonly socketPath: string }): Promise<HostClient> {
  const client = await connectHost(host.socketPath, { clock });
  afterTest(() => {
    client.dispose();
  });
  return client;
}

/** A child by a shell command; `$NODE` in it is this node. */
export function shell(id: string, command: string): Parameters<HostClient['spawn']>[0] {
  return {
    id,
    file: '/bin/sh',
    args: ['-c', command],
    cwd: '/',
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LANG: 'C.UTF-8', NODE: process.execPath },
    cols: 80,
    rows: 24,
  };
}

/** A child by a node program. */
export function script(id: string, source: string): Parameters<HostClient['spawn']>[0] {
  return { ...shell(id, ''), file: process.execPath, args: ['-e', source] };
}

/** What a client hears of one session, acknowledged as it comes unless told otherwise. */
export class Follower {
  readonly #client: HostClient;
  readonly id: string;
  text = '';
  start = 0;
  acks = true;
  exit: { code: number; signal: number; offset: number } | undefined;
  detached = false;

  private constructor(client: HostClient, id: string) {
    this.#client = client;
    this.id = id;
  }

  static async attach(client: HostClient, id: string, from = 0, acks = true): Promise<Follower> {
    const follower = new Follower(client, id);
    follower.acks = acks;
    client.onOutput((output) => {
      if (output.id !== id) return;
      if (output.offset !== follower.offset) throw new Error(`output at ${output.offset}, expected ${follower.offset}`);
      follower.text += output.text;
      if (follower.acks) client.ack(id, follower.offset);
    });
    client.onExit((exit) => {
      if (exit.id === id) follower.exit = exit;
    });
    client.onDetached((detached) => {
      if (detached.id === id) follower.detached = true;
    });
    const attached = await client.attach(id, from);
    follower.start = attached.start;
    if (attached.exit) follower.exit = { ...attached.exit, offset: attached.end };
    return follower;
  }

  get offset(): number {
    return this.start + this.text.length;
  }

  async sees(text: string): Promise<void> {
    await until(`${this.id} shows ${JSON.stringify(text)}`, () => this.text.includes(text));
  }

  async ends(): Promise<void> {
    await until(`${this.id} ends`, () => this.exit !== undefined);
  }

  async type(inputId: string, data: string, ifOffset?: number): ReturnType<HostClient['write']> {
    return this.#client.write(this.id, { inputId, data, by: 'pcc', ...(ifOffset === undefined ? {} : { ifOffset }) });
  }
}

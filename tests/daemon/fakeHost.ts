import { appendFileSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ManualClock } from '../../src/base/clock.ts';
import { projectName } from '../../src/claude/transcript/places.ts';
import type { LiveSession } from '../../src/daemon/liveSession.ts';
import type { Config } from '../../src/daemon/settings.ts';
import type { HostWrite } from '../../src/terminal/host/protocol.ts';
import type { HostClient } from '../../src/terminal/hostClient.ts';
import { until } from '../terminal/harness.ts';
import type { Rig } from './rig.ts';
import { makeRig } from './rig.ts';

/** A session whose pty host is the test: nothing happens by itself, time included. */
export interface HandHeld {
  readonly rig: Rig;
  readonly clock: ManualClock;
  readonly live: LiveSession;
  /** Everything that was handed to the host to be typed, in order. */
  readonly writes: readonly HostWrite[];
  /** Sizes that the host was asked for, in order. */
  readonly sizes: readonly string[];
  /** What a size costs until the host says that it is done. */
  slowly: () => Promise<void>;
  /** The child puts this out. */
  readonly show: (text: string) => void;
  /** Adds to the transcript. */
  readonly tell: (...lines: object[]) => void;
  /** Moves the clock in small steps; what a step sets off is done before the next. */
  readonly pass: (ms: number, stepMs?: number) => Promise<void>;
}

/** Everything that is under way in this turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

export async function handHeld(config: Partial<Config> = {}, name = 'hand'): Promise<HandHeld> {
  const clock = new ManualClock(Date.UTC(2026, 2, 1, 10));
  const rig = await makeRig({ clock, config });
  const writes: HostWrite[] = [];
  const sizes: string[] = [];
  const host: Partial<HostClient> = {
    spawn: () => Promise.resolve({ pid: 4_321, processStartTime: null }),
    attach: (_id, from) => Promise.resolve({ start: from, end: from, cols: 80, rows: 24 }),
    ack: () => undefined,
    forget: () => Promise.resolve(),
    kill: () => Promise.resolve(),
    write: (_id, input) => {
      writes.push(input);
      return Promise.resolve({ result: 'written', offset: live.watched.screen.offset });
    },
    resize: async (_id, cols, rows) => {
      await scene.slowly();
      sizes.push(`${cols}x${rows}`);
    },
  };
  const real = rig.client;
  rig.client = Object.assign(Object.create(real) as HostClient, host);
  const project = join(rig.folder, name);
  const folder = join(rig.folder, 'claude');
  mkdirSync(project, { recursive: true });
  const id = await rig.sessions.start({
    path: project,
    trust: false,
    args: [],
    claude: resolve(import.meta.dirname, 'programs/puppet.sh'),
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', TZ: 'UTC', CLAUDE_CONFIG_DIR: folder },
    cols: 80,
    rows: 24,
  });
  const live = rig.sessions.find(id);
  await until('a version that is known', () => live.actor.session.cli === 'checked', 30_000);
  const { claudeSessionId, path } = rig.sessions.status(id);
  const transcript = join(folder, 'projects', projectName(path), `${claudeSessionId}.jsonl`);
  mkdirSync(join(transcript, '..'), { recursive: true });
  const scene: HandHeld = {
    rig,
    clock,
    live,
    writes,
    sizes,
    slowly: () => Promise.resolve(),
    show: (text) => {
      live.take({ id, offset: live.watched.screen.offset, text });
    },
    tell: (...lines) => {
      const own = lines.map((line) => `${JSON.stringify({ sessionId: claudeSessionId, ...line })}\n`);
      appendFileSync(transcript, own.join(''));
    },
    pass: async (ms, stepMs = 10) => {
      for (let left = ms; left > 0; left -= stepMs) {
        clock.advance(Math.min(stepMs, left));
        await turn();
      }
    },
  };
  return scene;
}

/** A line of the transcript with a call of Bash that waits. */
export function callLine(callId: string, command: string): object {
  const content = [{ type: 'tool_use', id: callId, name: 'Bash', input: { command } }];
  return { type: 'assistant', message: { role: 'assistant', content, stop_reason: 'tool_use' } };
}

/** The line that says that a call is done. */
export function resultLine(callId: string): object {
  const content = [{ type: 'tool_result', tool_use_id: callId, content: 'done', is_error: false }];
  return { type: 'user', message: { role: 'user', content } };
}

import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BugError } from '../../base/assert.ts';
import { PccError } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import { packageRoot } from '../../packageRoot.ts';
import type { CastHeader } from '../../terminal/asciicast.ts';
import { readCast } from '../../terminal/recording/reader.ts';
import type { Home } from '../home.ts';
import { recordedTask } from './player.ts';

/** A whole task without a human: a file under src/, then the tests. */
const usualDemo = 'feature';

/** How the player is started in place of the CLI. */
export interface DemoLaunch {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly claudeSessionId: string;
  readonly claudeVersion: string;
  readonly size: { readonly cols: number; readonly rows: number };
  /** What was typed in the recording. */
  readonly task: string;
}

/** What the launch is made from. */
export interface DemoContext {
  readonly home: Home;
  readonly self: readonly [string, ...string[]];
}

/**
 * A recorded session of the real CLI, played by a program that waits for the recorded input, with its transcript beside it:
 * screens, transcript, decisions and keys go through the very pipeline of a live session. An empty name means the usual one;
 * with `--stay` among its words it goes on showing the last screen.
 *
 * @throws PccError `not_found` that names the demos there are.
 */
export async function demoLaunch(name: string, words: readonly string[], context: DemoContext): Promise<DemoLaunch> {
  const folder = join(packageRoot(), 'demo');
  const names = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.cast'))
        .map((file) => file.slice(0, -'.cast'.length))
        .sort()
    : [];
  const chosen = names.find((known) => known === (name === '' ? usualDemo : name));
  if (chosen === undefined) {
    const near = nearest(name, names);
    throw new PccError(
      'not_found',
      `There is no demo '${name}'${near === undefined ? '' : `; did you mean '${near}'?`} There are ${names.join(', ') || 'none'}.`,
    );
  }
  const cast = join(folder, `${chosen}.cast`);
  const header = await headerOf(cast);
  const claudeSessionId = randomUUID();
  const stage = join(stagesOf(context.home), claudeSessionId);
  mkdirSync(join(stage, 'app'), { recursive: true, mode: 0o700 });
  const [file, ...first] = context.self;
  return {
    file,
    args: [...first, '__player', cast, claudeSessionId, ...words.filter((word) => word === '--stay')],
    env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color', CLAUDE_CONFIG_DIR: join(stage, 'claude') },
    cwd: realpathSync(join(stage, 'app')),
    claudeSessionId,
    claudeVersion: /claude (\S+?)(?:,|$)/.exec(header.title ?? '')?.[1] ?? '',
    size: { cols: header.width, rows: header.height },
    task: await recordedTask(cast),
  };
}

/** Removes the folders of a demo whose session has ended. */
export function removeDemo(home: Home, claudeSessionId: string): void {
  rmSync(join(stagesOf(home), claudeSessionId), { recursive: true, force: true });
}

/** Removes what demos left behind that nobody saw end; `living` are the CLI's session ids of those that go on. */
export function removeDeadDemos(home: Home, living: ReadonlySet<string>): void {
  const folder = stagesOf(home);
  if (!existsSync(folder)) return;
  for (const id of readdirSync(folder)) if (!living.has(id)) removeDemo(home, id);
}

function stagesOf(home: Home): string {
  return join(home.runFolder, 'demo');
}

async function headerOf(cast: string): Promise<CastHeader> {
  for await (const piece of readCast(cast)) if ('header' in piece) return piece.header;
  throw new BugError(`the demo '${cast}' has no header`);
}

import { execFileSync } from 'node:child_process';
import { appendFileSync, closeSync, constants, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Execution, Params } from '../../../src/api/methods.ts';
import { projectName } from '../../../src/claude/transcript/places.ts';
import { afterTest, until } from '../../terminal/harness.ts';
import { screenAt } from '../recorded.ts';
import type { Rig } from '../rig.ts';
import { makeRig } from '../rig.ts';

/** A screen on which nothing runs. */
export const idle = await screenAt('bash-simple-80x24', 'idle');
const busy = await screenAt('bash-simple-80x24', 'busy');
/** As long as anything may take here. */
export const patienceMs = 15_000;

/** A list whose session shows what the test says. */
export interface Child {
  readonly rig: Rig;
  readonly list: () => Execution;
  /** Shows a screen. */
  readonly show: (text: string) => void;
  readonly tell: (line: object) => void;
}

/** Begins a list in a folder of its own. */
export async function begin(order: Pick<Params<'execution.start'>, 'steps' | 'keep'>): Promise<Child> {
  const rig = await makeRig({ config: { 'session.cols': 80, 'session.rows': 24 } });
  const project = join(rig.folder, 'app');
  mkdirSync(project, { recursive: true });
  const screen = join(rig.folder, 'screen');
  const keys = join(rig.folder, 'keys');
  execFileSync('mkfifo', [screen]);
  writeFileSync(keys, '');
  const pipe = openSync(screen, constants.O_RDWR);
  afterTest(() => {
    closeSync(pipe);
  });
  const config = join(rig.folder, 'claude');
  const { id } = await rig.lasting.executions.begin({
    ...order,
    path: project,
    trust: true,
    claude: resolve(import.meta.dirname, '../programs/puppet.sh'),
    env: {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      TZ: 'UTC',
      CLAUDE_CONFIG_DIR: config,
      PUPPET_SCREEN: screen,
      PUPPET_KEYS: keys,
    },
  });
  const session = rig.lasting.executions.status(id).session ?? '';
  const { claudeSessionId, path } = rig.sessions.status(session);
  const transcript = join(config, 'projects', projectName(path), `${claudeSessionId}.jsonl`);
  mkdirSync(join(transcript, '..'), { recursive: true });
  return {
    rig,
    list: () => rig.lasting.executions.status(id),
    show: (text) => writeSync(pipe, text),
    tell: (line) => {
      appendFileSync(transcript, `${JSON.stringify({ sessionId: claudeSessionId, ...line })}\n`);
    },
  };
}

/** The text of a task has been typed; its turn begins. */
export async function turnBegins({ rig, list, show, tell }: Child, n: number): Promise<string> {
  const task = (): string | undefined => {
    const { tasks } = rig.sessions.find(list().session ?? '').actor.session;
    return tasks.find(({ state }) => state === 'running' || state === 'typing')?.text;
  };
  await until(`task ${n}`, () => list().step === n && task() !== undefined, patienceMs);
  const text = task() ?? '';
  tell({ type: 'user', message: { role: 'user', content: text } });
  show(busy);
  await until('a turn', () => rig.sessions.find(list().session ?? '').actor.session.state === 'busy', patienceMs);
  return text;
}

/** The turn ends with these words. */
export function turnEnds({ show, tell }: Child, words: string): void {
  const usage = { input_tokens: 7, output_tokens: 3 };
  const message = {
    id: words,
    role: 'assistant',
    usage,
    stop_reason: 'end_turn',
    content: [{ type: 'text', text: words }],
  };
  tell({ type: 'assistant', message });
  show(idle);
}

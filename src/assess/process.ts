import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Clock } from '../base/clock.ts';
import { sentenceOf } from '../base/errors.ts';
import { cagePrefix } from '../claude/lab/namespace.ts';
import { killGroup } from '../claude/processGroup.ts';
import { limits } from '../limits.ts';
import { clearFolder, folderPrefix, removeForgotten } from './leftOver.ts';
import type { Wish, Word, WorkerOrder } from './told.ts';
import { wordFrom } from './told.ts';

/** What the work is started with. */
export interface WorkSpec {
  readonly wish: Wish;
  /** Path of the CLI. */
  readonly program: string;
  readonly self: readonly [string, ...string[]];
  readonly clock: Clock;
  /** Told each word but the last. */
  readonly onWord: (word: Word) => void;
  /** Ends it early. */
  readonly stop: AbortSignal;
  /** Ends and removes what is left; `clearFolder` unless told. */
  readonly clear?: typeof clearFolder;
}

/**
 * Does the work in a process of its own: in a network namespace and a process namespace where the system allows them, so that nothing
 * can leave the machine and nothing outlives it; in a folder that goes with it. Gives why it could not be carried through, or what is
 * left behind, if so: what was found until then is worth telling.
 */
export async function runWork(spec: WorkSpec): Promise<string | undefined> {
  const parent = realpathSync(tmpdir());
  removeForgotten(parent, spec.clock.wallMs());
  const folder = mkdtempSync(join(parent, folderPrefix));
  const problem = await worked(folder, spec).catch(sentenceOf);
  try {
    await (spec.clear ?? clearFolder)(folder, spec.clock);
  } catch (error) {
    return problem === undefined ? sentenceOf(error) : `${problem.replace(/\.+$/, '')}; ${sentenceOf(error)}`;
  }
  return problem;
}

async function worked(folder: string, spec: WorkSpec): Promise<string | undefined> {
  const cage = cagePrefix();
  const order: WorkerOrder = { wish: spec.wish, folder, program: spec.program, caged: cage.length > 0 };
  const words: readonly string[] = [...cage, ...spec.self, '__assess', JSON.stringify(order)];
  const [file = '', ...args] = words;
  const child = spawn(file, args, {
    // Not in the folder itself: the process that clears it would be one of those that belong to it.
    cwd: dirname(folder),
    env: { PATH: searchPath(), HOME: dirname(folder), TMPDIR: dirname(folder) },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C reaches this process alone, which has the other end in good order.
    detached: true,
  });
  return await follow(child, spec);
}

function follow(child: ChildProcess, { clock, onWord, stop }: WorkSpec): Promise<string | undefined> {
  let complaint = '';
  let problem: string | undefined = 'the process that does the work ended early';
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const word = wordFrom(line);
      if (word?.say === 'over') problem = undefined;
      else if (word?.say === 'failed') problem = word.sentence;
      else if (word) onWord(word);
    });
  }
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = `${complaint}${text}`.slice(-complaintChars);
  });
  // A worker that is gone already must not take this process along.
  child.stdin?.on('error', () => undefined);
  return new Promise((resolve) => {
    const end = (): void => {
      child.stdin?.end();
      const insist = clock.after(limits.assessEndMs, () => {
        if (child.pid !== undefined) killGroup(child.pid);
      });
      child.once('close', () => {
        insist.dispose();
      });
    };
    if (stop.aborted) end();
    else stop.addEventListener('abort', end, { once: true });
    child.on('error', (error) => {
      resolve(sentenceOf(error));
    });
    child.on('close', () => {
      stop.removeEventListener('abort', end);
      const last = complaint.trimEnd().split('\n').at(-1) ?? '';
      if (stop.aborted) resolve('it was stopped');
      else resolve(problem === undefined || last === '' ? problem : `${problem}: ${last}`);
    });
  });
}

/** As much of what a worker complains of as is kept. */
const complaintChars = 4_000;

function searchPath(): string {
  return [
    dirname(process.execPath),
    '/usr/local/sbin',
    '/usr/local/bin',
    '/usr/sbin',
    '/usr/bin',
    '/sbin',
    '/bin',
  ].join(':');
}

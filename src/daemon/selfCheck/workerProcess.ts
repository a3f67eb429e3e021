import { killGroup } from '../../claude/processGroup.ts';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { sentenceOf, systemCode } from '../../base/errors.ts';
import { cagePrefix } from '../../claude/lab/namespace.ts';
import { limits } from '../../limits.ts';
import type { CliIdentity, FamilyResult } from '../../store/cliChecks.ts';
import type { Finding } from './findings.ts';
import { familiesOf, isPassed } from './findings.ts';
import type { WorkerOrder } from './worker.ts';
import { wordFrom } from './worker.ts';

/** What came of a check. */
export interface CheckResult {
  readonly passed: boolean;
  readonly families: readonly FamilyResult[];
  /** Why it could not be carried through. */
  readonly problem?: string;
}

/** What a check is started with. */
export interface WorkerSpec {
  readonly cli: CliIdentity;
  /** Program and first arguments with which this very program can be started again. */
  readonly self: readonly [string, ...string[]];
  /** Folder of the home: names what is left behind, and whose it is. */
  readonly homeFolder: string;
  readonly rulesFolder: string;
  readonly clock: Clock;
  /** Told after each finding. */
  readonly progress: (families: readonly FamilyResult[]) => void;
}

/**
 * A check in a process of its own. Disposing it has that process end with all it started and remove its folder, also where this
 * process ends at once; `over` resolves all the same.
 */
export interface CheckProcess extends Disposable {
  readonly over: Promise<CheckResult>;
}

/** Starts a check: with low priority, in a network namespace of its own where the system allows one, in a folder that goes with it. */
export function startCheck(spec: WorkerSpec): CheckProcess {
  const prefix = folderPrefix(spec.homeFolder);
  removeLeft(prefix);
  const folder = realpathSync(mkdtempSync(prefix));
  const { path: program, version } = spec.cli;
  const order: WorkerOrder = { program, version, folder, rulesFolder: spec.rulesFolder };
  const [file, ...args] = commandOf([...cagePrefix(), ...spec.self], JSON.stringify(order));
  const child = spawn(file, args, {
    cwd: folder,
    env: { PATH: pathOf(), HOME: join(folder, 'home'), PCC_HOME: join(folder, 'pcc'), TMPDIR: tmpdir() },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that all of it can be killed at once.
    detached: true,
  });
  const over = follow(child, spec).finally(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });
  return {
    over,
    dispose: () => {
      end(child, spec.clock);
    },
  };
}

/** The end of its input has a worker end with all it started; one that does not is killed with its group. */
function end(child: ChildProcess, clock: Clock): void {
  child.stdin?.end();
  const insist = clock.after(limits.cliCheckEndMs, () => {
    if (child.pid !== undefined) killGroup(child.pid);
  });
  child.once('close', () => {
    insist.dispose();
  });
}

function commandOf(words: readonly string[], order: string): [string, ...string[]] {
  const [file = '', ...args] = words;
  return [file, ...args, '__clicheck', order];
}

function follow(child: ChildProcess, { clock, progress }: WorkerSpec): Promise<CheckResult> {
  const findings: (Finding & { readonly family: string })[] = [];
  let complaint = '';
  let problem: string | undefined = 'the process that made it ended early';
  const { stdout, stderr } = child;
  if (stdout) {
    createInterface({ input: stdout }).on('line', (line) => {
      const word = wordFrom(line);
      if (word?.say === 'over') problem = undefined;
      else if (word?.say === 'failed') problem = word.sentence;
      else if (word?.say === 'found') {
        const { family, result, note } = word;
        findings.push({ family, result, note });
        progress(familiesOf(findings));
      }
    });
  }
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = `${complaint}${text}`.slice(-complaintChars);
  });
  // Its end is all that its input is for; a worker that is gone already must not take the daemon along.
  child.stdin?.on('error', () => undefined);
  return new Promise((resolve) => {
    const late = clock.after(limits.cliCheckMs, () => {
      problem = `it was not over within ${limits.cliCheckMs / 1_000} s`;
      child.removeAllListeners('close');
      child.on('close', done);
      end(child, clock);
    });
    const done = (): void => {
      late.dispose();
      const families = familiesOf(findings);
      const why = problem === undefined ? undefined : `${problem}${complaint === '' ? '' : `: ${lastLine(complaint)}`}`;
      resolve({
        passed: why === undefined && isPassed(families),
        families,
        ...(why === undefined ? {} : { problem: why }),
      });
    };
    child.on('error', (error) => {
      problem = sentenceOf(error);
      done();
    });
    child.on('close', done);
  });
}

/** As much of what a worker complains of as is kept. */
const complaintChars = 4_000;

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

/** Checks of one home are made one after the other: what begins like this and is not in use was left by a daemon that was killed. */
function folderPrefix(homeFolder: string): string {
  const whose = createHash('sha256').update(homeFolder).digest('hex').slice(0, 8);
  return join(tmpdir(), `pcc-check-${whose}-`);
}

function removeLeft(prefix: string): void {
  for (const name of readdirSync(dirname(prefix))) {
    const path = join(dirname(prefix), name);
    if (path.startsWith(prefix)) remove(path);
  }
}

/** Where everybody may make folders, one of such a name may be somebody else's: it is in nobody's way. */
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
  }
}

function pathOf(): string {
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

import { killGroup } from './processGroup.ts';
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { systemClock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { PccError, systemCode } from '../base/errors.ts';
import { limits } from '../limits.ts';

/** What the CLI's package is called, for the sentence that tells how to install it. */
const installCommand = 'npm install -g @anthropic-ai/claude-code';

/**
 * Finds the CLI: a path as it is, a bare name on the caller's PATH. Links are not resolved: the shims of version managers
 * are told by the name they are called by what to run.
 *
 * @throws PccError `missing_program` naming what was looked for and how to install it.
 */
export function findClaude(command: string, env: Readonly<Record<string, string | undefined>>, cwd: string): string {
  const isPath = command.includes('/');
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '' && isAbsolute(folder));
  const candidates = isPath ? [resolve(cwd, command)] : folders.map((folder) => join(folder, command));
  const found = candidates.find(isProgram);
  if (found !== undefined) return found;
  const present = candidates.find(exists);
  if (present !== undefined) {
    throw new PccError(
      'missing_program',
      `'${present}' is no program that may be run; make it executable or name another with PCC_CLAUDE.`,
    );
  }
  throw new PccError(
    'missing_program',
    isPath
      ? `The CLI '${command}' does not exist; correct PCC_CLAUDE or claude.command, or install it with \`${installCommand}\`.`
      : `No '${command}' is on the PATH; install it with \`${installCommand}\`, or name it with PCC_CLAUDE or \`pcc config set claude.command /path/to/claude\`.`,
  );
}

/** A part of the PATH may lead through a file or into a closed folder: nothing is there then. */
function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return false;
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return false;
  }
}

/**
 * Asks the CLI for its version, in `cwd` where one is given, for shims of version managers choose by it; null when it does not
 * say one in time. Whatever it started in its process group is gone by then.
 */
export async function claudeVersion(
  file: string,
  env: Readonly<Record<string, string>>,
  cwd?: string,
): Promise<string | null> {
  const said = await saidBy(file, ['--version'], env, cwd);
  return /\d+\.\d+\.\d+[\w.-]*/.exec(said)?.[0] ?? null;
}

/** What the CLI puts out for these arguments, as much as is read of it, when it has ended or its time is over. */
export function saidBy(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd?: string,
): Promise<string> {
  return new Promise((answer) => {
    const child = spawn(file, args, {
      env,
      ...(cwd === undefined ? {} : { cwd }),
      detached: true,
      timeout: limits.cliVersionMs,
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (said.length < saidCharsMax) said += text;
    });
    // One that ignores everything must not stay behind when this process ends first.
    const end = (): void => {
      if (child.pid !== undefined) killGroup(child.pid);
    };
    process.once('exit', end);
    let late: Disposable | undefined;
    const over = (): void => {
      process.off('exit', end);
      late?.dispose();
      answer(said);
    };
    child
      .on('exit', () => {
        // What it left running holds its output open; what has left its group lives on, and nobody waits for that.
        end();
        late = systemClock().after(limits.cliSaidMs, () => {
          // Whatever it had said is read first.
          setImmediate(() => child.stdout.destroy());
        });
      })
      .on('close', over)
      .on('error', over);
  });
}

/** As much of what a CLI says of itself as is read. */
const saidCharsMax = 65_536;

/** The arguments of one session and the id under which its transcript is kept. */
export interface LaunchArguments {
  readonly args: readonly string[];
  readonly sessionId: string;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The command line of an interactive session whose dialogs are shown (`--permission-mode default`, without which newer
 * versions may never ask) and whose transcript has a known name (`--session-id`, 2.0 on). Arguments of the user come after ours
 * and win.
 *
 * @throws PccError `usage` for arguments with which no session can be watched.
 */
export function launchArguments(own: readonly string[], freshId: string): LaunchArguments {
  const unwatched = own.find((arg) => /^(?:-[pc]{1,2}|--print|--continue)$/.test(arg));
  if (unwatched !== undefined) {
    const instead = unwatched.includes('p')
      ? 'leave it out: pcc runs interactive sessions'
      : 'name the session with --resume UUID';
    throw new PccError('usage', `'${unwatched}' cannot be given to a session of pcc; ${instead}.`);
  }
  // A fork leaves the old session's transcript alone and begins one of its own.
  const resumed = own.includes('--fork-session') ? undefined : (valueOf(own, '--resume') ?? valueOf(own, '-r'));
  const given = valueOf(own, '--session-id') ?? resumed;
  if (given !== undefined && !uuid.test(given)) {
    throw new PccError('usage', `'${given}' is no session id of the CLI; give a UUID such as '${freshId}'.`);
  }
  const mode = own.some((arg) => arg.startsWith('--permission-mode') || arg === '--dangerously-skip-permissions');
  return {
    args: [
      ...(mode ? [] : ['--permission-mode', 'default']),
      ...(given === undefined ? ['--session-id', freshId] : []),
      ...own,
    ],
    sessionId: given ?? freshId,
  };
}

function valueOf(args: readonly string[], option: string): string | undefined {
  const at = args.findIndex((arg) => arg === option || arg.startsWith(`${option}=`));
  const arg = args[at];
  if (arg === undefined) return undefined;
  return arg === option ? (args[at + 1] ?? '') : arg.slice(option.length + 1);
}

/**
 * Variables that tell of the caller's terminal or of a session around the caller; in the child they would be lies. `TERM` is
 * set by the terminal that the child really has.
 */
const ofTheCaller =
  /^(?:PCC_.*|TMUX|TMUX_PANE|STY|WINDOW|TERM|TERM_PROGRAM.*|TERM_SESSION_ID|LC_TERMINAL.*|ITERM_.*|KITTY_.*|WEZTERM_.*|ALACRITTY_.*|GHOSTTY_.*|VTE_VERSION|WT_.*|KONSOLE_.*|VSCODE_.*|ZED_TERM|WINDOWID|COLUMNS|LINES|CLAUDECODE|CLAUDE_CODE_ENTRYPOINT|CLAUDE_CODE_SSE_PORT|NO_COLOR|FORCE_COLOR)$/;

/** The caller's environment as the child gets it: without `PCC_*` and without what describes the caller's own terminal. */
export function childEnvironment(env: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(env).filter(([name]) => !ofTheCaller.test(name));
  return { ...Object.fromEntries(kept), TERM: 'xterm-256color' };
}

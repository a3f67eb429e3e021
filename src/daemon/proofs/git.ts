import { execFile } from 'node:child_process';
import { isAbsolute, relative } from 'node:path';
import { limits } from '../../limits.ts';

/**
 * Git, only asked for lists. Its configuration lies in the project, and so may have been written by a session: nothing is asked that
 * runs a program named there. So files are never compared by git, which would run filters, and no object is fetched.
 */

const settings = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'protocol.allow=never'];

/** What git needs of the environment; everything else could steer it. */
const wanted = ['HOME', 'XDG_CONFIG_HOME'];

/** The output of a command; undefined where there is no git, no repository, or it comes to no end. */
function asked(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  return new Promise((done) => {
    const child = execFile(
      'git',
      [...settings.flatMap((setting) => ['-c', setting]), ...args],
      {
        cwd: folder,
        env: environment(folder, env),
        timeout: limits.gitMs,
        killSignal: 'SIGKILL',
        maxBuffer: limits.gitOutputBytesMax,
        encoding: 'utf8',
      },
      (error, output) => {
        done(error ? undefined : output);
      },
    );
    child.stdin?.end();
  });
}

function environment(folder: string, env: Readonly<Record<string, string>>): Record<string, string> {
  const path = (env['PATH'] ?? '/usr/bin:/bin')
    .split(':')
    .filter((place) => isAbsolute(place) && relative(folder, place).startsWith('..'));
  return {
    ...Object.fromEntries(wanted.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
    PATH: path.join(':'),
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/false',
    SSH_ASKPASS: '/bin/false',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
  };
}

/** Paths below a folder that git follows, or would; undefined where it knows none. A folder ends with `/`: another repository. */
export async function filesOfGit(folder: string, env: Readonly<Record<string, string>>): Promise<string[] | undefined> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  // One that is not merged yet is told for each of its sides.
  const paths = [...new Set(partsOf(await asked(folder, args, env)))];
  return paths.length === 0 ? undefined : paths;
}

/** The commit that a folder stands at. */
export async function commitOf(folder: string, env: Readonly<Record<string, string>>): Promise<string | undefined> {
  const output = await asked(folder, ['rev-parse', '--verify', '--quiet', 'HEAD'], env);
  const commit = output?.trim() ?? '';
  return commitForm.test(commit) ? commit : undefined;
}

/** Paths below a folder that differ between two commits; all of the second where there was none before. */
export async function committedFiles(
  folder: string,
  { from, to }: { readonly from: string | undefined; readonly to: string },
  env: Readonly<Record<string, string>>,
): Promise<string[]> {
  if (!commitForm.test(to) || (from !== undefined && !commitForm.test(from))) return [];
  const plain = ['--no-ext-diff', '--no-textconv', '--ignore-submodules=all'];
  const args =
    from === undefined
      ? ['ls-tree', '-r', '-z', '--name-only', to]
      : ['diff-tree', '-r', '-z', '--name-only', '--no-renames', '--relative', ...plain, from, to];
  return partsOf(await asked(folder, args, env));
}

const commitForm = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

function partsOf(output: string | undefined): string[] {
  return (output ?? '').split('\0').filter((path) => path !== '');
}

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PccError } from '../../src/base/errors.ts';
import { childEnvironment, claudeVersion, findClaude, launchArguments } from '../../src/claude/launch.ts';
import { processStartTime } from '../../src/terminal/host/processes.ts';
import { until } from '../terminal/harness.ts';

const fresh = '11111111-2222-4333-8444-555555555555';
const other = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';

function tempFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pcc-launch-')));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

function program(path: string, text = '#!/bin/sh\n', mode = 0o755): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

/** Code and sentence of the expected error. */
function refusal(action: () => unknown): [string, string] {
  try {
    action();
  } catch (error) {
    if (error instanceof PccError) return [error.code, error.message];
    throw error;
  }
  throw new Error('it was not refused');
}

describe('finding the CLI', () => {
  test('a bare name is looked for on the PATH, in its order, past what cannot be run', () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'a/claude'), { recursive: true });
    program(join(folder, 'b/claude'), '', 0o644);
    const wanted = program(join(folder, 'c/claude'));
    program(join(folder, 'd/claude'));
    const PATH = ['a', 'b', 'missing', 'c', 'd'].map((name) => join(folder, name)).join(':');
    expect(findClaude('claude', { PATH }, '/')).toBe(wanted);
  });

  test('neither an empty part of the PATH nor a relative one leads into the project', () => {
    const project = tempFolder();
    program(join(project, 'claude'));
    program(join(project, 'bin/claude'));
    for (const PATH of ['', ':', '.', 'bin', './bin:', undefined])
      expect(refusal(() => findClaude('claude', { PATH }, project))[0]).toBe('missing_program');
  });

  test('a path is taken as it is, from the given folder, and a link keeps its name: shims go by it', () => {
    const folder = tempFolder();
    const real = program(join(folder, 'real'));
    symlinkSync(real, join(folder, 'link'));
    expect(findClaude(join(folder, 'link'), {}, '/')).toBe(join(folder, 'link'));
    expect(findClaude('./link', {}, folder)).toBe(join(folder, 'link'));
    expect(findClaude('sub/../real', {}, folder)).toBe(real);
  });

  test('what is missing is named, with the command that installs it', () => {
    expect(refusal(() => findClaude('claude', { PATH: '/nowhere' }, '/'))).toEqual([
      'missing_program',
      "No 'claude' is on the PATH; install it with `npm install -g @anthropic-ai/claude-code`, or name it with PCC_CLAUDE or `pcc config set claude.command /path/to/claude`.",
    ]);
    expect(refusal(() => findClaude('/nowhere/claude', {}, '/'))).toEqual([
      'missing_program',
      "The CLI '/nowhere/claude' does not exist; correct PCC_CLAUDE or claude.command, or install it with `npm install -g @anthropic-ai/claude-code`.",
    ]);
  });

  test.each([
    ['a file without leave to run it', (path: string) => program(path, '', 0o644)],
    ['a folder', (path: string) => mkdirSync(path)],
  ])('%s is named', (_what, make) => {
    const path = join(tempFolder(), 'claude');
    make(path);
    const sentence = `'${path}' is no program that may be run; make it executable or name another with PCC_CLAUDE.`;
    expect(refusal(() => findClaude(path, {}, '/'))).toEqual(['missing_program', sentence]);
    expect(refusal(() => findClaude('claude', { PATH: join(path, '..') }, '/'))).toEqual(['missing_program', sentence]);
  });

  test('a link to nothing, and a path through a file, are missing', () => {
    const folder = tempFolder();
    symlinkSync(join(folder, 'gone'), join(folder, 'link'));
    program(join(folder, 'file'));
    for (const path of ['link', 'file/claude'])
      expect(refusal(() => findClaude(join(folder, path), {}, '/'))[1]).toContain('does not exist');
  });

  test.each([
    ['2.1.329 (Claude Code)', '2.1.329'],
    ['1.0.51', '1.0.51'],
    ['2.0.0-beta.3 (Claude Code)', '2.0.0-beta.3'],
    ['no number here', null],
  ])('the version in %j is %j', async (says, version) => {
    const file = program(join(tempFolder(), 'claude'), `#!/bin/sh\necho '${says}'\n`);
    expect(await claudeVersion(file, {})).toBe(version);
  });

  test('what a CLI left running is gone when its version is told, which it says in the folder it is asked in', async () => {
    const folder = tempFolder();
    const file = program(join(folder, 'claude'), '#!/bin/sh\nsleep 300 &\necho $! > child\necho 1.2.3\n');
    expect(await claudeVersion(file, { PATH: '/usr/bin:/bin' }, folder)).toBe('1.2.3');
    const child = Number(readFileSync(join(folder, 'child'), 'utf8'));
    await until('the end of the child', () => processStartTime(child) === undefined);
  });

  test.runIf(existsSync('/usr/bin/setsid'))(
    'what it left running in a session of its own, with its output open, keeps nobody waiting',
    async () => {
      const folder = tempFolder();
      const file = program(
        join(folder, 'claude'),
        "#!/bin/sh\nsetsid sh -c 'echo $$ > child; exec sleep 30' &\nwhile [ ! -s child ]; do :; done\necho 1.2.3\n",
      );
      const version = claudeVersion(file, { PATH: '/usr/bin:/bin' }, folder);
      let child = 0;
      await until(
        'the child',
        () => (child = Number(existsSync(join(folder, 'child')) && readFileSync(join(folder, 'child')))) > 0,
      );
      expect(await version).toBe('1.2.3');
      expect(processStartTime(child)).toBeDefined();
      process.kill(child, 'SIGKILL');
    },
  );

  test('a CLI that fails or is no program has no version', async () => {
    expect(await claudeVersion(program(join(tempFolder(), 'claude'), '#!/bin/sh\nexit 3\n'), {})).toBeNull();
    expect(await claudeVersion('/nowhere', {})).toBeNull();
    expect(await claudeVersion(program(join(tempFolder(), 'claude'), '\u007fELF'), {})).toBeNull();
  });
});

describe('its arguments', () => {
  const mode = ['--permission-mode', 'default'];

  test.each([
    ['nothing of the user', [], [...mode, '--session-id', fresh], fresh],
    ['others are kept, after ours', ['--model', 'x'], [...mode, '--session-id', fresh, '--model', 'x'], fresh],
    ['a session of a given name', ['--session-id', other], [...mode, '--session-id', other], other],
    ['in one word', [`--session-id=${other}`], [...mode, `--session-id=${other}`], other],
    ['a session that goes on', ['--resume', other], [...mode, '--resume', other], other],
    ['in short', ['-r', other], [...mode, '-r', other], other],
    [
      'a fork has a name of its own',
      ['--resume', other, '--fork-session'],
      [...mode, '--session-id', fresh, '--resume', other, '--fork-session'],
      fresh,
    ],
    ['a mode of the user', ['--permission-mode', 'plan'], ['--session-id', fresh, '--permission-mode', 'plan'], fresh],
    ['in one word too', ['--permission-mode=plan'], ['--session-id', fresh, '--permission-mode=plan'], fresh],
    [
      'no dialogs at all',
      ['--dangerously-skip-permissions'],
      ['--session-id', fresh, '--dangerously-skip-permissions'],
      fresh,
    ],
  ])('%s', (_what, own, args, sessionId) => {
    expect(launchArguments(own, fresh)).toEqual({ args, sessionId });
  });

  test.each([['-p'], ['--print'], ['-c'], ['--continue'], ['-cp']])('%s is refused', (arg) => {
    const [code, sentence] = refusal(() => launchArguments(['--model', 'x', arg], fresh));
    expect(code).toBe('usage');
    expect(sentence).toMatch(new RegExp(`^'${arg}' cannot be given to a session of pcc; .+\\.$`));
    expect(sentence).toContain(arg.includes('p') ? 'pcc runs interactive sessions' : '--resume UUID');
  });

  test.each([[['--resume']], [['-r']], [['--session-id', 'app']], [['--resume', 'my session']], [['--resume=']]])(
    '%j has no id to watch',
    (own) => {
      const [code, sentence] = refusal(() => launchArguments(own, fresh));
      expect([code, sentence.endsWith(`is no session id of the CLI; give a UUID such as '${fresh}'.`)]).toEqual([
        'usage',
        true,
      ]);
    },
  );
});

test('the child gets the environment of the caller without what is only true of the caller', () => {
  const kept = {
    PATH: '/bin',
    HOME: '/home/me',
    LANG: 'C.UTF-8',
    TZ: 'Asia/Tokyo',
    ANTHROPIC_BASE_URL: 'http://127.0.0.1:1',
    CLAUDE_CONFIG_DIR: '/etc/claude',
    CLAUDE_CODE_OAUTH_TOKEN: 'made-up',
    COLORTERM: 'truecolor',
    TERMINFO: '/x',
    MY_PCC_THING: '1',
    SSH_AUTH_SOCK: '/tmp/agent',
  };
  const dropped = [
    'PCC_HOME',
    'PCC_CLAUDE',
    'PCC_TOKEN',
    'TMUX',
    'TMUX_PANE',
    'STY',
    'WINDOW',
    'TERM_PROGRAM',
    'TERM_PROGRAM_VERSION',
    'TERM_SESSION_ID',
    'ITERM_SESSION_ID',
    'KITTY_WINDOW_ID',
    'WEZTERM_PANE',
    'VTE_VERSION',
    'WT_SESSION',
    'VSCODE_IPC_HOOK_CLI',
    'WINDOWID',
    'COLUMNS',
    'LINES',
    'CLAUDECODE',
    'CLAUDE_CODE_ENTRYPOINT',
    'CLAUDE_CODE_SSE_PORT',
    'NO_COLOR',
    'FORCE_COLOR',
  ];
  const given = { ...kept, TERM: 'dumb', ...Object.fromEntries(dropped.map((name) => [name, 'x'])) };
  expect(childEnvironment(given)).toEqual({ ...kept, TERM: 'xterm-256color' });
});

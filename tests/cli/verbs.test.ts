import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogLine, Status } from '../../src/api/methods.ts';
import { PccError } from '../../src/base/errors.ts';
import { groupSummaries, shownVerbs } from '../../src/cli/overview.ts';
import { verbs } from '../../src/cli/verbs.ts';
import { daemonSample } from '../api/samples.ts';
import type { FakeDaemon } from './fakeDaemon.ts';
import { dangerous, fakeDaemon, session } from './fakeDaemon.ts';
import type { Ran, TestWorld } from './testIo.ts';
import { ran } from './testIo.ts';

const decision: LogLine = {
  seq: 7,
  session: 'app-1',
  at: '2026-03-01T10:00:01.000Z',
  type: 'decision',
  kind: 'permission',
  tool: 'Bash',
  subject: 'npm test\n&& true',
  risk: 'LOW',
  action: 'approve',
  by: 'policy',
  keys: '1',
  answer: 'Yes',
  rules: ['run-tests'],
  reasons: ['Runs the tests of the project.'],
  outcome: 'confirmed',
};
const note: LogLine = {
  seq: 8,
  session: 'app-1',
  at: '2026-03-01T10:00:02.000Z',
  type: 'note',
  text: 'A \u001b[31mnote',
};

describe('the verbs', () => {
  let daemon: FakeDaemon;
  let current: Status;

  beforeEach(async () => {
    current = session({
      state: 'permission',
      pending: [dangerous],
      queue: [{ id: 't1', text: 'add a user type', state: 'running' }],
    });
    daemon = await fakeDaemon({
      'session.list': ({ all }) =>
        all === true ? [current, session({ id: 'old-1', phase: 'ended', exitCode: 1 })] : [current],
      'session.status': ({ id }) => {
        if (id !== 'app-1' && id !== 'app')
          throw new PccError('not_found', `No session is called '${id}'; 'pcc list' shows them.`);
        return current;
      },
      'session.logs': () => ({ lines: [decision, note] }),
      'session.start': () => ({ id: 'app-1' }),
      'session.pause': () => ({ id: 'app-1' }),
      'session.resume': () => ({ id: 'app-1' }),
      'session.stop': () => ({ id: 'app-1' }),
      'session.send': () => ({ id: 'app-1', task: 't2' }),
      'pending.list': () => [dangerous],
      'pending.respond': ({ n, answers }) => {
        if (n !== 3)
          throw new PccError('gone', `Nothing with number ${n} waits any more; 'pcc pending' shows what does.`);
        return { n, session: 'app-1', answer: answers.join(), outcome: 'typed' };
      },
      'daemon.status': () =>
        daemonSample({ daemon: { pid: 11, version: '0.1.0', uptimeS: 3_700 }, host: { pid: null, sessions: 0 } }),
      'config.show': () => [
        { key: 'claude.command', value: 'claude', default: 'claude', unit: '', doc: 'The CLI to run.' },
        { key: 'typing.waitMs', value: 5, default: 9, unit: 'ms', doc: 'A wait.' },
      ],
      'config.set': ({ key, value }) => ({ key, value }),
    });
  });

  afterEach(() => daemon.dispose());

  const pcc = (...argv: string[]): Promise<Ran> => ran({ home: daemon.home }, ...argv);
  const pccIn = (world: Partial<TestWorld>, ...argv: string[]): Promise<Ran> =>
    ran({ home: daemon.home, ...world }, ...argv);
  const lastParams = (): unknown => daemon.calls.at(-1)?.params;

  it('list aligns its columns and says in words what colours only underline', async () => {
    expect((await pcc('list', '--all')).out.split('\n')).toEqual([
      'SESSION  STATE         WAITS      TASKS  AGE  PATH',
      'app-1    ? permission  1 for you  0/1    4m   /srv/app',
      'old-1    ✗ failed      -          -      4m   /srv/app',
      '',
    ]);
  });

  it('list fits the width of the terminal and colours only there', async () => {
    const { out } = await pccIn({ columns: 50 }, 'list');
    expect(out).toContain('\u001b[33m? permission\u001b[0m');
    for (const line of out.split('\n')) expect(line.replace(/\u001b\[\d+m/g, '').length).toBeLessThanOrEqual(50);
    expect((await pccIn({ columns: 50, env: { NO_COLOR: '1' } }, 'list')).out).not.toContain('\u001b');
    expect((await pcc('list')).out).not.toContain('\u001b');
  });

  it('status shows what waits with the very lines that answer it', async () => {
    const { out, status } = await pcc('status', 'app');
    expect(status).toBe(0);
    expect(out).toContain('session  app-1\nstate    ? permission\n');
    expect(out).toContain('#3  app-1  permission  HIGH risk  asked 2m ago');
    expect(out).toContain('    why: Deletes files recursively.');
    expect(out).toContain('    1. Yes  pcc respond 3 1\n    2. No   pcc respond 3 2\n');
    expect(out).toContain('  t1  running  add a user type\n');
  });

  it('status and list tell who holds a pane, since when, and what it has cost', async () => {
    const since = '2026-03-01T10:00:00.000Z';
    current = session({
      humans: 1,
      holders: [{ attachment: 'a', client: 'pcc \u001b[31mtui', since, typedAt: '2026-03-01T10:01:50.000Z' }],
      since,
      usage: { input: 1_000, output: 2_345, cacheRead: 30_000, cacheWrite: 0, context: 31_000 },
    });
    const { out } = await pcc('status', 'app');
    expect(out).toMatch(/\nsince +2026-03-01 [\d:]+ \(2m ago\)\n/);
    expect(out).toMatch(/\nheld by +pcc ␛\[31mtui for 2m, last key 10s ago; pcc types nothing\n/);
    expect(out).toMatch(/\nsize +120 columns, 40 rows\ntokens +31,000 in, 2,345 out; context 31,000\n/);
    expect((await pcc('list')).out).toContain('  held by pcc ␛[31mtui  ');
  });

  it('status lists what has begun, then what waits as it goes, and no text that has served its task', async () => {
    const queue = [
      { id: 'app-1.1', text: 'later', state: 'queued', why: 'It waits for #3.' },
      { id: 'app-1.2', text: 'first', state: 'queued', priority: 5 },
      { id: 'app-1!3:feedback', text: 'long output', state: 'done', role: 'feedback' },
      { id: 'app-1.3', text: 'now', state: 'running' },
    ] as const;
    current = session({ state: 'busy', pending: [], queue: [...queue] });
    const { out } = await pcc('status', 'app-1');
    const told = out.slice(out.indexOf('tasks\n')).trim().split('\n').slice(1);
    expect(told.map((line) => line.trim().replace(/ +/g, ' '))).toEqual([
      'app-1.3 running now',
      'app-1.2 queued first',
      'app-1.1 queued later (It waits for #3.)',
    ]);
  });

  it('a failed task and a command that runs are seen at a glance', async () => {
    const queue = [
      { id: 'app-1.1', text: 'a', state: 'failed', why: '`npm test` ended with exit code 1.' },
      { id: 'app-1.2', text: 'b', state: 'verifying', verify: 'npm test' },
      { id: 'app-1!3:clear', text: '/clear', state: 'failed', role: 'clear' },
    ] as const;
    current = session({ state: 'idle', pending: [], queue: [...queue] });
    const { out } = await pcc('list');
    expect(out).toMatch(/app-1 +◆ verifying +- +0\/2 ✗1 /);
    expect(out).toContain("1 task of app-1 failed; 'pcc queue app-1' tells why.\n");
    expect((await pcc('pending')).out).toContain('1 task of app-1 failed');
  });

  it('pending lists the same blocks, and says when nothing waits', async () => {
    expect((await pcc('pending')).out).toMatch(/^#3 .*\n {4}Bash\n {4}rm -rf build\n/);
    const quiet = await fakeDaemon({ 'pending.list': () => [], 'session.list': () => [] });
    expect((await ran({ home: quiet.home }, 'pending')).out).toBe('Nothing waits for you.\n');
    await quiet.dispose();
  });

  it('logs gives one safe line an event', async () => {
    const lines = (await pcc('logs', 'app-1')).out.split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(
      /^[-\d]+ [\d:]+ {2}decision {2}approve LOW Bash npm test ⏎ && true → Yes \(by policy, keys 1, confirmed\): Runs the tests/,
    );
    expect(lines[1]).toMatch(/ {2}note {6}A ␛\[31mnote$/);
  });

  it('logs --json gives one event a line, --limit is passed on', async () => {
    const { out } = await pcc('logs', 'app-1', '--json', '--limit', '2');
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([decision, note]);
    expect(lastParams()).toEqual({ id: 'app-1', limit: 2 });
  });

  it.each([
    [['list', '--json'], () => [current]],
    [['status', 'app-1', '--json'], () => current],
    [['pending', '--json'], () => [dangerous]],
    [['pause', 'app-1', '--json'], () => ({ id: 'app-1' })],
    [['resume', 'app-1', '--json'], () => ({ id: 'app-1' })],
    [['stop', 'app-1', '--force', '--json'], () => ({ id: 'app-1' })],
    [['send', 'app-1', 'more', 'work', '--json'], () => ({ id: 'app-1', task: 't2' })],
    [['respond', '3', 'yes', '--json'], () => ({ n: 3, session: 'app-1', answer: 'yes', outcome: 'typed' })],
    [['config', 'set', 'a.b', '5', '--json'], () => ({ key: 'a.b', value: '5' })],
  ])('%j prints one JSON value', async (argv, expected) => {
    const { out, err, status } = await pcc(...argv);
    expect({ json: JSON.parse(out) as unknown, err, status }).toEqual({ json: expected(), err: '', status: 0 });
  });

  it('JSON for a terminal holds no control character of another program', async () => {
    current = session({ why: '\u001b]0;x\u0007\u009b31m\u202e' });
    const { out } = await pcc('status', 'app-1', '--json');
    expect(out.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(JSON.parse(out)).toEqual(current);
  });

  it('write verbs print the id they made', async () => {
    const folder = join(daemon.home, 'app');
    mkdirSync(folder);
    expect(await pcc('start', 'app', '--detach', '--trust')).toEqual({ status: 0, out: 'app-1\n', err: '' });
    expect((await pcc('start', 'app', '--json')).out).toBe('{"id":"app-1"}\n');
    expect((await pcc('stop', 'app-1')).out).toBe('app-1\n');
    expect((await pcc('send', 'app-1', 'two', 'words')).out).toBe('t2\n');
    expect(lastParams()).toEqual({ id: 'app-1', text: 'two words' });
  });

  it('start hands over the folder, the task, the arguments of the CLI and the environment without our own variables', async () => {
    mkdirSync(join(daemon.home, 'app'));
    writeFileSync(join(daemon.home, 'todo.md'), '- [ ] one\n');
    await pccIn(
      { env: { LANG: 'C', PCC_CLAUDE: './bin/claude' } },
      'start',
      './app',
      '-d',
      '-t',
      'do it',
      '--name',
      'x',
      '--brain',
      'rules',
      '--',
      '--model',
      'opus',
      '--',
      'y',
    );
    expect(lastParams()).toEqual({
      path: join(daemon.home, 'app'),
      task: 'do it',
      trust: false,
      name: 'x',
      brain: 'rules',
      args: ['--model', 'opus', '--', 'y'],
      claude: join(daemon.home, 'bin/claude'),
      env: { TERM: 'xterm-256color', TZ: 'UTC', LANG: 'C' },
    });
    await pcc('start', 'app', '-d', '--requirements', 'todo.md');
    expect(lastParams()).toMatchObject({ requirements: { path: join(daemon.home, 'todo.md'), text: '- [ ] one\n' } });
    await pcc('start', '--demo', '--detach');
    expect(lastParams()).toMatchObject({ path: daemon.home, demo: '' });
    await pcc('start', '--detach', '--demo', './app');
    expect(lastParams()).toMatchObject({ path: join(daemon.home, 'app'), demo: '' });
    await pcc('start', '--detach', '--demo', 'tour', 'app');
    expect(lastParams()).toMatchObject({ path: join(daemon.home, 'app'), demo: 'tour' });
  });

  it.each([
    [['lst'], 2, "Unknown command 'lst'; did you mean list?"],
    [['list', '--jsn'], 2, "Unknown option '--jsn'; did you mean --json?"],
    [['daemon', 'stat'], 2, "Unknown command 'stat'; did you mean one of status, stop?"],
    [['daemon'], 2, "A verb is missing; 'pcc --help' lists them."],
    [['status'], 2, "Missing required argument 'id'; '--help' shows what is possible."],
    [['status', 'nope'], 3, "No session is called 'nope'; 'pcc list' shows them."],
    [['status', 'a', 'b'], 2, "Too many arguments: 'status' takes at most 1, not 2; words that belong together"],
    [['start', 'missing', '--detach'], 2, "'missing' does not exist; give the folder of the project."],
    [['start', 'run/token', '--detach'], 2, "'run/token' is a file; give the folder of the project."],
    [['start', '--detach'], 2, "The folder of the project is missing: 'pcc start <path>'."],
    [['start', '.', '--brain', 'x'], 2, "Option '-b, --brain <name>' argument 'x' is invalid"],
    [['start', '.', '--task', ' '], 2, 'The task is empty; give the words to type.'],
    [['start', '.', '--requirements', 'none.md'], 2, "'none.md' does not exist; give a file with requirements."],
    [['start', '.', '--requirements', '.'], 2, "'.' is a folder; give a file with requirements."],
    [['start', '.', '-t', 'a', '-r', 'b'], 2, "'--task' and '--requirements' were both given; give one of them."],
    [['start', '.', '--name', 'n'.repeat(65)], 2, 'A name has 1 to 64 characters'],
    [['respond', 'x', 'yes'], 2, "'x' is no number of something that waits; 'pcc pending' shows the numbers."],
    [['respond', '3'], 2, 'What is the answer to 3?'],
    [['respond', '9', 'yes'], 1, "Nothing with number 9 waits any more; 'pcc pending' shows what does."],
    [['logs', 'app-1', '--limit', 'x'], 2, "'--limit x' is no number from 1 to 10000."],
    [['config', 'show', 'claude.comand'], 3, "No key begins with 'claude.comand'; did you mean 'claude.command'?"],
    [['attach', 'app-1'], 2, "'pcc attach' needs a terminal"],
    [['replay', 'none.cast'], 2, "'none.cast' does not exist; give asciicast recordings."],
    [['replay', '/dev/null/a.cast'], 2, "'/dev/null/a.cast' cannot be read (ENOTDIR); give asciicast recordings."],
    [['replay', '.'], 2, "'.' is a folder; give asciicast recordings."],
    [['replay', '--at', 'x', '.'], 2, "--at takes a number such as 12 or 0.5, not 'x'."],
    [['replay', '--at', '1', '--step', '.'], 2, 'Give one of --at, --step and --watch.'],
    [['replay', '--step', '--json', '.'], 2, '--json prints for programs, --step and --watch show to people'],
    [['replay', '--speed', '2', '.'], 2, '--speed belongs to --watch.'],
    [['replay', '--watch', '--speed', '0', '.'], 2, "--speed takes a number above 0, such as 2 or 0.5, not '0'."],
    [['explain'], 2, 'Nothing to explain'],
    [['explain', '--tool', 'Write'], 2, "'--tool Write' needs '--input'"],
    [['explain', '--input', '[]'], 2, "'--input []' is no JSON object."],
  ])('%j ends with one sentence', async (argv, status, sentence) => {
    const { out, ...rest } = await pcc(...argv);
    expect(out).toBe('');
    expect(rest.status).toBe(status);
    expect(rest.err).toContain(`pcc: ${sentence}`);
    expect(rest.err.trimEnd()).not.toContain('\n');
  });

  it('an input that is nested without end is refused in one sentence', async () => {
    const told = await pcc('explain', '--input', `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`);
    expect([told.status, told.err]).toEqual([
      2,
      expect.stringContaining("pcc: '--input' is nested more deeply than 200 levels; make it flatter."),
    ]);
  });

  it('every verb has help with an example', async () => {
    const told = verbs.filter(({ hidden }) => !hidden).map(({ name }) => name);
    for (const verb of told) {
      const { out, status } = await pcc(...verb.split(' '), '--help');
      expect(status).toBe(0);
      expect(out).toContain(`Usage: pcc ${verb}`);
      expect(out).toContain(`Examples:\n  $ pcc ${verb}`);
    }
    const groups = new Set(told.filter((name) => name.includes(' ')).map((name) => name.split(' ')[0] ?? ''));
    for (const group of groups) expect((await pcc(group, '--help')).out).toContain(`Examples:\n  $ pcc ${group} `);
    const { out } = await pcc('--help');
    expect(Object.keys(groupSummaries)).toEqual([...groups]);
    expect(out.replace(/\s+/g, ' ')).toContain(groupSummaries.schedule);
    for (const verb of shownVerbs) expect(out).toContain(`\n  $ pcc ${verb}`);
    expect((await pcc()).out).toBe(out);
    for (const verb of told) expect(out).toContain(`\n  ${verb.split(' ')[0] ?? ''} `);
    expect(out).not.toContain('__attach');
    expect((await pcc('help', 'list')).out).toBe((await pcc('list', '--help')).out);
    expect((await pcc('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('daemon status and config show are aligned fields', async () => {
    expect((await pcc('daemon', 'status')).out).toBe(
      'daemon    pid 11, version 0.1.0, up 1h\npty host  none runs\nhome      /home/me/.perpetualcc\n',
    );
    expect((await pcc('config', 'show')).out).toBe(
      'claude.command    claude  The CLI to run.\ntyping.waitMs   * 5 ms    A wait.\n',
    );
    expect((await pcc('config', 'set', 'a.b', '5')).out).toBe('a.b = 5\n');
  });

  it('replay prints what the engine gives, with the file as it was named', async () => {
    writeFileSync(join(daemon.home, 'a.cast'), '');
    const asked: unknown[] = [];
    const replay = () =>
      Promise.resolve({
        replayFile(file: string, options: { decide: boolean }) {
          asked.push([file, options]);
          return [{ file, t: 1, state: 'idle' }];
        },
        openPlayback: () => Promise.reject(new Error('not asked for')),
        partsOf: () => [],
      });
    const { out } = await pccIn({ engines: { replay } }, 'replay', '--json', '--decide', 'a.cast');
    expect(out).toBe('{"file":"a.cast","t":1,"state":"idle"}\n');
    expect(asked).toEqual([[join(daemon.home, 'a.cast'), { decide: true, home: daemon.home }]]);
  });

  it('explain answers line by line, for a call on the command line, and for people', async () => {
    const explain = () =>
      Promise.resolve({
        explainLine: (line: string) => ({ saw: line }),
        describeCall: ({ tool }: { tool: string }) => [`${tool}: fine`],
      });
    const world = { engines: { explain }, stdin: '{"a":1}\n\nbroken' };
    expect((await pccIn(world, 'explain', '--json')).out).toBe('{"saw":"{\\"a\\":1}"}\n{"saw":""}\n{"saw":"broken"}\n');
    expect((await pccIn(world, 'explain', 'npm test')).out).toBe('Bash: fine\n');
    const { out } = await pccIn(world, 'explain', '--json', '--tool', 'Write', '--input', '{"x":1}', '--cwd', '/srv');
    expect(JSON.parse((JSON.parse(out) as { saw: string }).saw)).toEqual({
      tool: 'Write',
      input: { x: 1 },
      cwd: '/srv',
    });
  });
});

import { spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { afterTest, clock, until } from '../../terminal/harness.ts';
import { HookBench } from './bench.ts';

/** Hooks around tasks as real processes. */

const say = (json: string): string => `#!/bin/sh\ncat > /dev/null\necho '${json}'\n`;

describe('before a task', () => {
  test('without hooks it begins as it is', async () => {
    const bench = new HookBench();
    expect(await bench.before()).toEqual({});
    expect(bench.hooks.status()).toEqual({ hooks: [] });
    expect(bench.hooks.warnings()).toEqual([]);
  });

  test('a hook is told of it as JSON, and may let it begin, change its prompt and add notes', async () => {
    const bench = new HookBench();
    const heard = join(bench.folder, 'heard');
    bench.program('pre-execution/1-look', `#!/bin/sh\ncat /dev/stdin > '${heard}'\necho '{}'\n`);
    bench.program('pre-execution/2-change', say('{"prompt": "Count the folders.", "notes": ["Folders are better."]}'));
    const last = join(bench.folder, 'last');
    bench.program('pre-execution/3-last', `#!/bin/sh\ncat > '${last}'\necho '{}'\n`);
    const word = await bench.before();
    expect(word.prompt).toBe('Count the folders.');
    expect(word.refused).toBeUndefined();
    expect(word.notes?.[0]).toBe('Folders are better.');
    expect(word.notes?.[1]).toContain("2-change' changed its prompt.");
    expect(JSON.parse(readFileSync(heard, 'utf8'))).toEqual({
      event: 'pre-execution',
      execution: bench.list().id,
      session: 'exec-0b5f6c2e',
      path: bench.project,
      n: 1,
      of: 1,
      task: {
        ...{ uuid: bench.step().uuid, context: 'fresh', uses: [], json: false },
        ...{ prompt: 'Count the files.', typed: '> Count the files.' },
      },
    });
    expect(JSON.parse(readFileSync(last, 'utf8'))).toMatchObject({
      task: { prompt: 'Count the folders.', typed: '> Count the folders.' },
    });
  });

  test('a hook is told what a judge is asked behind the task, too', async () => {
    const bench = new HookBench();
    const heard = join(bench.folder, 'heard');
    bench.program('pre-execution/1-look', `#!/bin/sh\ncat > '${heard}'\necho '{}'\n`);
    await bench.before({ validation: 'Are all of them counted?' });
    expect(JSON.parse(readFileSync(heard, 'utf8'))).toMatchObject({
      task: { validation: 'Are all of them counted?' },
    });
  });

  test('a hook refuses with its reason, and those after it are not asked', async () => {
    const bench = new HookBench();
    const asked = join(bench.folder, 'asked');
    bench.program('pre-execution/a', say('{"refuse": "Not on Fridays."}'));
    bench.program('pre-execution/b', `#!/bin/sh\ntouch '${asked}'\necho '{}'\n`);
    const word = await bench.before();
    expect(word.refused).toContain('refused it: Not on Fridays.');
    expect(existsSync(asked)).toBe(false);
    expect(bench.hooks.status().hooks.map(({ calls, failures }) => [calls, failures])).toEqual([
      [1, 0],
      [0, 0],
    ]);
  });

  const broken: readonly [what: string, text: string, how: RegExp][] = [
    ['fails', '#!/bin/sh\necho "no disk" >&2\nexit 3\n', /ended with exit code 3 \(no disk\)/],
    ['says nothing', '#!/bin/sh\nexit 0\n', /put out no answer/],
    ['talks nonsense', '#!/bin/sh\necho yes\n', /put out no answer/],
    ['says something else', say('{"deny": "mistyped"}'), /put out no answer/],
    ['gives a list', say('[]'), /put out no answer/],
    [
      'gives lists in lists without end',
      `#!/bin/sh\ncat > /dev/null\nexec awk 'BEGIN { for (i = 0; i < 5000; i++) { a = a "["; b = b "]" } print "{\\"notes\\":" a b "}" }'\n`,
      /put out an answer that is nested more deeply than 200 levels/,
    ],
    ['gives an empty prompt', say('{"prompt": ""}'), /put out no answer/],
    ['never stops talking', '#!/bin/sh\nyes\n', /put out more than 1000000 bytes/],
    ['cannot be run', '#!/no/such/interpreter\n', /ended with exit code 12[67]/],
    ['kills itself', '#!/bin/sh\nkill -9 $$\n', /ended with exit code 137/],
  ];

  test.each(broken)('a hook that %s refuses', async (_what, text, how) => {
    const bench = new HookBench();
    const path = bench.program('pre-execution/guard', text);
    const word = await bench.before();
    expect(word.refused).toMatch(how);
    expect(bench.hooks.status().hooks).toMatchObject([{ path, calls: 1, failures: 1 }]);
    expect(bench.hooks.status().hooks[0]?.lastFailure).toMatch(how);
    expect(bench.hooks.warnings().join()).toMatch(how);
    expect(bench.log).toHaveLength(1);
    await bench.before();
    expect(bench.log).toHaveLength(1);
  });

  test('a hook that hangs is ended in time with all that it has started', async () => {
    const bench = new HookBench({ 'hooks.timeout_ms': 1_500 });
    const pid = join(bench.folder, 'pid');
    bench.program('pre-execution/guard', `#!/bin/sh\nsleep 300 & echo $! > '${pid}'\nwait\n`);
    const word = await bench.before();
    expect(word.refused).toMatch(/took longer than .* and was ended/);
    const started = Number(readFileSync(pid, 'utf8'));
    await until('its child is gone', () => isGone(started));
  });

  test('with hooks.pre_failure = warn it begins, and the failure stands with it', async () => {
    const bench = new HookBench({ 'hooks.pre_failure': 'warn' });
    bench.program('pre-execution/a', '#!/bin/sh\nexit 3\n');
    bench.program('pre-execution/b', say('{"prompt": "Count the folders."}'));
    const word = await bench.before();
    expect(word.refused).toBeUndefined();
    expect(word.prompt).toBe('Count the folders.');
    expect(word.notes?.[0]).toContain('ended with exit code 3; the task began all the same');
  });

  test('a list that is cancelled waits for no hook', async () => {
    const bench = new HookBench();
    const pid = join(bench.folder, 'pid');
    bench.program('pre-execution/guard', `#!/bin/sh\necho $$ > '${pid}'\nsleep 300\n`);
    const word = bench.before();
    await until('it runs', () => existsSync(pid) && readFileSync(pid, 'utf8').endsWith('\n'));
    const begunMs = clock.monotonicMs();
    bench.hooks.lists.giveUp(bench.list().id);
    expect((await word).refused).toContain('given up');
    expect(clock.monotonicMs() - begunMs).toBeLessThan(500);
    await until('it is gone', () => isGone(Number(readFileSync(pid, 'utf8'))));
    expect(bench.hooks.status().hooks[0]).toMatchObject({ calls: 0, failures: 0 });
  });

  test('it gets no variable of pcc and no secret', async () => {
    const bench = new HookBench(
      {},
      {
        PCC_HOME: '/x',
        MY_API_TOKEN: 'abc',
        CLAUDE_CODE_OAUTH_TOKEN: 'def',
        ADDRESS: 'x hunter2-hunter2 y',
        LANG: 'C',
      },
    );
    const heard = join(bench.folder, 'heard');
    bench.program('pre-execution/env', `#!/bin/sh\nenv > '${heard}'\necho '{}'\n`);
    await bench.before();
    const names = readFileSync(heard, 'utf8')
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(names).toContain('LANG');
    expect(names).toContain('PATH');
    expect(names.filter((name) => /PCC|TOKEN|ADDRESS/.test(name ?? ''))).toEqual([]);
  });

  test('a module runs in a process of its own; what it prints is no answer', async () => {
    const bench = new HookBench({ 'hooks.timeout_ms': 60_000 });
    const path = join(bench.folder, 'guard.mjs');
    writeFileSync(
      path,
      `console.log('thinking');
       setInterval(() => {}, 1000);
       export default async ({ task }) => ({ prompt: task.prompt + ' Slowly.', notes: [String(process.pid)] });`,
      { mode: 0o600 },
    );
    bench.config = { ...bench.config, 'hooks.pre_execution': [path] };
    const word = await bench.before();
    expect(word.prompt).toBe('Count the files. Slowly.');
    expect(word.notes?.[0]).not.toBe(String(process.pid));
    writeFileSync(path, 'export const guard = 1;');
    expect((await bench.before()).refused).toContain('has no default export');
    writeFileSync(path, 'export default () => undefined;');
    expect((await bench.before()).refused).toContain('put out no answer');
    writeFileSync(path, 'export default () => { let a; for (let n = 0; n < 20000; n++) a = { a }; return a; };');
    expect((await bench.before()).refused).toContain('gave back is nested more deeply than 200 levels');
    expect(bench.hooks.status().hooks).toMatchObject([{ kind: 'module', calls: 4, failures: 3 }]);
  });
});

describe('files that are not called', () => {
  const cases: readonly [what: string, make: (bench: HookBench) => string, how: RegExp][] = [
    ['missing', (bench) => join(bench.folder, 'none'), /does not exist/],
    ['a folder', (bench) => bench.project, /is no file/],
    ['not executable', (bench) => bench.program(join(bench.folder, 'h'), say('{}'), 0o600), /chmod u\+x/],
    [
      'writable by others',
      (bench) => bench.program(join(bench.folder, 'h'), say('{}'), 0o722),
      /can be written by others/,
    ],
    [
      'in a folder that others write',
      (bench) => {
        mkdirSync(join(bench.folder, 'open'));
        const path = bench.program(join(bench.folder, 'open', 'h'), say('{}'));
        chmodSync(join(bench.folder, 'open'), 0o777);
        return path;
      },
      /others can put another file in its place/,
    ],
    [
      'a link to a link',
      (bench) => {
        bench.program(join(bench.folder, 'h'), say('{}'));
        symlinkSync(join(bench.folder, 'h'), join(bench.folder, 'one'));
        symlinkSync('one', join(bench.folder, 'two'));
        return join(bench.folder, 'two');
      },
      /is a link to another link/,
    ],
    ['in the project', (bench) => bench.program(join(bench.project, 'h'), say('{}')), /lies in the project/],
    [
      'a link into the project',
      (bench) => {
        bench.program(join(bench.project, 'h'), say('{}'));
        symlinkSync(join(bench.project, 'h'), join(bench.folder, 'link'));
        return join(bench.folder, 'link');
      },
      /lies in the project/,
    ],
    [
      'a link that stands in the project',
      (bench) => {
        bench.program(join(bench.folder, 'h'), say('{}'));
        symlinkSync(join(bench.folder, 'h'), join(bench.project, 'link'));
        return join(bench.project, 'link');
      },
      /lies in the project/,
    ],
    [
      'in the folder of another session',
      (bench) => {
        bench.others.sessions.push(join(bench.folder, 'gone'), join(bench.folder, 'other'));
        return bench.program(join(bench.folder, 'other', 'hooks', 'h'), say('{}'));
      },
      /lies in the project '.*other'/,
    ],
    [
      'in the folder of another list',
      (bench) => {
        bench.others.executions.push(join(bench.folder, 'other'));
        return bench.program(join(bench.folder, 'other', 'h'), say('{}'));
      },
      /lies in the project '.*other'/,
    ],
    [
      'a link from the own folder into that of another session',
      (bench) => {
        bench.others.sessions.push(bench.folder, join(bench.folder, 'other'));
        bench.program(join(bench.folder, 'other', 'h'), say('{}'));
        bench.program('pre-execution/.keep', '');
        symlinkSync(join(bench.folder, 'other', 'h'), join(bench.home, 'hooks', 'pre-execution', 'h'));
        return join(bench.home, 'hooks', 'pre-execution', 'h');
      },
      /lies in the project/,
    ],
  ];

  test.each(cases)('%s: it is told, and the task is refused', async (_what, make, how) => {
    const bench = new HookBench();
    const path = make(bench);
    bench.config = { ...bench.config, 'hooks.pre_execution': [path] };
    const word = await bench.before();
    expect(word.refused).toMatch(how);
    expect(bench.hooks.warnings().join()).toMatch(how);
  });

  test.runIf(process.getuid?.() === 0)('in a folder whose owner no namespace names', async () => {
    const bench = new HookBench();
    const path = bench.program(join(bench.folder, 'theirs', 'h'), say('{}'));
    chownSync(join(bench.folder, 'theirs'), 65_534, 65_534);
    bench.config = { ...bench.config, 'hooks.pre_execution': [path] };
    expect((await bench.before()).refused).toMatch(
      /whose owner is unknown \(uid 65534, .*\), so that others can put another file in its place/,
    );
  });

  test('a link to a file of your own is one', async () => {
    const bench = new HookBench();
    bench.program(join(bench.folder, 'h'), say('{"refuse": "By a link."}'));
    symlinkSync(join(bench.folder, 'h'), join(bench.folder, 'link'));
    bench.config = { ...bench.config, 'hooks.pre_execution': [join(bench.folder, 'link')] };
    expect((await bench.before()).refused).toContain('By a link.');
  });

  test('the folder of hooks is no place where sessions write, even if one ran above it', async () => {
    const bench = new HookBench();
    bench.others.sessions.push(bench.folder);
    bench.program('pre-execution/h', say('{"refuse": "By my own."}'));
    expect((await bench.before()).refused).toContain('By my own.');
    expect(bench.hooks.warnings()).toEqual([]);
  });

  test('a file of another user is not called', async () => {
    if (process.getuid?.() !== 0) return;
    const bench = new HookBench();
    const path = bench.program('pre-execution/guard', say('{}'));
    const { chownSync } = await import('node:fs');
    chownSync(path, 12_345, 12_345);
    expect((await bench.before()).refused).toContain('is not your own file');
  });

  test('a folder that is no event is told; files that begin with a dot are passed over', () => {
    const bench = new HookBench();
    bench.program('pre_execution/guard', say('{}'));
    bench.program('pre-execution/.guard.swp', say('{}'));
    expect(bench.hooks.status().hooks).toEqual([]);
    expect(bench.hooks.warnings()).toHaveLength(1);
    expect(bench.hooks.warnings()[0]).toContain("pre_execution' is no event of hooks");
  });

  test('more hooks than may be are told, and refuse', async () => {
    const bench = new HookBench();
    for (let n = 10; n < 31; n++) bench.program(`pre-execution/${n}`, say('{}'));
    bench.config = { ...bench.config, 'hooks.pre_execution': [] };
    expect((await bench.before()).refused).toContain('one of more than 20');
  });
});

test('a hook does not outlive a daemon that is killed', { timeout: 60_000 }, async () => {
  const bench = new HookBench();
  const pid = join(bench.folder, 'pid');
  const hook = bench.program(join(bench.folder, 'hook'), `#!/bin/sh\necho $$ > '${pid}'\nsleep 1000\n`);
  const program = `
    const { HookRun } = await import(${JSON.stringify(resolve('src/daemon/hooks/hookRun.ts'))});
    const clock = { wallMs: Date.now, monotonicMs: () => performance.now(), after: () => ({ dispose() {} }) };
    const path = ${JSON.stringify(hook)};
    new HookRun({ argv: [path], path, input: '{}', env: { PATH: '/usr/bin:/bin' }, timeMaxMs: 1e6, clock }, () => undefined);
  `;
  const daemon = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: 'ignore',
  });
  afterTest(() => {
    daemon.kill('SIGKILL');
  });
  await until('it runs', () => existsSync(pid) && readFileSync(pid, 'utf8').endsWith('\n'), 30_000);
  daemon.kill('SIGKILL');
  await until('it is gone', () => isGone(Number(readFileSync(pid, 'utf8'))));
});

describe('after a task', () => {
  test('hooks are told what came of it, redacted; an error is told apart', async () => {
    const bench = new HookBench();
    const heard = join(bench.folder, 'heard');
    const error = join(bench.folder, 'error');
    bench.program('post-execution/look', `#!/bin/sh\ncat >> '${heard}'\n`);
    bench.program('on-error/look', `#!/bin/sh\ncat > '${error}'\nexit 1\n`);
    const files = { created: ['a'], modified: [], deleted: [] };
    const result = { text: 'It is hunter2-hunter2.', echoed: true, files };
    await bench.hooks.lists.after(bench.list(), bench.step({ state: 'done', result, tookMs: 5 }));
    expect(JSON.parse(readFileSync(heard, 'utf8'))).toMatchObject({
      event: 'post-execution',
      outcome: { state: 'done', tookMs: 5, result: { files, echoed: true } },
    });
    expect(readFileSync(heard, 'utf8')).not.toContain('hunter2');
    expect(existsSync(error)).toBe(false);
    await bench.hooks.lists.after(bench.list(), bench.step({ state: 'failed', why: 'It hung.' }));
    expect(readFileSync(heard, 'utf8').trim().split('\n')).toHaveLength(2);
    expect(JSON.parse(readFileSync(error, 'utf8'))).toMatchObject({ event: 'on-error', outcome: { why: 'It hung.' } });
    expect(bench.log.join()).toContain('The on-error hook');
    await bench.hooks.lists.after(bench.list(), bench.step({ state: 'refused', why: 'No.' }));
    expect(readFileSync(heard, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  test('a hook that reads nothing of a long message is no failure', async () => {
    const bench = new HookBench();
    bench.program('post-execution/deaf', '#!/bin/sh\nexit 0\n');
    const result = { text: 'x'.repeat(2_000_000), echoed: true, files: { created: [], modified: [], deleted: [] } };
    await bench.hooks.lists.after(bench.list(), bench.step({ state: 'done', result }));
    expect(bench.hooks.status().hooks).toMatchObject([{ calls: 1, failures: 0 }]);
  });
});

function isGone(pid: number): boolean {
  try {
    return / [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

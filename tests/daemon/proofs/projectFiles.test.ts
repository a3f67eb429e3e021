import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ManualClock, systemClock } from '../../../src/base/clock.ts';
import type { Clock } from '../../../src/base/clock.ts';
import { ProjectFiles } from '../../../src/daemon/proofs/projectFiles.ts';
import { limits } from '../../../src/limits.ts';
import type { StepResult } from '../../../src/execution/execution.ts';
import type { ExecutionRecord, StepRecord } from '../../../src/store/executions.ts';
import { afterTest, tempFolder, until } from '../../terminal/harness.ts';

/** What a task changes in the files of its project, in a repository and in a plain folder. */

const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' };
const uuid = '0b8f2c1e-1111-4222-8333-444455556666';

class Project {
  readonly home = tempFolder();
  readonly path = join(tempFolder(), 'app');
  readonly log: string[] = [];
  readonly files: ProjectFiles;
  #noted = '';

  constructor(clock: Clock = systemClock()) {
    mkdirSync(this.path);
    const store = { executions: { step: () => ({ step: { state: 'running' } }) } };
    this.files = new ProjectFiles({
      ...{ folder: join(this.home, 'receipts'), clock },
      // No program of the project is the one that is meant.
      env: { PATH: `.:${this.path}:${env.PATH}`, HOME: this.home },
      store: store as unknown as ConstructorParameters<typeof ProjectFiles>[0]['store'],
      log: (sentence) => this.log.push(sentence),
    });
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, path)), { recursive: true });
      writeFileSync(join(this.path, path), text);
    }
  }

  git(...args: string[]): string {
    const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'init.defaultBranch=main'];
    const options = { cwd: this.path, env: { ...env, HOME: this.home }, encoding: 'utf8' } as const;
    return execFileSync('git', [...who, ...args], { ...options, stdio: ['ignore', 'pipe', 'ignore'] });
  }

  /** A repository in which all files are committed. */
  repository(files: Readonly<Record<string, string>>): void {
    this.git('init');
    this.write(files);
    this.git('add', '-A');
    this.git('commit', '-m', 'first', '--allow-empty');
  }

  async note(): Promise<string> {
    this.#noted = await this.files.before(this.list, this.step);
    return this.#noted;
  }

  async changes(noted = this.#noted): Promise<StepResult['files']> {
    return await this.files.after(this.list, this.step, noted);
  }

  get list(): ExecutionRecord {
    return { path: this.path, sources: [] } as unknown as ExecutionRecord;
  }

  get step(): StepRecord {
    return { uuid, typed: 'count' } as unknown as StepRecord;
  }

  remove(path: string): void {
    rmSync(join(this.path, path), { recursive: true });
  }
}

const none = { created: [], modified: [], deleted: [] };
const odd = ['with blanks.ts', 'two\nlines.ts', 'Grüße – ✅.ts', '"quoted\\".ts', '-option', 'dir with/ünder.ts'];

/** What holds in a repository as in a plain folder. */
describe.each(['git', 'scan'] as const)('changes by %s', (by) => {
  function project(files: Readonly<Record<string, string>>): Project {
    const made = new Project();
    if (by === 'git') made.repository(files);
    else made.write(files);
    return made;
  }

  test('are none where nothing was done', async () => {
    const made = project({ 'a.ts': 'a', 'src/b.ts': 'b' });
    expect(JSON.parse(await made.note())).toMatchObject({ by, isCut: false, places: [] });
    expect(await made.changes()).toEqual(none);
  });

  test('are files that were made, written and removed, whatever they are called', async () => {
    const made = project(
      Object.fromEntries(odd.flatMap((name) => [[`w/${name}`, 'a'] as const, [`d/${name}`, 'a'] as const])),
    );
    await made.note();
    for (const name of odd) {
      made.write({ [`w/${name}`]: 'b', [`c/${name}`]: 'new' });
      made.remove(`d/${name}`);
    }
    const all = (folder: string): string[] => odd.map((name) => `${folder}/${name}`).sort();
    expect(await made.changes()).toEqual({ created: all('c'), modified: all('w'), deleted: all('d') });
  });

  test('are a new name and the old one for a file that was renamed', async () => {
    const made = project({ 'a.ts': 'a' });
    await made.note();
    renameSync(join(made.path, 'a.ts'), join(made.path, 'b.ts'));
    expect(await made.changes()).toEqual({ created: ['b.ts'], modified: [], deleted: ['a.ts'] });
  });

  test('are seen at the same size and the same time', async () => {
    const made = project({ 'a.ts': 'one' });
    const time = new Date(Date.UTC(2026, 0, 2));
    utimesSync(join(made.path, 'a.ts'), time, time);
    await made.note();
    made.write({ 'a.ts': 'two' });
    utimesSync(join(made.path, 'a.ts'), time, time);
    expect(await made.changes()).toEqual({ ...none, modified: ['a.ts'] });
  });

  test('are none where a file was written anew as it was', async () => {
    const made = project({ 'a.ts': 'a', 'b.sh': 'b' });
    await made.note();
    made.remove('a.ts');
    made.write({ 'a.ts': 'a' });
    chmodSync(join(made.path, 'b.sh'), 0o755);
    expect(await made.changes()).toEqual({ ...none, modified: ['b.sh'] });
  });

  test('do not follow links', async () => {
    const outside = tempFolder();
    writeFileSync(join(outside, 'secret'), 'x');
    const made = project({ 'a.ts': 'a' });
    symlinkSync(outside, join(made.path, 'out'));
    await made.note();
    writeFileSync(join(outside, 'secret'), 'y');
    writeFileSync(join(outside, 'new'), 'y');
    symlinkSync('/nowhere', join(made.path, 'gone'));
    expect(await made.changes()).toEqual({ ...none, created: ['gone'] });
    made.remove('out');
    symlinkSync('/elsewhere', join(made.path, 'out'));
    expect(await made.changes()).toEqual({ ...none, created: ['gone'], modified: ['out'] });
  });

  test('of what was there before the daemon died are still known to the next', async () => {
    const made = project({ 'a.ts': 'a' });
    const noted = await made.note();
    made.write({ 'b.ts': 'b' });
    expect(await made.changes(noted)).toEqual({ ...none, created: ['b.ts'] });
    const folder = join(made.home, 'receipts', '.before');
    const [name = ''] = readdirSync(folder);
    writeFileSync(join(folder, name), readFileSync(join(folder, name), 'utf8').replace('a.ts', 'c.ts'));
    const unknown = { ...none, note: 'What its files were before is not known any more.' };
    expect(await made.changes(noted)).toEqual(unknown);
    made.files.forget(uuid);
    expect(readdirSync(folder)).toEqual([]);
    expect(await made.changes('')).toEqual(unknown);
  });

  test('are found among 5,000 files within the time that they may take', { timeout: 60_000 }, async () => {
    const made = project(
      Object.fromEntries(
        Array.from({ length: 5_000 }, (_, n) => [`d${n % 50}/f${n}.ts`, `export const a${n} = ${n};\n`]),
      ),
    );
    const begun = performance.now();
    expect(JSON.parse(await made.note())).toMatchObject({ isCut: false });
    const notedMs = performance.now() - begun;
    made.write({ 'd1/f1.ts': 'changed', 'd1/new.ts': 'new' });
    made.remove('d2/f2.ts');
    const changes = await made.changes();
    expect(changes).toEqual({ created: ['d1/new.ts'], modified: ['d1/f1.ts'], deleted: ['d2/f2.ts'] });
    expect(notedMs).toBeLessThan(limits.projectLookMs);
    expect(performance.now() - begun).toBeLessThan(2 * limits.projectLookMs);
  });
});

describe('a repository', () => {
  test('has what was committed among its changes, also where it was written before', async () => {
    const made = new Project();
    made.repository({ 'a.ts': 'a', 'b.ts': 'b', 'c.ts': 'c' });
    made.write({ 'b.ts': 'written before', 'd.ts': 'new before' });
    await made.note();
    made.write({ 'a.ts': 'written', 'e.ts': 'new' });
    made.remove('c.ts');
    made.git('add', '-A');
    made.git('commit', '-m', 'second');
    expect(await made.changes()).toEqual({
      created: ['e.ts'],
      modified: ['a.ts', 'b.ts', 'd.ts'],
      deleted: ['c.ts'],
    });
  });

  test('that was begun by the task, and one without a commit', async () => {
    const made = new Project();
    made.write({ 'a.ts': 'a' });
    await made.note();
    made.git('init');
    made.write({ 'b.ts': 'b' });
    expect(await made.changes()).toEqual({ ...none, created: ['b.ts'] });
    made.git('add', '-A');
    made.git('commit', '-m', 'first');
    expect(await made.changes()).toEqual({ ...none, created: ['b.ts'], modified: ['a.ts'] });
  });

  test('does not tell of what it ignores, and does not take for removed what it ignores now', async () => {
    const made = new Project();
    made.repository({ '.gitignore': 'build/\n', 'a.ts': 'a' });
    made.write({ 'build/out.js': 'x', 'later.log': 'x', 'other.log': 'x' });
    await made.note();
    made.write({ 'build/out.js': 'y', 'build/more.js': 'y', '.gitignore': 'build/\n*.log\n', 'other.log': 'y' });
    expect(await made.changes()).toEqual({ ...none, modified: ['.gitignore', 'other.log'] });
  });

  test('is told of below the folder of the project alone, and looked into where that is ignored', async () => {
    const made = new Project();
    made.repository({ 'a.ts': 'a', 'sub/b.ts': 'b', '.gitignore': 'hidden/\n' });
    const sub = { ...made.list, path: join(made.path, 'sub') };
    const before = await made.files.before(sub, made.step);
    made.write({ 'a.ts': 'x', 'sub/b.ts': 'x' });
    made.git('commit', '-am', 'second');
    expect(await made.files.after(sub, made.step, before)).toEqual({ ...none, modified: ['b.ts'] });
    made.write({ 'hidden/c.ts': 'c' });
    const hidden = { ...made.list, path: join(made.path, 'hidden') };
    const noted = await made.files.before(hidden, made.step);
    made.write({ 'hidden/d.ts': 'd' });
    expect(await made.files.after(hidden, made.step, noted)).toEqual({ ...none, created: ['d.ts'] });
  });

  test('has no program run that its configuration names', async () => {
    const made = new Project();
    made.repository({ 'a.ts': 'a', 'b.ts': 'b', '.gitattributes': '* filter=mine diff=mine\n' });
    const sign = join(made.home, 'ran');
    const program = join(made.home, 'program.sh');
    writeFileSync(program, `#!/bin/sh\necho "$0 $@" >> '${sign}'\ncat\n`, { mode: 0o755 });
    for (const key of [
      ...['core.fsmonitor', 'core.pager', 'core.editor', 'core.sshCommand', 'core.askPass', 'diff.external'],
      ...['filter.mine.clean', 'filter.mine.smudge', 'filter.mine.process', 'diff.mine.textconv', 'diff.mine.command'],
    ])
      made.git('config', key, program);
    made.git('config', 'core.hooksPath', made.home);
    for (const hook of ['post-index-change', 'fsmonitor-watchman', 'query-watchman', 'reference-transaction'])
      for (const folder of [made.home, join(made.path, '.git', 'hooks')])
        writeFileSync(join(folder, hook), readFileSync(program), { mode: 0o755 });
    writeFileSync(join(made.path, 'git'), readFileSync(program), { mode: 0o755 });
    rmSync(sign, { force: true });
    await made.note();
    made.write({ 'a.ts': 'x', 'c.ts': 'c' });
    const commit = made.git('rev-parse', 'HEAD').trim();
    const tree = made.git('rev-parse', 'HEAD^{tree}').trim();
    const next = made.git('commit-tree', tree, '-p', commit, '-m', 'next').trim();
    writeFileSync(join(made.path, '.git', 'refs', 'heads', 'main'), `${next}\n`);
    rmSync(sign, { force: true });
    expect(await made.changes()).toEqual({ ...none, created: ['c.ts'], modified: ['a.ts'] });
    expect(existsSync(sign) ? readFileSync(sign, 'utf8') : '').toBe('');
    // The test could have seen it.
    try {
      made.git('status');
    } catch {
      // A filter that puts out nothing of use may fail.
    }
    expect(existsSync(sign)).toBe(true);
  });

  test('with a module in it is looked into', async () => {
    const made = new Project();
    const other = new Project();
    other.repository({ 'lib.ts': 'a', 'more.ts': 'a' });
    made.repository({ 'a.ts': 'a' });
    made.git('-c', 'protocol.file.allow=always', 'submodule', 'add', other.path, 'module');
    made.git('commit', '-m', 'second');
    await made.note();
    made.write({ 'module/lib.ts': 'x', 'module/new.ts': 'new' });
    made.remove('module/more.ts');
    expect(await made.changes()).toEqual({
      created: ['module/new.ts'],
      modified: ['module/lib.ts'],
      deleted: ['module/more.ts'],
    });
  });

  test('with another one in it is looked into, and a broken one is walked', async () => {
    const made = new Project();
    made.repository({ 'a.ts': 'a' });
    made.write({ 'inner/b.ts': 'b' });
    execFileSync('git', ['init'], { cwd: join(made.path, 'inner'), env, stdio: 'ignore' });
    await made.note();
    made.write({ 'inner/b.ts': 'x', 'inner/c.ts': 'c' });
    expect(await made.changes()).toEqual({ ...none, created: ['inner/c.ts'], modified: ['inner/b.ts'] });
    writeFileSync(join(made.path, '.git', 'HEAD'), 'broken');
    expect(JSON.parse(await made.note())).toMatchObject({ by: 'scan' });
  });
});

describe('a plain folder', () => {
  test('is not looked into where packages are installed', async () => {
    const made = new Project();
    made.write({ 'a.ts': 'a', 'node_modules/x/index.js': 'x' });
    await made.note();
    made.write({ 'node_modules/x/index.js': 'y', 'sub/node_modules/z.js': 'z' });
    expect(await made.changes()).toEqual(none);
  });

  test('that is gone has lost all its files', async () => {
    const made = new Project();
    made.write({ 'a.ts': 'a' });
    await made.note();
    rmSync(made.path, { recursive: true });
    expect(await made.changes()).toEqual({ ...none, deleted: ['a.ts'] });
  });

  test('that takes too long is told to be looked at in part, and nothing false is told of it', async () => {
    class SlowClock extends ManualClock {
      isSlow = true;
      override monotonicMs(): number {
        if (this.isSlow) this.advance(limits.projectLookMs / 4);
        return super.monotonicMs();
      }
      override wallMs(): number {
        return Date.now();
      }
    }
    const clock = new SlowClock();
    const made = new Project(clock);
    made.write(Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`f${n}.ts`, 'a'])));
    const writtenMs = Date.now();
    await until('files that are surely older', () => Date.now() - writtenMs > 2 * limits.fileTimeSlackMs);
    expect(JSON.parse(await made.note())).toMatchObject({ isCut: true });
    const told = await made.changes();
    expect(told).toMatchObject(none);
    expect(told.note).toContain('more files than could be looked at');
    clock.isSlow = false;
    made.write({ 'later.ts': 'b' });
    const now = await made.changes();
    expect(now.deleted).toEqual([]);
    expect(now.modified).toEqual([]);
    expect(now.created).toContain('later.ts');
  });

  test('names so many changed files at most, and says how many more there are', async () => {
    const made = new Project();
    await made.note();
    const count = limits.changedFilesTold + 5;
    made.write(Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, ''])));
    const { created, note } = await made.changes();
    expect([created.length, note]).toEqual([limits.changedFilesTold, '5 more changed files are not named.']);
  });

  test('has pipes and files that nobody may read', async () => {
    const made = new Project();
    execFileSync('mkfifo', [join(made.path, 'pipe')]);
    made.write({ 'closed.ts': 'a' });
    chmodSync(join(made.path, 'closed.ts'), 0o000);
    afterTest(() => {
      chmodSync(join(made.path, 'closed.ts'), 0o600);
    });
    await made.note();
    rmSync(join(made.path, 'pipe'));
    expect(await made.changes()).toEqual({ ...none, deleted: ['pipe'] });
  });
});

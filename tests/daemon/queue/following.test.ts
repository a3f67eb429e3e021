import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Emitter } from '../../../src/base/emitter.ts';
import type { LiveSession } from '../../../src/daemon/liveSession.ts';
import { Following } from '../../../src/daemon/queue/following.ts';
import { lastNumber } from '../../../src/session/queueOrder.ts';
import { reduce } from '../../../src/session/reduce.ts';
import type { Session, SessionEvent } from '../../../src/session/session.ts';
import { newSession } from '../../../src/session/session.ts';
import type { Task, TaskState } from '../../../src/session/task.ts';
import type { Store } from '../../../src/store/store.ts';
import { openStore } from '../../../src/store/store.ts';
import { sessionRecord } from '../../store/values.ts';
import { afterTest, clock, tempFolder, until } from '../../terminal/harness.ts';

/** A session by the real reducer, without a terminal: what would be typed is not. */
class BareSession {
  readonly id: string;
  readonly notes: string[] = [];
  readonly #path: string;
  readonly #stepped = new Emitter<Session>();
  readonly #ended = new Emitter<number | null>();
  session: Session;

  constructor(path: string, session: Session, id = 'app-1') {
    this.id = id;
    this.#path = path;
    this.session = session;
  }

  readonly onEnded = this.#ended.event;
  readonly actor = {
    onStep: this.#stepped.event,
    dispatch: (event: SessionEvent): void => {
      this.session = reduce(this.session, event).session;
      this.#stepped.fire(this.session);
    },
    note: (_type: string, sentence: string): void => {
      this.notes.push(sentence);
    },
  };

  status(): { path: string } {
    return { path: this.#path };
  }

  /** The tasks, each as its state and its words. */
  tasks(): string[] {
    return this.session.tasks.map(({ state, text }) => `${state} ${text}`);
  }

  /** As the life of the session would bring it there. */
  becomes(text: string, state: TaskState): void {
    const tasks = this.session.tasks.map((task): Task => (task.text === text ? { ...task, state } : task));
    this.session = { ...this.session, tasks };
    this.#stepped.fire(this.session);
  }

  wake(): void {
    this.#stepped.fire(this.session);
  }

  end(): void {
    this.#ended.fire(0);
  }
}

interface World {
  readonly folder: string;
  readonly file: string;
  readonly store: Store;
  readonly live: BareSession;
  readonly following: Following;
}

function world(text: string, before?: World): World {
  const folder = before?.folder ?? tempFolder();
  const file = join(folder, 'requirements.md');
  if (!before) writeFileSync(file, text);
  const store = before?.store ?? openStore(join(tempFolder(), 'state.db'), clock);
  const record = sessionRecord('app-1', { path: folder });
  if (!before) {
    store.sessions.insert(record);
    afterTest(() => {
      store.dispose();
    });
  }
  const live = new BareSession(folder, before?.live.session ?? { ...record.session, paused: true });
  Object.defineProperty(live.actor, 'session', { get: () => live.session });
  Object.defineProperty(live.actor, 'lastTask', { get: () => lastNumber(live.session) });
  const following = new Following({
    store,
    clock,
    sessions: () => ({
      find: () => live as unknown as LiveSession,
      mayMention: (path) => !path.includes('secret'),
    }),
    log: () => undefined,
  });
  afterTest(() => {
    following.dispose();
  });
  following.opened(live as unknown as LiveSession);
  live.wake();
  return { folder, file, store, live, following };
}

async function untilTasks({ live }: World, expected: readonly string[]): Promise<void> {
  await until(
    `tasks ${JSON.stringify(expected)}`,
    () => JSON.stringify(live.tasks()) === JSON.stringify(expected),
  ).catch(() => {
    expect(live.tasks()).toEqual(expected);
  });
}

async function untilText({ file }: World, expected: string): Promise<void> {
  await until(`the file holds ${expected}`, () => readFileSync(file, 'utf8') === expected).catch(() => {
    expect(readFileSync(file, 'utf8')).toBe(expected);
  });
}

test('open tasks are queued, later ones too, done ones are ticked, and other edits stay', async () => {
  const made = world('# Plan\r\n- [ ] one\r\n- [x] old\r\n- [ ] two');
  const { live, file, following } = made;
  expect(following.follow('app-1', file)).toEqual({
    id: 'app-1',
    path: file,
    tasks: ['app-1.1', 'app-1.2'],
    warnings: [],
  });
  expect(live.tasks()).toEqual(['queued one', 'queued two']);
  live.becomes('one', 'running');
  writeFileSync(file, '# Plan\r\n- [ ] one\r\n- [x] old\r\n- [ ] between\r\n- [ ] two\r\nwords');
  await untilTasks(made, ['running one', 'queued between', 'queued two']);
  live.becomes('one', 'done');
  await untilText(made, '# Plan\r\n- [x] one\r\n- [x] old\r\n- [ ] between\r\n- [ ] two\r\nwords');
  live.becomes('two', 'done');
  live.becomes('between', 'failed');
  await untilText(made, '# Plan\r\n- [x] one\r\n- [x] old\r\n- [ ] between\r\n- [x] two\r\nwords');
});

test('edited, moved, removed and ticked lines change what waits, in whatever way the file is saved', async () => {
  const made = world('- [ ] paint the house\n- [ ] buy bread\n- [ ] write home\n');
  const { live, file, following } = made;
  following.follow('app-1', file);
  writeFileSync(`${file}~`, '- [ ] write home\n- [ ] paint the red house\n- [ ] buy bread\n');
  renameSync(`${file}~`, file);
  await untilTasks(made, ['queued write home', 'queued paint the red house', 'queued buy bread']);
  expect(live.session.tasks.map(({ id }) => id)).toEqual(['app-1.3', 'app-1.1', 'app-1.2']);
  // A file that vanishes for a moment is no empty one.
  rmSync(file);
  await new Promise((resolve) => clock.after(400, () => resolve(undefined)));
  expect(live.tasks()).toHaveLength(3);
  writeFileSync(file, '- [x] write home\n- [ ] buy bread\n');
  await untilTasks(made, ['removed write home', 'removed paint the red house', 'queued buy bread']);
  expect(live.session.tasks.map(({ why }) => why)).toEqual([
    `It was ticked in '${file}'.`,
    `It is no longer in '${file}'.`,
    undefined,
  ]);
});

test('only what was done is ticked: words that were changed meanwhile are a task of their own', async () => {
  const made = world('- [ ] paint the house\n');
  const { live, file, following } = made;
  following.follow('app-1', file);
  live.becomes('paint the house', 'running');
  writeFileSync(file, '- [ ] paint the house red\n');
  await until('it is told', () => live.notes.some((note) => note.includes('were changed')));
  live.becomes('paint the house', 'done');
  await untilTasks(made, ['done paint the house', 'queued paint the house red']);
  expect(readFileSync(file, 'utf8')).toBe('- [ ] paint the house red\n');
  live.becomes('paint the house red', 'done');
  await untilText(made, '- [x] paint the house red\n');
});

test('a box that is emptied is ticked once more and told; emptied again, the task is done again', async () => {
  const made = world('- [ ] one\n');
  const { live, file, following } = made;
  following.follow('app-1', file);
  live.becomes('one', 'done');
  await untilText(made, '- [x] one\n');
  writeFileSync(file, '- [ ] one\n');
  await untilText(made, '- [x] one\n');
  expect(live.notes.at(-1)).toContain('it is ticked again');
  expect(live.tasks()).toEqual(['done one']);
  writeFileSync(file, '- [ ] one\n');
  await untilTasks(made, ['done one', 'queued one']);
  expect(live.notes.at(-1)).toContain('it is done again');
  expect(readFileSync(file, 'utf8')).toBe('- [ ] one\n');
  live.session = { ...live.session, tasks: live.session.tasks.map((task) => ({ ...task, state: 'done' as const })) };
  live.wake();
  await untilText(made, '- [x] one\n');
});

test('a task of a file that may not be typed is told and skipped, once', async () => {
  const made = world('- [ ] !rm -rf\n- [ ] read @secret\n- [ ] fine\n');
  const { live, file, following } = made;
  expect(following.follow('app-1', file).warnings).toEqual([
    expect.stringContaining("begins with '!'"),
    expect.stringContaining("mentions '@secret'"),
  ]);
  expect(live.tasks()).toEqual(['queued fine']);
  writeFileSync(file, '- [ ] !rm -rf\n- [ ] read @secret\n- [ ] fine\n- [ ] more\n');
  await untilTasks(made, ['queued fine', 'queued more']);
  expect(live.notes.filter((note) => note.startsWith('The task on line'))).toEqual([
    expect.stringContaining(`The task on line 1 of '${file}' begins with '!'`),
    expect.stringContaining(`The task on line 2 of '${file}' mentions '@secret'`),
  ]);
});

describe('after a restart of the daemon', () => {
  test('nothing is queued twice and nothing forgotten, whatever was edited meanwhile', async () => {
    const first = world('- [ ] one\n- [ ] two\n- [ ] three with sk-ant-REDACTED\n');
    first.following.follow('app-1', first.file);
    first.live.becomes('one', 'done');
    // It dies before the box is ticked.
    first.following.dispose();
    writeFileSync(first.file, readFileSync(first.file, 'utf8').replace('two\n', 'two\n- [ ] new\n'));
    const second = world('', first);
    await untilTasks(second, ['done one', 'queued two', 'queued new', 'queued three with sk-ant-REDACTED']);
    await until('the first is ticked', () => readFileSync(second.file, 'utf8').startsWith('- [x] one\n- [ ] two\n'));
  });

  test('tasks whose file was not noted yet are known again', async () => {
    const first = world('- [ ] one\n');
    const task = { id: 'app-1.1', text: 'one', source: { file: first.file, text: 'one' } };
    first.live.actor.dispatch({ type: 'task', task, queued: true });
    first.following.dispose();
    const second = world('', first);
    writeFileSync(second.file, '- [ ] one\n- [ ] two\n');
    await untilTasks(second, ['queued one', 'queued two']);
  });
});

test('the last done task is ticked when the session ends', () => {
  const { live, file, following } = world('- [ ] one\n');
  following.follow('app-1', file);
  live.becomes('one', 'done');
  live.end();
  expect(readFileSync(file, 'utf8')).toBe('- [x] one\n');
});

test('the brain is told what the file says now; what was changed since is nobody’s given word', async () => {
  const { store, file, following } = world('# Overview\nA shop.\n- [ ] one\n');
  store.sessions.saveRequirements('app-1', 'as given', true);
  following.follow('app-1', file);
  expect(store.sessions.requirementsOf('app-1')).toEqual({
    requirements: '# Overview\nA shop.\n- [ ] one\n',
    requirementsGiven: true,
  });
  writeFileSync(file, '# Overview\nA shop.\n# Preferences\n- allow all\n- [ ] one\n');
  await until('the change is known', () => store.sessions.requirementsOf('app-1').requirements.includes('allow all'));
  expect(store.sessions.requirementsOf('app-1').requirementsGiven).toBeUndefined();
});

test('a file is followed by one session at a time, and by another when that has ended', () => {
  const { live, file, store, following } = world('- [ ] one\n');
  store.sessions.insert(sessionRecord('app-2'));
  const other = new BareSession(live.status().path, { ...newSession('app-2', false), paused: true }, 'app-2');
  Object.defineProperty(other.actor, 'session', { get: () => other.session });
  Object.defineProperty(other.actor, 'lastTask', { get: () => lastNumber(other.session) });
  const both: Record<string, BareSession> = { 'app-1': live, 'app-2': other };
  const two = new Following({
    store,
    clock,
    sessions: () => ({ find: (id) => both[id] as unknown as LiveSession, mayMention: () => true }),
    log: () => undefined,
  });
  afterTest(() => {
    two.dispose();
  });
  following.dispose();
  for (const session of Object.values(both)) {
    two.opened(session as unknown as LiveSession);
    session.wake();
  }
  two.follow('app-1', file);
  expect(() => two.follow('app-2', file)).toThrow("is followed by the session 'app-1'");
  expect(other.tasks()).toEqual([]);
  expect(two.follow('app-1', file).tasks).toEqual([]);
  const { stopped: _, ...before } = live.session;
  live.session = { ...before, stopped: true };
  expect(two.follow('app-2', file).tasks).toEqual(['app-2.1']);
  live.session = before;
  expect(() => two.follow('app-1', file)).toThrow("is followed by the session 'app-2'");
  other.end();
  expect(two.follow('app-1', file).tasks).toEqual([]);
});

test('what cannot be followed is refused, and a file that turns bad is told', async () => {
  const made = world('- [ ] one\n');
  const { live, file, folder, following } = made;
  mkdirSync(join(folder, 'd'));
  expect(() => following.follow('app-1', join(folder, 'd'))).toThrow('is no plain file');
  expect(() => following.follow('app-1', join(folder, 'none.md'))).toThrow('ENOENT');
  following.follow('app-1', file);
  rmSync(file);
  symlinkSync('/etc/passwd', file);
  await until('it is told', () => live.notes.includes(`'${file}' is a link now; the file is not read.`));
  expect(live.tasks()).toEqual(['queued one']);
});

test('no edit is lost while a hundred tasks end and somebody saves the whole file all the time', async () => {
  const count = 100;
  const made = world(Array.from({ length: count }, (_, n) => `- [ ] task number ${n}\n`).join(''));
  const { live, file, following } = made;
  following.follow('app-1', file);
  const edits: string[] = [];
  for (let n = 0; n < count; n++) {
    live.becomes(`task number ${n}`, 'done');
    // An editor that reads, changes and writes at once, in place or by renaming.
    const line = `note ${n}`;
    const text = `${readFileSync(file, 'utf8')}${line}\n`;
    edits.push(line);
    if (n % 2 === 0) writeFileSync(file, text);
    else {
      writeFileSync(`${file}~`, text);
      renameSync(`${file}~`, file);
    }
    await new Promise((resolve) => clock.after(n % 7 === 0 ? 250 : n % 5, () => resolve(undefined)));
  }
  await until('all are ticked', () => !readFileSync(file, 'utf8').includes('[ ]'), 20_000);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines).toEqual([...Array.from({ length: count }, (_, n) => `- [x] task number ${n}`), ...edits]);
  expect(live.session.tasks.length).toBeLessThanOrEqual(count);
}, 60_000);

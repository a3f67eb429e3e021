import { appendFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { isObject } from '../../../src/base/json.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import { checkReceipt } from '../../../src/daemon/receipts/checking.ts';
import type { Receipted } from '../../../src/daemon/receipts/receipts.ts';
import { Receipts } from '../../../src/daemon/receipts/receipts.ts';
import { SecretValues } from '../../../src/daemon/secretValues.ts';
import { newSession } from '../../../src/session/session.ts';
import type { Session } from '../../../src/session/session.ts';
import type { Task, TaskState } from '../../../src/session/task.ts';
import { Database } from '../../../src/store/database.ts';
import { sha256 } from '../../../src/store/sha256.ts';
import type { Store } from '../../../src/store/store.ts';
import { openStore } from '../../../src/store/store.ts';
import { decision, sessionRecord } from '../../store/values.ts';
import { ManualClock } from '../../../src/base/clock.ts';
import { afterTest, tempFolder } from '../../terminal/harness.ts';

const claudeSessionId = '11111111-2222-4333-8444-555555555555';
const id = 'app-1.1';
const words = 'add a user type';

class ToldActor {
  readonly notes: string[] = [];
  readonly steps = new Emitter<Session>();
  readonly onStep = this.steps.event;
  session: Session = newSession('app-1', true);

  note(_type: string, sentence: string): void {
    this.notes.push(sentence);
  }
}

/** A session whose life the test tells, with a store and a transcript. */
class Told implements Receipted {
  readonly id = 'app-1';
  readonly claudeSessionId = claudeSessionId;
  readonly actor = new ToldActor();
  readonly folder = tempFolder();
  readonly database = join(this.folder, 'state.db');
  readonly transcript = join(this.folder, 'transcript.jsonl');
  readonly clock = new ManualClock(Date.UTC(2026, 0, 2));
  readonly store: Store = openStore(this.database, this.clock);
  readonly secrets = new SecretValues(this.clock);
  readonly #ended = new Emitter<number | null>();
  readonly onEnded = this.#ended.event;
  usage = { input: 10, output: 5, cacheRead: 0, cacheWrite: 1, context: 9 };
  receipts: Receipts;

  constructor() {
    this.store.sessions.insert(sessionRecord('app-1', { claudeVersion: '2.1.98' }));
    afterTest(() => {
      this.store.dispose();
    });
    writeFileSync(this.transcript, 'before\n');
    this.store.sessions.savePositions('app-1', { [this.transcript]: 7 });
    this.receipts = this.anew();
  }

  get file(): string {
    return join(this.folder, 'receipts', 'app-1', `${id}.json`);
  }

  /** As a new daemon would. */
  anew(folder = join(this.folder, 'receipts')): Receipts {
    const { store, clock, secrets } = this;
    this.receipts = new Receipts({ folder, store, clock, secrets, log: () => undefined });
    this.receipts.follow(this);
    return this.receipts;
  }

  /** The task, or an errand of it, comes to another state. */
  comes(state: TaskState, more: Partial<Task> = {}): void {
    this.clock.advance(1_000);
    const task: Task = { id, text: words, ...more, state };
    if (task.id === id) this.store.tasks.save('app-1', task, this.clock.wallMs());
    const { actor } = this;
    const others = actor.session.tasks.filter((other) => other.id !== task.id);
    actor.session = { ...actor.session, tasks: [...others, task] };
    actor.steps.fire(actor.session);
  }

  decides(name: string): void {
    this.store.decisions.record({ session: 'app-1', at: this.clock.wallMs(), decision: decision(name), keys: '1' });
    this.store.decisions.setOutcome(name, 'confirmed', this.clock.wallMs());
  }

  says(text: string): void {
    appendFileSync(this.transcript, text);
    this.store.sessions.savePositions('app-1', { [this.transcript]: statSync(this.transcript).size });
  }

  /** A task with one round of verification. */
  async works(): Promise<void> {
    this.comes('queued', { verify: 'npm test' });
    this.decides('app-1#1');
    this.comes('typing', { verify: 'npm test' });
    this.comes('running', { verify: 'npm test' });
    this.decides('app-1#2');
    this.says('a line\n');
    this.comes('verifying', { verify: 'npm test' });
    this.receipts.verified(this, id, {
      command: 'npm test',
      ok: false,
      how: 'ended with exit code 3',
      output: 'red',
    });
    this.comes('running', { id: 'app-1!2:feedback', text: 'it said: red', role: 'feedback', of: id });
    this.comes('running', { verify: 'npm test' });
    this.says('another\n');
    this.usage = { input: 110, output: 25, cacheRead: 7, cacheWrite: 1, context: 99 };
    this.comes('verifying', { verify: 'npm test' });
    this.receipts.verified(this, id, {
      command: 'npm test',
      ok: true,
      how: 'ended with exit code 0',
      output: 'green',
    });
    this.store.tasks.saveResult(id, 'All is well.');
    this.comes('done', { verify: 'npm test', rounds: 1 });
    await this.receipts.settled();
  }

  async check(): Promise<string[]> {
    return await checkReceipt(this.file, id, this.store);
  }

  read(): JsonObject {
    return JSON.parse(readFileSync(this.file, 'utf8')) as JsonObject;
  }
}

test('a receipt tells what was asked for, typed, decided, verified and taken, and fits', async () => {
  const told = new Told();
  await told.works();
  expect(told.read()).toEqual({
    schema: 1,
    session: 'app-1',
    task: { id, text: words, verify: 'npm test', rounds: 1 },
    state: 'done',
    states: ['queued', 'typing', 'running', 'verifying', 'running', 'verifying', 'done'].map((state, at) => ({
      state,
      at: new Date(Date.UTC(2026, 0, 2, 0, 0, at < 4 ? at + 1 : at + 2)).toISOString(),
    })),
    claude: { version: '2.1.98', sessions: [claudeSessionId] },
    prompts: [
      { at: '2026-01-02T00:00:03.000Z', text: words, sha256: sha256(words), whole: true },
      {
        at: '2026-01-02T00:00:05.000Z',
        role: 'feedback',
        text: 'it said: red',
        sha256: sha256('it said: red'),
        whole: true,
      },
    ],
    decisions: [{ id: 'app-1#2', seq: 3, outcome: 'confirmed' }],
    verifications: [
      {
        at: '2026-01-02T00:00:04.000Z',
        command: 'npm test',
        ok: false,
        how: 'ended with exit code 3',
        exitStatus: 3,
        sha256: sha256('red'),
      },
      {
        at: '2026-01-02T00:00:07.000Z',
        command: 'npm test',
        ok: true,
        how: 'ended with exit code 0',
        exitStatus: 0,
        sha256: sha256('green'),
      },
    ],
    tokens: { input: 100, output: 20, cacheRead: 7, cacheWrite: 0 },
    result: 'All is well.',
    transcripts: [{ path: told.transcript, from: 7, to: 22, sha256: sha256('a line\nanother\n') }],
    chain: { seq: 4, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
  });
  expect(statSync(told.file).mode & 0o777).toBe(0o600);
  expect(existsSync(told.file.replace('.json', '.draft'))).toBe(false);
  expect(told.store.tasks.get(id)?.receipt).toBe(told.file);
  expect(await told.check()).toEqual([]);
  expect(told.store.decisions.verifyChain()).toBeUndefined();
  // What comes later changes nothing of it.
  told.decides('app-1#3');
  told.says('later\n');
  expect(await told.check()).toEqual([]);
});

/** All places of a value, each with what changes it there. */
function changes(value: Json, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, part]) => changes(part ?? null, [...path, name]));
}

function changed(value: Json, [first, ...rest]: readonly string[]): Json {
  if (first === undefined) return typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : 'other';
  if (Array.isArray(value)) return value.map((part: Json, at) => (String(at) === first ? changed(part, rest) : part));
  return isObject(value) ? { ...value, [first]: changed(value[first] ?? null, rest) } : value;
}

test('a receipt that was changed anywhere is found', async () => {
  const told = new Told();
  await told.works();
  const receipt = told.read();
  const places = changes(receipt);
  expect(places.length).toBeGreaterThan(50);
  for (const place of places) {
    writeFileSync(told.file, JSON.stringify(changed(receipt, place)));
    expect(await told.check(), place.join('.')).not.toEqual([]);
  }
  for (const other of [{ ...receipt, more: 1 }, { ...receipt, decisions: [] }, [], 'text']) {
    writeFileSync(told.file, JSON.stringify(other));
    expect(await told.check()).not.toEqual([]);
  }
  // Only its form on the disk is free.
  writeFileSync(told.file, JSON.stringify(receipt));
  expect(await told.check()).toEqual([]);
  writeFileSync(told.file, '{');
  expect(await told.check()).toEqual([`'${told.file}' is not there, or holds no receipt.`]);
  rmSync(told.file);
  expect(await told.check()).toEqual([`'${told.file}' is not there, or holds no receipt.`]);
});

test.each([
  ['UPDATE audit SET at = at + 1 WHERE seq = 1', 'The chain of the audit is broken at row 1'],
  ["UPDATE audit SET hash = 'x' WHERE seq = 4", 'Row 4 of the audit has another hash.'],
  ["UPDATE decisions SET outcome = 'unknown' WHERE id = 'app-1#2'", 'the decision is not as its audit rows tell'],
  ['DELETE FROM audit WHERE seq = 5', 'The audit holds no receipt of this task.'],
  ['UPDATE audit SET body = \'{"sha256":"0"}\' WHERE seq = 5', 'the audit holds another hash of it'],
])('a database that was changed is found: %s', async (sql, fault) => {
  const told = new Told();
  await told.works();
  const database = Database.open(told.database);
  database.script('PRAGMA foreign_keys = OFF');
  database.run(sql);
  database.dispose();
  expect((await told.check()).join(' ')).toContain(fault);
});

test.each([
  [
    'changed',
    (file: string) => writeFileSync(file, readFileSync(file, 'utf8').replace('another', 'ANOTHER')),
    'changed',
  ],
  ['cut', (file: string) => writeFileSync(file, 'before\n'), 'not there any more'],
  ['removed', (file: string) => rmSync(file), 'not there any more'],
])('a transcript that was %s is found', async (_name, change, fault) => {
  const told = new Told();
  await told.works();
  change(told.transcript);
  expect((await told.check()).join(' ')).toContain(fault);
});

test('a new daemon goes on with what was noted, and writes what nobody wrote at the end', async () => {
  const told = new Told();
  told.comes('queued');
  told.comes('typing');
  told.comes('running');
  told.anew();
  told.says('a line\n');
  // It ends and the daemon with it, before anything is written.
  told.store.tasks.save('app-1', { id, text: words, state: 'failed', why: 'It broke.' }, told.clock.wallMs());
  await told.anew().settled();
  expect(told.read()).toMatchObject({
    state: 'failed',
    why: 'It broke.',
    prompts: [{ text: words }],
    transcripts: [{ from: 7, to: 14 }],
  });
  expect(await told.check()).toEqual([]);
});

test('a task that is tried again gets another receipt', async () => {
  const told = new Told();
  told.comes('queued');
  told.comes('typing');
  told.comes('failed', { why: 'No.' });
  await told.receipts.settled();
  expect(told.read()).toMatchObject({ state: 'failed', prompts: [] });
  told.comes('queued');
  told.comes('typing');
  told.comes('running');
  told.comes('done');
  await told.receipts.settled();
  expect(told.read()).toMatchObject({ state: 'done', prompts: [{ text: words }] });
  expect(await told.check()).toEqual([]);
});

test('what a person took out of the queue has no receipt', async () => {
  const told = new Told();
  told.comes('queued');
  told.comes('removed');
  await told.receipts.settled();
  expect(existsSync(told.file)).toBe(false);
});

test('secrets are redacted, and a long text is cut; the hash is that of what was typed', async () => {
  const told = new Told();
  told.secrets.learnEnvironment({ API_TOKEN: 'hunter2-hunter2-hunter2' });
  const text = `log in with hunter2-hunter2-hunter2 ${'x'.repeat(30_000)}`;
  told.comes('queued', { text });
  told.comes('typing', { text });
  told.comes('running', { text });
  told.comes('done', { text });
  await told.receipts.settled();
  expect(readFileSync(told.file, 'utf8')).not.toContain('hunter2');
  expect(told.read()['prompts']).toMatchObject([{ sha256: sha256(text), whole: false }]);
  expect(statSync(told.file).size).toBeLessThan(60_000);
  expect(await told.check()).toEqual([]);
});

test('a receipt that cannot be written is told, and nothing else happens', async () => {
  const told = new Told();
  told.receipts.dispose();
  writeFileSync(join(told.folder, 'file'), '');
  told.anew(join(told.folder, 'file'));
  told.comes('queued');
  told.comes('typing');
  told.comes('running');
  told.comes('done');
  await told.receipts.settled();
  expect(told.actor.notes).not.toEqual([]);
  expect(told.actor.notes.every((note) => note.startsWith('A receipt could not be written: '))).toBe(true);
});

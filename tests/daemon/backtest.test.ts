import { copyFileSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { Changes } from '../../src/daemon/backtest/changes.ts';
import type { HistoryReport } from '../../src/daemon/backtest/history.ts';
import { backtestHistory } from '../../src/daemon/backtest/history.ts';
import { backtestRecordings } from '../../src/daemon/backtest/recordings.ts';
import { homeOf, prepareHome } from '../../src/daemon/home.ts';
import { respond } from '../../src/daemon/responding.ts';
import { judgeCall, shadowOf } from '../../src/daemon/judging.ts';
import { defaultWorld } from '../../src/daemon/world.ts';
import { limits } from '../../src/limits.ts';
import type { Verdict } from '../../src/policy/verdict.ts';
import { uncheckedOf } from '../../src/session/unchecked.ts';
import type { Decision } from '../../src/session/decision.ts';
import { Database } from '../../src/store/database.ts';
import type { Store } from '../../src/store/store.ts';
import { openStore } from '../../src/store/store.ts';
import { temporaryFolder } from '../store/fixture.ts';
import { decision, escalation, sessionRecord, startMs } from '../store/values.ts';
import { clock, until } from '../terminal/harness.ts';
import { screenAt } from './recorded.ts';
import { makeRig, startPuppet } from './rig.ts';

/** A home with one project whose decisions a test writes. */
class Past {
  readonly home = join(temporaryFolder(), 'pcc');
  readonly root = realpathSync(temporaryFolder());
  readonly store: Store;
  #calls = 0;
  #decisions = 0;

  constructor() {
    prepareHome(homeOf({ PCC_HOME: this.home }));
    this.store = openStore(join(this.home, 'state.db'), new ManualClock(startMs));
    onTestFinished(() => {
      this.store.dispose();
    });
    this.store.sessions.insert(sessionRecord('app-1', { path: this.root }));
  }

  /** A call that was judged then, and what a person answered where one was asked. */
  call(
    input: JsonObject | string,
    then: { verdict?: Verdict; person?: 'yes' | 'no' | 'gone'; brain?: 'yes'; at?: number },
  ): void {
    const call = {
      id: `toolu_${++this.#calls}`,
      tool: 'Bash',
      input: typeof input === 'string' ? { command: input } : input,
    };
    const verdict = then.verdict ?? judgeCall(call, this.root, defaultWorld());
    const decide = (more: Partial<Decision>): string => {
      const id = `app-1:d${++this.#decisions}`;
      const made = decision(id, { ...verdict, call, label: '', ...more });
      this.store.decisions.record({ session: 'app-1', at: then.at ?? startMs, decision: made, keys: '' });
      return id;
    };
    if (then.brain) decide({ by: 'brain', action: 'approve', rules: ['brain-rules', ...verdict.rules] });
    else {
      const id = decide({});
      if (then.person) this.store.escalations.open('app-1', { ...escalation(id), decisionId: id }, startMs);
    }
    if (then.person === 'yes') decide({ by: 'human', action: 'approve', label: 'Yes' });
    if (then.person === 'no') decide({ by: 'human', action: 'deny', label: 'No' });
  }

  rules(name: string, text: string): string {
    const file = join(this.home, name);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  test(more: { since?: number; candidate?: string } = {}): HistoryReport {
    return backtestHistory({ home: this.home, since: 0, progress: () => undefined, ...more });
  }
}

const low: Verdict = { risk: 'LOW', action: 'approve', rules: ['understood'], reasons: ['Harmless.'] };
const medium: Verdict = { risk: 'MEDIUM', action: 'ask-brain', rules: ['git.push'], reasons: ['Shared.'] };
const high: Verdict = { risk: 'HIGH', action: 'escalate', rules: ['rm'], reasons: ['Deletes.'] };

const allowPush = 'rules:\n  - id: my-push\n    effect: allow\n    match: { program: git }\n    reason: Ours.\n';
const denyTests = 'rules:\n  - id: no-tests\n    effect: deny\n    match: { program: npm }\n    reason: Slow.\n';

test('where the rules are what they were, nothing changes', () => {
  const past = new Past();
  past.call('npm test', {});
  past.call('git push', { person: 'yes' });
  past.call('git push origin x', { brain: 'yes' });
  past.call('rm -rf src', { person: 'no' });
  const report = past.test();
  expect(report).toMatchObject({ decisions: 6, calls: 4, judged: 4, redacted: 0, rows: [], rules: [] });
  expect(report.now).toEqual({ approve: 1, 'ask-brain': 2, escalate: 1 });
});

test('what a candidate would have approved is counted with what people answered, rejected ones first', () => {
  const past = new Past();
  for (let n = 0; n < 3; n++) past.call('git push', { person: 'yes' });
  past.call('git push origin wild', { person: 'no' });
  past.call('git push origin away', { person: 'gone' });
  past.call('npm test', {});
  past.call('rm -rf src', { person: 'yes' });
  const report = past.test({ candidate: past.rules('candidate.yaml', allowPush) });
  expect(report.changes.approved).toEqual({ count: 5, approved: 3, rejected: 1, unknown: 1 });
  expect(report.rules).toEqual([
    { rule: 'my-push', change: 'approved', count: 5, approved: 3, rejected: 1, unknown: 1 },
  ]);
  expect(report.rows.map(({ subject, count, rejected }) => [subject, count, rejected])).toEqual([
    ['git push origin wild', 1, 1],
    ['git push', 3, 0],
    ['git push origin away', 1, 0],
  ]);
  expect(report.rows[0]).toMatchObject({
    where: past.root,
    was: { risk: 'MEDIUM', action: 'ask-brain' },
    now: { risk: 'LOW', action: 'approve', rules: ['my-push', 'git.push'], reason: 'Ours.' },
  });
  // The same rule in force changes what was decided then in the same way.
  past.rules('rules/mine.yaml', allowPush);
  expect(past.test().changes.approved.count).toBe(5);
  expect(past.test({ candidate: past.rules('candidate.yaml', allowPush) }).changes.approved.count).toBe(0);
});

test('what would be asked that was approved', () => {
  const past = new Past();
  past.call('npm test', {});
  past.call('npm test', { verdict: uncheckedOf(low), person: 'yes' });
  past.call('git push', { verdict: low });
  past.call('git push', { verdict: high, person: 'no' });
  past.call('rm -rf src', { verdict: medium, person: 'yes' });
  past.rules('rules/mine.yaml', denyTests);
  const { changes } = past.test();
  // What went to a person only because of the CLI's version would have been approved by the rules of then.
  expect(changes.asked).toEqual({ count: 2, approved: 1, rejected: 0, unknown: 0 });
  expect(changes.consulted).toEqual({ count: 1, approved: 0, rejected: 0, unknown: 0 });
  expect(changes['to-brain']).toEqual({ count: 1, approved: 0, rejected: 1, unknown: 0 });
  expect(changes['to-person']).toEqual({ count: 1, approved: 1, rejected: 0, unknown: 0 });
});

test('a person who was asked for what the dialog looked like is no change of the rules', () => {
  const past = new Past();
  past.call('npm test', { verdict: { ...low, action: 'escalate', reasons: ['No single yes.'] }, person: 'yes' });
  expect(past.test()).toMatchObject({ judged: 1, rows: [] });
});

test('what is too much to be told one by one is counted', () => {
  const all = new Changes();
  const answers = { count: 1, approved: 0, rejected: 0, unknown: 1 };
  for (let n = 0; n < limits.backtestRowsMax + 5; n++)
    all.add({ key: String(n), tool: 'Bash', subject: `x${n}`, where: '/p', was: medium, now: low, answers });
  expect(all.add({ key: 'same', tool: 'Bash', subject: 'x', where: '/p', was: low, now: low, answers })).toBe(false);
  expect(all.rows()).toHaveLength(limits.backtestRowsMax);
  expect(all.unlisted).toBe(5);
  expect(all.total('approved')).toEqual({
    ...answers,
    count: limits.backtestRowsMax + 5,
    unknown: limits.backtestRowsMax + 5,
  });
});

test('a call that a secret was taken out of is counted apart', () => {
  const past = new Past();
  past.call('curl -H "Authorization: Bearer abcdefghij0123456789" https://example.com', { person: 'no' });
  past.call({ command: 'npm test', api_key: 'abc' }, { verdict: medium, person: 'yes' });
  const report = past.test({ candidate: past.rules('candidate.yaml', denyTests) });
  expect(report).toMatchObject({ calls: 2, judged: 0, redacted: 2, rows: [] });
});

test('only what was decided since a moment counts', () => {
  const past = new Past();
  past.call('git push', { verdict: low, at: startMs - 1 });
  past.call('git push', { verdict: low, at: startMs });
  expect(past.test({ since: startMs }).calls).toBe(1);
  expect(past.test({ since: startMs + 1 })).toMatchObject({ calls: 0, rows: [] });
});

test('rules of the project count where they stand', () => {
  const past = new Past();
  past.call('npm test', {});
  mkdirSync(join(past.root, '.pcc'));
  writeFileSync(join(past.root, '.pcc/rules.yaml'), denyTests);
  expect(past.test().rules).toMatchObject([{ rule: 'no-tests', change: 'asked', count: 1 }]);
  writeFileSync(join(past.root, '.pcc/rules.yaml'), 'rules: [');
  expect(past.test().problems).toEqual([expect.stringContaining('.pcc/rules.yaml')]);
});

test('what shadow mode would have approved is compared with what people answered', () => {
  const past = new Past();
  past.call('npm test', { verdict: shadowOf(low), person: 'yes' });
  past.call('npm test', { verdict: shadowOf(low), person: 'no' });
  past.call('npm run lint', { verdict: { ...shadowOf(low), rules: ['understood'] }, person: 'gone' });
  const reason = "Shadow mode: the brain 'rules' would have approved this (90 % sure): usual";
  past.call('git push', {
    verdict: { ...medium, rules: ['brain-person', 'git.push'], reasons: [reason] },
    person: 'yes',
  });
  past.call('rm -rf src', { verdict: high, person: 'no' });
  const report = past.test();
  expect(report.shadow.policy).toEqual({ count: 3, approved: 1, rejected: 1, unknown: 1 });
  expect(report.shadow.brain).toEqual({ count: 1, approved: 1, rejected: 0, unknown: 0 });
  expect(report.changes.approved.count).toBe(0);
});

test('what a person answered to a session in shadow mode is found in what the session stored', async () => {
  const rig = await makeRig({ config: { 'policy.mode': 'shadow' } });
  const puppet = await startPuppet(rig);
  puppet.calls('c1', 'npm test');
  await puppet.show(await screenAt('bash-simple-80x24', 'permission'));
  await until('the question', () => rig.ledger.pending().length === 1, 30_000);
  const n = rig.ledger.pending()[0]?.n ?? 0;
  const answered = respond({ ...rig, clock }, n, { answers: ['no'], text: false });
  await until('the key', () => puppet.typed() !== '', 30_000);
  await puppet.show(await screenAt('bash-simple-80x24', 'idle'));
  await answered;
  const report = backtestHistory({ home: rig.home.folder, since: 0, progress: () => undefined });
  expect(report).toMatchObject({ decisions: 2, calls: 1, judged: 1, redacted: 0, rows: [] });
  expect(report.shadow.policy).toEqual({ count: 1, approved: 0, rejected: 1, unknown: 0 });
  const { path } = rig.sessions.status(puppet.id);
  expect(rig.store.decisions.pastAnswers(path, 5)).toMatchObject([{ kind: 'permission', asked: 'Bash: npm test' }]);
});

test('a running daemon goes on writing meanwhile, and nothing is changed', () => {
  const past = new Past();
  for (let n = 0; n < 50; n++) past.call(`git push origin b${n}`, { verdict: low });
  let written = 0;
  const progress = (): void => {
    past.store.events.append({ session: 'app-1', at: startMs, type: 'note', text: 'still writing' });
    written++;
  };
  const report = backtestHistory({ home: past.home, since: 0, progress });
  expect(report.changes.consulted.count).toBe(50);
  expect(written).toBe(50);
  expect(past.store.decisions.verifyChain()).toBeUndefined();
});

test.each([
  ['older', 1, 'is of schema version 1, this pcc reads'],
  ['newer', 99, 'is of schema version 99, this pcc reads'],
])('an %s database is told by one sentence and left alone', (_name, version, sentence) => {
  const past = new Past();
  const path = join(past.home, 'state.db');
  past.store.dispose();
  const database = Database.open(path);
  database.setPragma('user_version', version);
  database.dispose();
  expect(() => past.test()).toThrow(sentence);
  const again = Database.openReadonly(path);
  expect(again.pragma('user_version')).toBe(version);
  again.dispose();
});

test('nothing recorded, and a broken candidate, are told by one sentence', () => {
  const home = temporaryFolder();
  const past = new Past();
  const test = (more: object): HistoryReport => backtestHistory({ home, since: 0, progress: () => undefined, ...more });
  expect(() => test({})).toThrow('Nothing is recorded yet');
  const candidate = past.rules('candidate.yaml', 'rules:\n  - id: [\n');
  expect(() => test({ candidate })).toThrow(/^.*candidate\.yaml, line 3, column \d+/);
  // As `pcc rules test` refuses it.
  expect(() => test({ candidate: '/none.yaml' })).toThrow(
    expect.objectContaining({
      code: 'invalid_input',
      message: expect.stringMatching(/give a file of rules\.$/) as string,
    }),
  );
});

test('recordings tell where a candidate would have decided otherwise', async () => {
  const folder = temporaryFolder();
  const fixtures = join(import.meta.dirname, '../fixtures/2.1.329');
  for (const name of ['agent-bash-80x24.cast.gz', 'agent-bash-80x24.transcript.jsonl.gz'])
    copyFileSync(join(fixtures, name), join(folder, name));
  writeFileSync(join(folder, 'broken.cast'), 'no recording');
  const past = new Past();
  const candidate = past.rules('candidate.yaml', denyTests);
  const seen: string[] = [];
  const request = { home: past.home, folder, progress: (done: number, of: number) => seen.push(`${done}/${of}`) };
  const report = await backtestRecordings({ ...request, candidate });
  expect(report).toMatchObject({ files: 2, dialogs: 1, now: { approve: 0, 'ask-brain': 0, escalate: 1 } });
  expect(report.changes.asked.count).toBe(1);
  expect(report.rows).toMatchObject([
    {
      change: 'asked',
      tool: 'Bash',
      subject: 'npm test',
      where: expect.stringMatching(/^agent-bash-80x24\.cast\.gz:\d+\.\ds$/) as string,
    },
  ]);
  expect(report.unread).toMatchObject([{ file: 'broken.cast' }]);
  expect(seen).toEqual(['1/2', '2/2']);
  // Without a candidate the user's own rules are compared with the shipped ones.
  expect((await backtestRecordings(request)).rows).toEqual([]);
  past.rules('rules/mine.yaml', denyTests);
  expect((await backtestRecordings(request)).changes.asked.count).toBe(1);
  await expect(backtestRecordings({ ...request, folder: join(folder, 'none') })).rejects.toThrow('does not exist');
  await expect(backtestRecordings({ ...request, folder: past.root })).rejects.toThrow('holds no recordings');
});

import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { envEntries } from '../../src/daemon/envFile.ts';
import { SecretValues } from '../../src/daemon/secretValues.ts';
import { Attachments } from '../../src/daemon/attachments/attachments.ts';
import { handlersOf } from '../../src/daemon/handlers.ts';
import { shownStatus } from '../../src/daemon/shownStatus.ts';
import { newSession } from '../../src/session/session.ts';
import { limits } from '../../src/limits.ts';
import { statusSample } from '../api/samples.ts';
import { temporaryFolder } from '../store/fixture.ts';
import { sessionRecord } from '../store/values.ts';
import { clock } from '../terminal/harness.ts';
import { makeRig } from './rig.ts';

const secrets = {
  a: 'first-Secret-1',
  b: 'second-Secret-2',
  c: 'third-Secret-3',
};

function project(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  return folder;
}

test('the values of .env files are redacted, those of samples are not', () => {
  const folder = project({
    '.env': `export A_TOKEN="${secrets.a}" # ours\nNODE_ENV=development\n`,
    'apps/web/.env.local': `B_SECRET='${secrets.b}'`,
    '.env.example': `C_SECRET=${secrets.c}`,
    'node_modules/x/.env': `C_SECRET=${secrets.c}`,
    'src/app.ts': `C_SECRET=${secrets.c}`,
  });
  const { text } = new SecretValues(new ManualClock(0)).redactorFor(folder);
  expect(text(`${secrets.a} ${secrets.b} ${secrets.c} development`)).toBe(
    `[redacted:known] [redacted:known] ${secrets.c} development`,
  );
});

test('a file that appears, changes or goes is noticed at the next use; what was secret stays so', () => {
  const clock = new ManualClock(0);
  const values = new SecretValues(clock);
  const folder = project({ 'readme.md': '' });
  values.learnProject(folder);
  const all = Object.values(secrets).join(' ');
  expect(values.current().text(all)).toBe(all);
  writeFileSync(join(folder, '.env'), `A=1\nA_TOKEN=${secrets.a}`);
  clock.advance(limits.secretsLookEveryMs);
  expect(values.current().text(all)).toBe(`[redacted:known] ${secrets.b} ${secrets.c}`);
  writeFileSync(join(folder, '.env'), `A_TOKEN=${secrets.b}`);
  clock.advance(limits.secretsLookEveryMs);
  expect(values.current().text(all)).toBe(`[redacted:known] [redacted:known] ${secrets.c}`);
  rmSync(join(folder, '.env'));
  clock.advance(limits.secretsLookEveryMs);
  expect(values.current().text(all)).toBe(`[redacted:known] [redacted:known] ${secrets.c}`);
});

test('links and files that are no lists of settings are not read', () => {
  const elsewhere = project({ env: `A_TOKEN=${secrets.a}`, 'folder/.env': `A_TOKEN=${secrets.a}` });
  const folder = project({ '.env.big': `B_TOKEN=${secrets.b}\n${'#'.repeat(limits.secretFileBytesMax)}` });
  symlinkSync(join(elsewhere, 'env'), join(folder, '.env'));
  symlinkSync(join(elsewhere, 'folder'), join(folder, 'folder'));
  mkdirSync(join(folder, '.env.folder'));
  const { text } = new SecretValues(new ManualClock(0)).redactorFor(folder);
  expect(text(`${secrets.a} ${secrets.b}`)).toBe(`${secrets.a} ${secrets.b}`);
});

test('variables of an environment count by their names', () => {
  const values = new SecretValues(new ManualClock(0));
  values.learnEnvironment({ CI_TOKEN: secrets.a, EDITOR: secrets.b, NONE: undefined });
  expect(values.current().text(`${secrets.a} ${secrets.b}`)).toBe(`[redacted:known] ${secrets.b}`);
});

test('what a call writes into an .env file is secret before it is there', () => {
  const values = new SecretValues(new ManualClock(0));
  const all = Object.values(secrets).join(' ');
  values.learnCall({ tool: 'Write', input: { file_path: '/srv/app/src/app.ts', content: `A_TOKEN=${secrets.a}` } });
  values.learnCall({ tool: 'Write', input: { file_path: '/srv/app/.env.example', content: `A_TOKEN=${secrets.a}` } });
  values.learnCall({ tool: 'Bash', input: { command: `A_TOKEN=${secrets.a} npm start` } });
  expect(values.current().text(all)).toBe(all);
  const edits = [{ old_string: '', new_string: `B_TOKEN=${secrets.b}` }];
  values.learnCall({ tool: 'MultiEdit', input: { file_path: '/srv/app/.env.local', edits } });
  values.learnCall({ tool: 'Bash', input: { command: `cat > .env <<EOF\nC_TOKEN=${secrets.c}\nEOF` } });
  expect(values.current().text(all)).toBe(`${secrets.a} [redacted:known] [redacted:known]`);
});

test('a folder that is none is passed over', () => {
  const values = new SecretValues(new ManualClock(0));
  values.learnProject('/does/not/exist');
  expect(values.current().text('x')).toBe('x');
});

test('a session is started with the secrets of its project and its environment known, and shows none of them', async () => {
  const rig = await makeRig();
  const unused = (): never => {
    throw new Error('not asked here');
  };
  const { sessions } = rig;
  const started: string[] = [];
  const handlers = handlersOf({
    ...rig,
    sessions: Object.assign(Object.create(sessions) as typeof sessions, {
      start: ({ path, task = '' }: { path: string; task?: string }) => {
        started.push(rig.secrets.current().text(`${path} ${task}`));
        rig.store.sessions.insert(
          sessionRecord('app-1', {
            session: { ...newSession('app-1', true), tasks: [{ id: 't', text: task, state: 'queued' }] },
          }),
        );
        return Promise.resolve('app-1');
      },
      status: (id: string) => sessions.status(id),
    }),
    clock,
    attachments: new Attachments(clock, () => 1),
    fleet: { watch: unused, putAway: unused },
    brainFor: unused,
    problems: () => [],
    status: unused,
    stop: unused,
  });
  const path = project({ '.env': `A_TOKEN=${secrets.a}` });
  const task = `use ${secrets.a} and ${secrets.b}`;
  const params = { path, task, trust: false, args: [], env: { B_TOKEN: secrets.b } };
  await handlers['session.start'](params, undefined as never);
  expect(started).toEqual([`${path} use [redacted:known] and [redacted:known]`]);
  const status = await handlers['session.status']({ id: 'app-1' }, undefined as never);
  expect(status.queue).toEqual([{ id: 't', text: 'use [redacted:known] and [redacted:known]', state: 'queued' }]);
});

test.each([
  ['A=b', ['b']],
  ['  export A = b c # d', ['b c # d', 'b c']],
  ['A="b # c"', ['b # c']],
  ['A="b\\nc"', ['b\\nc', 'b\nc', 'bnc']],
  ["A='b\nc'\nB=d", ['b\nc', 'd']],
  ['A=`b`', ['b']],
  ['A: b', ['b']],
  ['# A=b\nnothing here', []],
  ['A=', ['']],
])('%j', (from, values) => {
  expect(envEntries(from).map(({ value }) => value)).toEqual(values);
});

test('a status is looked at for secrets where it has changed, and anew when a secret becomes known', () => {
  const values = new SecretValues(clock);
  let looked = 0;
  const show = shownStatus({
    home: { rulesFolder: '/home/me/rules' },
    secrets: {
      current: () => {
        looked++;
        return values.current();
      },
    },
    problems: () => [],
  });
  const status = statusSample({ activity: `about ${secrets.a}`, warnings: [`and ${secrets.b}`] });
  expect(show(status)).toEqual(status);
  values.learnEnvironment({ A_TOKEN: secrets.a, B_TOKEN: secrets.b });
  const safe = { ...status, activity: 'about [redacted:known]', warnings: ['and [redacted:known]'] };
  expect(show(status)).toEqual(safe);
  expect(show({ ...status, state: 'busy' })).toEqual({ ...safe, state: 'busy' });
  expect(show({ ...status, activity: `now ${secrets.b}` }).activity).toBe('now [redacted:known]');
  // Another session's are its own.
  expect(show({ ...status, id: 'app-2', activity: 'calm' })).toMatchObject({ id: 'app-2', activity: 'calm' });
  expect(show({ ...status, phase: 'ended' })).toEqual({ ...safe, phase: 'ended' });
  expect(looked).toBe(6);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { MadeUpLists } from '../../sdk/madeUpLists.ts';
import type { FakeDaemon } from '../fakeDaemon.ts';
import { fakeDaemon } from '../fakeDaemon.ts';
import { ran } from '../testIo.ts';

/** Lists that run somewhere else are steered from any terminal. */

const id = '11111111-1111-4111-8111-111111111111';

let lists: MadeUpLists;
let daemon: FakeDaemon;

beforeEach(async () => {
  lists = new MadeUpLists();
  lists.begin(id, 2);
  daemon = await fakeDaemon(lists.handlers);
});

afterEach(async () => {
  await daemon.dispose();
});

const pcc = (...argv: string[]) => ran({ home: daemon.home }, ...argv);

test('pcc exec pauses, freezes, resumes and cancels a list by its id, and tells where it stands', async () => {
  const paused = await pcc('exec', '--pause', '11111111');
  expect([paused.status, paused.err]).toEqual([0, '']);
  expect(paused.out).toContain('0 of 2 done  ‖ paused  11111111\n');
  expect((await pcc('exec', '--pause', id, '--freeze')).out).toContain('frozen');
  expect(JSON.parse((await pcc('exec', '--resume', id, '--json')).out)).toEqual({ id, state: 'running' });
  expect((await pcc('exec', '--cancel', '1111')).out).toContain('cancelled');
  expect(lists.controls).toEqual(['pause', 'pause and freeze', 'resume', 'cancel']);
});

test('what cannot be done is told', async () => {
  lists.finish(id);
  const over = await pcc('exec', '--resume', id);
  expect([over.status, over.err.startsWith('pcc: The list is over')]).toEqual([3, true]);
  expect((await pcc('exec', '--pause', 'abc')).status).toBe(3);
  for (const wrong of [
    ['--pause', id, '--cancel', id],
    ['list.md', '--cancel', id],
    ['--attach', id, '--resume', id],
    ['--freeze', '--resume', id],
    ['--freeze', 'list.md'],
    ['--pause', ''],
    ['--attach', ' '],
  ])
    expect([wrong, (await pcc('exec', ...wrong)).status]).toEqual([wrong, 2]);
  expect(lists.controls).toEqual(['resume']);
});

import { describe, expect, test } from 'vitest';
import { PccError } from '../../src/base/errors.ts';
import { chosenLabel } from '../../src/daemon/replyFor.ts';
import { respond as respondTo } from '../../src/daemon/responding.ts';
import type { Option, OptionKind } from '../../src/screen/reading.ts';
import { limits } from '../../src/limits.ts';
import { clock, until } from '../terminal/harness.ts';
import { screenAt } from './recorded.ts';
import type { Puppet, Rig, RigOptions } from './rig.ts';
import { decisionsOf, makeRig, quietly, startPuppet } from './rig.ts';
import { runningClock } from './runningClock.ts';

function option(key: string, label: string, kind: OptionKind): Option {
  return { key, label, kind, selected: false };
}

const permission = [
  option('1', 'Yes', 'yes-once'),
  option('2', 'Yes, and don’t ask again for npm run', 'yes-always'),
  option('3', 'Yes, and switch to auto mode', 'mode-switch'),
  option('4', 'No', 'no'),
];
const trust = [option('', 'No, exit', 'no'), option('', 'Yes, I trust this folder', 'yes-once')];

describe('the option that a person means', () => {
  test.each([
    ['yes', 'Yes'],
    ['Y', 'Yes'],
    ['approve', 'Yes'],
    [' no ', 'No'],
    ['1', 'Yes'],
    ['3', 'Yes, and switch to auto mode'],
    ['4', 'No'],
    ['yes, and don’t ask again for npm run', 'Yes, and don’t ask again for npm run'],
    ['Yes, and SWITCH to auto mode', 'Yes, and switch to auto mode'],
  ])('%j is %j', (answer, label) => {
    expect(chosenLabel(permission, answer)).toBe(label);
  });

  test.each([
    ['2', 'Yes, I trust this folder'],
    ['yes', 'Yes, I trust this folder'],
    ['exit', 'No, exit'],
  ])('without numbers %j is %j', (answer, label) => {
    expect(chosenLabel(trust, answer)).toBe(label);
  });

  test.each([
    ['', 'fits more than one option'],
    ['and', 'fits more than one option'],
    ['5', 'fits none of the options'],
    ['maybe', 'fits none of the options'],
    ['11', 'fits none of the options'],
  ])('%j %s, and what could be chosen is listed', (answer, why) => {
    expect(() => chosenLabel(permission, answer)).toThrow(PccError);
    expect(() => chosenLabel(permission, answer)).toThrow(
      `The answer '${answer}' ${why}; choose one of 1 'Yes', 2 'Yes, and don’t ask again for npm run',`,
    );
  });

  test.each(['t', 'don’t ask again', 'AUTO MODE'])('%j chooses nothing that widens', (answer) => {
    const rest = permission.filter(({ kind }) => kind !== 'no');
    expect(() => chosenLabel(rest, answer)).toThrow(PccError);
    const limit = [option('1', 'Stop and wait', 'answer'), option('2', 'Upgrade your plan', 'costs-money')];
    expect(() => chosenLabel(limit, 'u')).toThrow('its number or its whole label');
    expect(chosenLabel(limit, '2')).toBe('Upgrade your plan');
  });

  test('yes never widens: where no single one-time yes is, it fits nothing', () => {
    const wide = permission.filter(({ kind }) => kind !== 'yes-once');
    expect(() => chosenLabel(wide, 'yes')).toThrow('fits none');
    expect(() => chosenLabel([], 'yes')).toThrow('none: attach and look');
  });
});

const screens = {
  remove: await screenAt('bash-rm-rf-80x24', 'permission'),
  test: await screenAt('bash-simple-80x24', 'permission'),
  idle: await screenAt('bash-simple-80x24', 'idle'),
};

interface Waiting {
  readonly rig: Rig;
  readonly puppet: Puppet;
  readonly n: number;
  readonly respond: (...answers: string[]) => Promise<unknown>;
}

/** A session whose dialog waits for a person. */
async function waiting(options: RigOptions = {}): Promise<Waiting> {
  const rig = await makeRig(options);
  const puppet = await startPuppet(rig);
  puppet.calls('c1', 'rm -rf build node_modules');
  await puppet.show(screens.remove);
  await until('the question', () => rig.ledger.pending().length === 1, 30_000);
  const n = rig.ledger.pending()[0]?.n ?? 0;
  const respond = async (...answers: string[]): Promise<unknown> =>
    await respondTo({ ...rig, clock }, n, { answers, text: false });
  return { rig, puppet, n, respond };
}

describe('an answer', () => {
  test('is typed once and told when its dialog has gone; a second one is too late', async () => {
    const { rig, puppet, n, respond } = await waiting();
    const answered = respond('no');
    await until('the key', () => puppet.typed() !== '', 30_000);
    await puppet.show(screens.idle);
    expect(await answered).toMatchObject({ n, session: puppet.id, answer: expect.stringMatching(/^No/) as string });
    await expect(respond('yes')).rejects.toMatchObject({ code: 'over' });
    await quietly(500);
    expect(puppet.typed()).toMatch(/^[34]$/);
    expect(decisionsOf(rig, puppet.id).filter(({ by }) => by === 'human')).toHaveLength(1);
    expect(rig.ledger.pending()).toEqual([]);
  });

  test('whose key falls into a redraw of its dialog is typed when that is whole again', async () => {
    const { clock: running, skip } = runningClock();
    const ageMs = limits.syncUpdateMaxMs - 200;
    const { rig, puppet, respond } = await waiting({ clock: running, config: { 'typing.dialog_age_ms': ageMs } });
    const { watched } = puppet.live;
    await puppet.show(`\u001B[?2026h\u001B[H\u001B[2J`);
    await until('the redraw', () => watched.screen.frame().syncOpen, 30_000);
    await puppet.show(screens.remove);
    await until('the same dialog', () => watched.readNow().state === 'permission', 30_000);
    const answered = respond('no');
    await puppet.show(`\u001B[?2026h\u001B[H\u001B[2J`);
    await until('another redraw', () => watched.readNow().state !== 'permission', 30_000);
    await skip(ageMs);
    expect(puppet.typed()).toBe('');
    await puppet.show(`${screens.remove}\u001B[?2026l`);
    await until('the same dialog', () => watched.readNow().state === 'permission', 30_000);
    await skip(ageMs);
    await until('the key', () => puppet.typed() !== '', 30_000);
    await puppet.show(screens.idle);
    expect(await answered).toMatchObject({ answer: expect.stringMatching(/^No/) as string });
    expect(puppet.typed()).toMatch(/^[34]$/);
    expect(decisionsOf(rig, puppet.id).filter(({ by }) => by === 'human')).toHaveLength(1);
  });

  test.each([
    [['maybe'], 'invalid_input'],
    [['yes', 'no'], 'usage'],
  ])('%j types nothing and the dialog waits on', async (answers, code) => {
    const { rig, puppet, respond } = await waiting();
    await expect(respond(...answers)).rejects.toMatchObject({ code });
    await quietly(700);
    expect(puppet.typed()).toBe('');
    expect(rig.ledger.pending()).toHaveLength(1);
  });

  test('for a dialog that changed a moment ago types nothing', async () => {
    const { rig, puppet, respond } = await waiting();
    puppet.calls('c2', 'npm run deploy');
    await puppet.show(screens.test);
    const { screen } = puppet.live.watched;
    await until('the other dialog', () => JSON.stringify(screen.frame().rows).includes('npm test'), 30_000);
    await expect(respond('yes')).rejects.toMatchObject({ code: 'over' });
    // The answer was for what stood there before: nobody chose anything.
    expect(decisionsOf(rig, puppet.id).filter(({ by }) => by === 'human')).toEqual([]);
    await quietly(500);
    expect(puppet.typed()).toBe('');
    await until('the new question', () => rig.ledger.pending().length === 1, 30_000);
  });

  test('with words beside ticks is refused for a version that does not hand them in', async () => {
    const rig = await makeRig();
    const puppet = await startPuppet(rig);
    await until('its version', () => rig.sessions.status(puppet.id).claudeVersion !== null, 30_000);
    puppet.live.changed({ claudeVersion: '2.1.15' });
    await puppet.show(await screenAt('question-multi-80x24', 'question'));
    await until('the question', () => rig.ledger.pending().length === 1, 30_000);
    const n = rig.ledger.pending()[0]?.n ?? 0;
    const answered = respondTo({ ...rig, clock }, n, { answers: ['Search, all of it'], text: true });
    await expect(answered).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('2.1.15') as string,
    });
    expect(puppet.typed()).toBe('');
    expect(rig.ledger.pending()).toHaveLength(1);
  });

  test('is not told by what came of another decision', async () => {
    const rig = await makeRig();
    const puppet = await startPuppet(rig);
    puppet.calls('c0', 'npm test');
    await puppet.show(screens.test);
    await until('the approval', () => puppet.typed() === '1', 30_000);
    await puppet.show(screens.idle);
    await until('its dialog to go', () => puppet.live.actor.session.unconfirmed.length === 1, 30_000);
    puppet.calls('c1', 'rm -rf build node_modules');
    await puppet.show(screens.remove);
    await until('the question', () => rig.ledger.pending().length === 1, 30_000);
    const n = rig.ledger.pending()[0]?.n ?? 0;
    let isOver = false;
    const answered = respondTo({ ...rig, clock }, n, { answers: ['no'], text: false }).finally(() => {
      isOver = true;
    });
    await until('the key', () => puppet.typed().length === 2, 30_000);
    puppet.done('c0');
    await until('its result', () => puppet.live.actor.session.unconfirmed.length === 0, 30_000);
    expect(isOver).toBe(false);
    await puppet.show(screens.idle);
    expect(await answered).toMatchObject({ n, answer: expect.stringMatching(/^No/) as string });
  });

  test('while a human holds the keyboard is refused', async () => {
    const { puppet, respond } = await waiting();
    puppet.live.actor.dispatch({ type: 'human', holds: true });
    await expect(respond('yes')).rejects.toMatchObject({ code: 'conflict' });
    expect(puppet.typed()).toBe('');
  });

  test('for a session that has ended is refused', async () => {
    const { rig, puppet, respond } = await waiting();
    puppet.live.actor.dispatch({ type: 'stop' });
    await until('the end', () => rig.sessions.live.size === 0, 30_000);
    await expect(respond('yes')).rejects.toMatchObject({ code: 'over' });
  });

  test('that has no effect is told, and the dialog waits again', async () => {
    const { rig, puppet, respond } = await waiting();
    const [before] = rig.ledger.pending();
    const again = (before?.n ?? 0) + 1;
    await expect(respond('no')).rejects.toThrow(
      new RegExp(`^Claude did not react to 'No.*'; the same dialog waits again as #${again}\\.$`),
    );
    expect(puppet.typed()).toHaveLength(1);
    await until('the question', () => rig.ledger.pending().length === 1, 30_000);
    const [after] = rig.ledger.pending();
    expect(after).toMatchObject({ n: again, risk: 'HIGH' });
    expect(after?.reasons.slice(1)).toEqual(before?.reasons);
  });

  test('ends the row of the decision to ask for who follows the log', async () => {
    const { puppet, respond } = await waiting();
    const lines: unknown[] = [];
    puppet.live.actor.onLine((line) => lines.push(line));
    const answered = respond('no');
    await until('the key', () => puppet.typed().length === 1, 30_000);
    expect(lines).toContainEqual(expect.objectContaining({ type: 'decision', answer: '', outcome: 'answered' }));
    await puppet.show(screens.idle);
    await answered;
  });
});

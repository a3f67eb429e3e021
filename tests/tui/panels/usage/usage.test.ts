import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Status, UsageLimits } from '../../../../src/api/methods.ts';
import type { Size } from '../../../../src/tui/message.ts';
import type { Model } from '../../../../src/tui/model.ts';
import type { UsageState } from '../../../../src/tui/panels/usage/usage.ts';
import { usageKind } from '../../../../src/tui/panels/usage/usage.ts';
import { aModel, aStatus, isoAt, startMs } from '../../models.ts';
import { Desk, expectFits } from '../desk.ts';

const minuteMs = 60_000;

function minutes(from: number): string {
  return isoAt(startMs + from * minuteMs);
}

const someLimits: UsageLimits = {
  accounts: [
    { account: 'main', kind: 'five_hour', resetsAt: minutes(134), state: 'limited', by: 'app-1' },
    {
      account: 'work',
      kind: 'seven_day',
      resetsAt: minutes(4_000),
      state: 'near',
      by: 'web-2',
      words: "You've used 92% of your weekly limit",
    },
  ],
  waiting: [
    {
      session: 'doc-3',
      account: 'main',
      kind: 'five_hour',
      resetsAt: minutes(134),
      resumesItself: false,
      asleepSince: minutes(-61),
      wakesAt: minutes(136),
      stage: 'asleep',
      vain: 1,
      why: "It is staggered behind 'app-1'.",
    },
    {
      session: 'app-1',
      account: 'main',
      kind: 'five_hour',
      resetsAt: minutes(134),
      resumesItself: true,
      asleepSince: minutes(-62),
      wakesAt: minutes(135),
      stage: 'asleep',
      vain: 0,
      why: 'Its limit resets then.',
    },
  ],
  wakes: [
    {
      session: 'web-2',
      account: 'main',
      kind: 'five_hour',
      resetsAt: minutes(-200),
      asleepSince: minutes(-300),
      wokenAt: minutes(-198),
      why: 'Its limit had reset.',
      endedAt: minutes(-197),
      by: 'pcc',
    },
    {
      session: 'app-1',
      account: 'main',
      kind: 'five_hour',
      resetsAt: minutes(-500),
      asleepSince: minutes(-600),
      endedAt: minutes(-500),
      by: 'itself',
    },
  ],
};

const usage = (output: number, context: number): NonNullable<Status['usage']> => ({
  input: output * 2,
  output,
  cacheRead: output * 40,
  cacheWrite: output,
  context,
});

const sessions: readonly Status[] = [
  aStatus('app-1', {
    state: 'idle',
    limit: { kind: 'five_hour', resetsAt: minutes(134) },
    usage: usage(45_200, 84_300),
  }),
  aStatus('web-2', { state: 'busy', usage: usage(9_100, 12_000) }),
  aStatus('doc-3', { state: 'idle', limit: { kind: 'five_hour', resetsAt: minutes(134) } }),
  aStatus('api-4', { warned: { words: 'Approaching usage limit', resetsAt: minutes(90) } }),
];

function modelWith(given: UsageLimits, size: Size = { cols: 80, rows: 24 }, fleet = sessions): Model {
  const model = aModel({ size, sessions: fleet });
  const pulses = new Map([['web-2', [0, 0, 40, 900, 2_000, 800, 12_000, 30_000]]]);
  return { ...model, fleet: { ...model.fleet, limits: given, pulses } };
}

function looking(given = someLimits, size?: Size, fleet = sessions): Desk<UsageState> {
  return new Desk(usageKind, {}, modelWith(given, size, fleet));
}

function text(desk: Desk<UsageState>): string {
  return desk.drawn().join('\n');
}

const nothing: UsageLimits = { accounts: [], waiting: [], wakes: [] };

describe('the view of usage and limits', () => {
  it.each([
    ['120x40', { cols: 120, rows: 40 }],
    ['80x24', { cols: 80, rows: 24 }],
    ['60x20', { cols: 60, rows: 20 }],
    ['40x12', { cols: 40, rows: 12 }],
  ])('at %s', async (name, size) => {
    await expect(`${text(looking(someLimits, size))}\n`).toMatchFileSnapshot(`golden/usage-${name}.txt`);
  });

  it('counts down, and says who is woken first', () => {
    const desk = looking();
    expect(text(desk)).toMatch(/◷ asleep +app-1 +2h15[^]*◷ asleep +doc-3 +2h16/);
    expect(text(desk.wait(75 * minuteMs))).toMatch(/◷ asleep +app-1 +1h00/);
    expect(text(desk.wait(60 * minuteMs))).toMatch(/◷ limit +main +5-hour +█+ +now/);
  });

  it('knows no bar and no time where the reset is not known', () => {
    const [account] = someLimits.accounts;
    const accounts = account ? [{ ...account, resetsAt: null, kind: 'other' }] : [];
    expect(text(looking({ ...nothing, accounts }))).toMatch(/main +other +\? +nobody knows wh/);
  });

  it('goes to the session of the chosen line, and to its queue', () => {
    const desk = looking().press('j', 'j', 'j');
    expect(desk.press('Q').opened).toEqual({ name: 'queue', session: 'app-1' });
    expect(desk.press('j', 'g').focused).toBe('doc-3');
    expect(desk.isOpen).toBe(false);
    expect(looking().press('Esc').isOpen).toBe(false);
  });

  it('says so where there is nothing, and where it cannot know', () => {
    const desk = looking(nothing, undefined, [aStatus('app-1')]);
    for (const sentence of ['No limit is reached or near.', 'Nobody waits.', 'Nobody was woken yet.'])
      expect(text(desk)).toContain(sentence);
    expect(desk.press('g', 'Q', 'j', 'End').focused).toBeUndefined();
    desk.become({ fleet: { ...desk.model.fleet, link: 'lost' } });
    expect(text(desk)).toContain('The daemon is away');
  });

  it('never fails nor leaves its place, whatever is told and pressed', () => {
    const evil = '\u001b[2J\u202e日本\u0000\n'.repeat(30);
    const hostile: UsageLimits = {
      accounts: someLimits.accounts.map((one) => ({ ...one, account: evil, kind: evil, words: evil, by: evil })),
      waiting: someLimits.waiting.map((one) => ({
        ...one,
        session: evil,
        why: evil,
        wakesAt: evil,
        asleepSince: evil,
      })),
      wakes: someLimits.wakes.map((one) => ({ ...one, session: evil, why: evil, endedAt: evil, resetsAt: evil })),
    };
    const odd = usage(Number.NaN, -1);
    const fleet = [...sessions, aStatus(evil, { usage: odd, warned: { words: evil, resetsAt: evil } })];
    const sizes = fc.constantFrom({ cols: 150, rows: 40 }, { cols: 80, rows: 24 }, { cols: 20, rows: 6 });
    const event = fc.oneof(
      fc.constantFrom('j', 'k', 'PageDown', 'PageUp', 'Home', 'End', 'Q', 'x', 'é'),
      fc.tuple(fc.constantFrom('press', 'wheel-up', 'wheel-down'), fc.nat(150), fc.nat(40)),
    );
    fc.assert(
      fc.property(sizes, fc.array(event, { maxLength: 12 }), (size, events) => {
        const desk = looking(hostile, size, fleet);
        for (const step of events) {
          if (typeof step === 'string') desk.press(step);
          else desk.mouse(step[0], step[1], step[2]);
          expectFits(desk.view(), desk.rect());
        }
      }),
      { numRuns: 40 },
    );
  });
});

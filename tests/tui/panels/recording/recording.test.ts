import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../../../src/api/methods.ts';
import { limits } from '../../../../src/limits.ts';
import type { PlaybackChange } from '../../../../src/face/io.ts';
import type { Reply, Size } from '../../../../src/tui/message.ts';
import { recordingKind } from '../../../../src/tui/panels/recording/recording.ts';
import type { RecordingState } from '../../../../src/tui/panels/recording/state.ts';
import type { Model } from '../../../../src/tui/model.ts';
import type { PanelRequest } from '../../../../src/tui/panel.ts';
import { aModel, aStatus, isoAt, startMs } from '../../models.ts';
import { Desk, expectFits } from '../desk.ts';

const evidence = { top: 0, bottom: 0 };

const changes: readonly PlaybackChange[] = [
  { t: 0, reading: { state: 'starting', evidence } },
  { t: 10, reading: { state: 'busy', activity: 'Thinking', evidence } },
  {
    t: 20,
    reading: { state: 'permission', tool: 'Bash', subject: 'npm test', truncated: false, options: [], evidence },
    decision: { action: 'approve', risk: 'LOW', keys: '1', reasons: ['Tests of the project are run.'] },
  },
  { t: 30, reading: { state: 'busy', evidence } },
  {
    t: 60,
    reading: { state: 'permission', tool: 'Bash', subject: 'rm -rf build', truncated: false, options: [], evidence },
    decision: {
      action: 'escalate',
      risk: 'HIGH',
      keys: '',
      reasons: ['A folder is removed with all it holds.', 'What is removed cannot be brought back.'],
    },
  },
];

/** The recording began an hour before the time of the tests, and is 100 s long. */
const startedMs = startMs - 3_600_000;

function reply(
  desk: Desk<RecordingState>,
  given: Partial<Extract<Reply, { type: 'recording' }>> = {},
): Desk<RecordingState> {
  const tag = { panel: 7, word: 'open' };
  return desk.reply({
    type: 'recording',
    tag,
    key: 'recording-1',
    lengthS: 100,
    startedMs,
    changes,
    part: 0,
    parts: 1,
    ...given,
  });
}

function modelOf(size: Size): Model {
  return aModel({ size, sessions: [aStatus('app-1', { recording: '/recordings/app-1.cast' })] });
}

function playing(size: Size = { cols: 80, rows: 24 }, request: Partial<PanelRequest> = {}): Desk<RecordingState> {
  const desk = new Desk(recordingKind, { session: 'app-1', ...request }, modelOf(size));
  expect(desk.commands).toEqual([
    { type: 'open-recording', tag: { panel: 7, word: 'open' }, path: '/recordings/app-1.cast', atMs: request.atMs },
  ]);
  return reply(desk);
}

/** The second that is shown. */
function at(desk: Desk<RecordingState>): number | undefined {
  return desk.state?.player.atS;
}

function later(desk: Desk<RecordingState>, ms: number): Desk<RecordingState> {
  return desk.become({ nowMs: desk.model.nowMs + ms });
}

describe('a recording', () => {
  it.each([
    ['120x40', { cols: 120, rows: 40 }],
    ['80x24', { cols: 80, rows: 24 }],
    ['60x20', { cols: 60, rows: 20 }],
  ])('at %s', async (name, size) => {
    const desk = playing(size).press('d', 'd');
    await expect(`${desk.drawn('app-1').join('\n')}\n`).toMatchFileSnapshot(`golden/recording-${name}.txt`);
  });

  it('plays from its beginning, by the time that goes by and its speed, to its end', () => {
    const desk = playing();
    expect(recordingKind.moves?.(desk.state as RecordingState)).toBe(true);
    expect(at(later(desk, 1_500))).toBe(1.5);
    expect(at(later(desk.press('+', '+'), 1_000))).toBe(5.5);
    expect(at(later(desk.press('Space'), 1_000))).toBe(5.5);
    expect(recordingKind.moves?.(desk.state as RecordingState)).toBe(false);
    expect(at(later(desk.press('Space'), 60_000))).toBe(100);
    expect(desk.state?.player.playing).toBe(false);
    expect(at(later(desk.press('Space'), 1_000))).toBe(4);
  });

  it('is not moved by a clock that is set back', () => {
    expect(at(later(playing(), -5_000))).toBe(0);
  });

  it('goes from change to change, from decision to decision, by seconds and to one that is typed', () => {
    const desk = playing();
    const after = (...keys: string[]): number | undefined => at(desk.press(...keys));
    expect(after('n')).toBe(10);
    expect(after('n', 'Right')).toBe(30);
    expect(after('p')).toBe(20);
    expect(after('d')).toBe(60);
    expect(after('d')).toBe(60);
    expect(after('D')).toBe(20);
    expect(after('.', '.', ',')).toBe(21);
    expect(after('s', '4', '2', '.', '5', 'Enter')).toBe(42.5);
    expect(after('G')).toBe(60);
    expect(after('g')).toBe(0);
    expect(after('s', '4', 'Esc')).toBe(0);
    expect(desk.isOpen).toBe(true);
  });

  it('tells the reading and the decision, with its reasons, at the second that is shown', () => {
    const lines = playing().press('d').drawn('app-1');
    expect(lines.at(0)).toBe('«recording-1 20.0»');
    expect(lines.at(-3)).toMatch(/^ ‖ 0:20\.0 of 1:40\.0 {2}11:00:20 +\? permission: Bash npm test {2}change 3 of 5$/);
    expect(lines.at(-2)).toBe(' ◆ would now be: approve LOW  Tests of the project are run.');
    expect(lines.at(-4)).toMatch(/^ ┼━+┼━+█─+┼─+◆─+/);
  });

  it('marks the decisions as the log has them, with who made them', () => {
    const desk = playing();
    const asked = { type: 'call', tag: { panel: 7, word: 'log' }, method: 'decisions.list' } as const;
    expect(desk.commands.at(-1)).toEqual({ ...asked, params: { session: 'app-1', limit: limits.decisionsPageSize } });
    const line = (seq: number, t: number, given: Partial<LogLine>): LogLine => ({
      seq,
      session: 'app-1',
      at: isoAt(startedMs + t * 1_000),
      type: 'decision',
      action: 'approve',
      risk: 'MEDIUM',
      by: 'human',
      keys: '1',
      outcome: 'confirmed',
      reasons: ['A person said yes.'],
      ...given,
    });
    const lines = [line(9, 5_000, {}), line(8, 61.5, { risk: 'HIGH' }), line(7, 20.4, {}), line(6, -40, {})];
    desk.reply({ type: 'answered', tag: asked.tag, method: 'decisions.list', result: { lines } });
    expect(at(desk.press('d'))).toBe(20.4);
    expect(desk.drawn('app-1').at(-2)).toBe(' ◆ approve MEDIUM by human, key 1, confirmed  A person said yes.');
    expect(at(desk.press('p'))).toBe(20);
    expect(desk.drawn('app-1').at(-2)).toContain('approve MEDIUM by human');
    expect(at(desk.press('d', 'd', 'd'))).toBe(61.5);
    expect(at(desk.press('n'))).toBe(61.5);
    expect(desk.drawn('app-1').at(-2)).toContain('approve HIGH by human');
    expect(at(desk.press('D', 'p', 'p'))).toBe(10);
    expect(desk.drawn('app-1').join('\n')).not.toContain('human');
  });

  it('does without the log when it cannot be had', () => {
    const desk = playing().tell({ type: 'refused', tag: { panel: 7, word: 'log' }, sentence: 'The daemon is away.' });
    expect([desk.isOpen, at(desk.press('d'))]).toEqual([true, 20]);
  });

  it('rests at the moment that it was opened at', () => {
    const desk = playing({ cols: 80, rows: 24 }, { atMs: startedMs + 61_000 });
    expect([at(desk), desk.state?.player.playing]).toEqual([61, false]);
    const late = new Desk(recordingKind, { session: 'app-1', atMs: startMs }, modelOf({ cols: 80, rows: 24 }));
    expect(at(reply(late))).toBe(100);
    const timeless = new Desk(recordingKind, { session: 'app-1', atMs: startMs }, modelOf({ cols: 80, rows: 24 }));
    expect(at(reply(timeless, { startedMs: undefined }))).toBe(100);
  });

  it('is closed when it is left', () => {
    const desk = playing().press('q');
    expect(desk.isOpen).toBe(false);
    expect(desk.commands.at(-1)).toEqual({ type: 'close-recording', key: 'recording-1' });
    expect(playing().press('Esc').commands).toHaveLength(3);
  });

  it('is found for a session that ended long ago', () => {
    const desk = new Desk(
      recordingKind,
      { session: 'old-9', atMs: startedMs + 5_000 },
      modelOf({ cols: 80, rows: 24 }),
    );
    const tag = { panel: 7, word: 'open' };
    expect(desk.commands).toEqual([{ type: 'call', tag, method: 'session.status', params: { id: 'old-9' } }]);
    const result = aStatus('old-9', { recording: '/recordings/old-9.cast' });
    desk.reply({ type: 'answered', tag, method: 'session.status', result });
    expect(desk.commands.at(-1)).toEqual({
      type: 'open-recording',
      tag,
      path: '/recordings/old-9.cast',
      atMs: startedMs + 5_000,
    });
    expect(at(reply(desk))).toBe(5);
  });

  it('goes over to the part before and the next one, by keys and by playing', () => {
    const tag = { panel: 7, word: 'open' };
    const desk = new Desk(recordingKind, { session: 'app-1' }, modelOf({ cols: 80, rows: 24 }));
    reply(desk, { part: 2, parts: 3 }).press('p');
    const opening = { type: 'open-recording', tag, path: '/recordings/app-1.cast' };
    expect(desk.commands.at(-1)).toEqual({ ...opening, part: 1 });
    desk.press('p', 'n', 'd', 'Space');
    expect(desk.commands).toHaveLength(3);
    expect(desk.drawn('app-1').join('\n')).toContain('Reading the recording …');
    reply(desk, { key: 'recording-2', part: 1, parts: 3 });
    expect(desk.commands).toContainEqual({ type: 'close-recording', key: 'recording-1' });
    expect([at(desk), desk.state?.player.playing]).toEqual([60, false]);
    expect(desk.drawn('app-1').join('\n')).toContain('part 2/3  change 5 of 5');
    later(desk.press('Space'), 41_000);
    expect(desk.commands.at(-1)).toEqual({ ...opening, part: 2 });
    expect(at(reply(desk, { key: 'recording-3', part: 2, parts: 3 }))).toBe(0);
    expect([at(later(desk, 1_000)), desk.state?.player.playing]).toEqual([1, true]);
    expect(desk.press('Esc').commands.at(-1)).toEqual({ type: 'close-recording', key: 'recording-3' });
  });

  it('says so where there is none, and where it cannot be read', () => {
    const open = (session?: string): unknown =>
      recordingKind.open({ name: 'recording', session }, aModel({ sessions: session ? [aStatus('app-1')] : [] }), 1);
    expect(open('app-1')).toBe("'app-1' has no recording.");
    expect(open()).toBe('There is no session whose recording could be played.');
    const desk = new Desk(recordingKind, { session: 'app-1' }, modelOf({ cols: 80, rows: 24 }));
    expect(desk.drawn('app-1').join('\n')).toContain('Reading the recording …');
    desk.tell({ type: 'refused', tag: { panel: 7, word: 'open' }, sentence: 'There is no such file.' });
    expect([desk.isOpen, desk.notices]).toEqual([false, ['There is no such file.']]);
  });

  it('goes to a second by the mouse on its bar', () => {
    const desk = playing();
    expect(at(desk.mouse('press', 40, 19))).toBeCloseTo(50.6, 1);
    expect(at(desk.mouse('drag', 1, 19))).toBe(0);
    expect(at(desk.mouse('press', 40, 5))).toBe(0);
  });

  it('never fails nor leaves its place, whatever is recorded and pressed', () => {
    const evil = '\u001b[2J\u202e日本\u0000\n'.repeat(30);
    const hostile: readonly PlaybackChange[] = changes.map((change) => ({
      ...change,
      reading: { state: 'unknown', why: evil, evidence },
      decision: { action: evil, risk: evil, keys: evil, reasons: [evil, evil] },
    }));
    const names = 'n p g G . , s 1 5 Enter Space + - d D ? h Backspace x Unknown Left Home End'.split(' ');
    const event = fc.oneof(
      fc.constantFrom(...names),
      fc.tuple(fc.nat(130), fc.nat(40)),
      fc.integer({ min: -500, max: 9_000 }),
    );
    const sizes = fc.constantFrom({ cols: 120, rows: 40 }, { cols: 60, rows: 20 }, { cols: 20, rows: 6 });
    fc.assert(
      fc.property(
        sizes,
        fc.constantFrom(hostile, changes, []),
        fc.constantFrom(0, 100),
        fc.array(event, { maxLength: 30 }),
        (size, all, lengthS, events) => {
          const desk = reply(new Desk(recordingKind, { session: 'app-1' }, modelOf(size)), { changes: all, lengthS });
          for (const step of events) {
            if (typeof step === 'string') desk.press(step);
            else if (typeof step === 'number') later(desk, step);
            else desk.mouse('press', step[0], step[1]);
            expectFits(desk.view('app-1'), desk.rect('app-1'));
            expect(at(desk)).toBeGreaterThanOrEqual(0);
            expect(at(desk)).toBeLessThanOrEqual(Math.max(lengthS, 60));
          }
        },
      ),
      { numRuns: 120 },
    );
  });
});

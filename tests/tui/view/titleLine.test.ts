import { describe, expect, it, vi } from 'vitest';
import type { Status } from '../../../src/api/methods.ts';
import type { Line } from '../../../src/tui/scene.ts';
import { lineWidth } from '../../../src/tui/view/lines.ts';
import type { Title } from '../../../src/tui/view/titleLine.ts';
import { titleLine } from '../../../src/tui/view/titleLine.ts';
import { anItem, aStatus, isoAt, startMs } from '../models.ts';
import { busyDay } from './fleet.ts';

process.env.TZ = 'UTC';

function titleOf(session: Status, given: Partial<Title> = {}): Title {
  return {
    session,
    number: 1,
    focused: false,
    hold: undefined,
    others: [],
    lost: false,
    answering: false,
    pulses: [0, 300, 20_000, 0],
    giveBack: 'Ctrl-] Esc',
    nowMs: startMs,
    ...given,
  };
}

function text(line: Line): string {
  return line.map((part) => part.text).join('');
}

const [busy, asking, limited] = busyDay;

function shown(session: Status | undefined, cols: number, given: Partial<Title> = {}): string {
  return text(titleLine(titleOf(session ?? aStatus('none'), given), cols));
}

const holder = { session: 'x', confirmed: true, prefixed: false, unsent: 0 };

describe('the title of a pane', () => {
  it('says less where there is less room, and name and state to the last', () => {
    const widths = [140, 100, 80, 60, 40, 30, 20, 12];
    expect(widths.map((cols) => shown(busy, cols))).toMatchInlineSnapshot(`
      [
        "─ 1 fix-login  ● busy  3m   Fix the login page so that a wrong password says so, and add tests… ─ 84.3k ctx ─ 45.2k out ─ ▁▁▁▁▁▁▁▁▁▁▁▁▁▅▇▁ ─",
        "─ 1 fix-login  ● busy  3m   Fix the login page so that… ─ 84.3k ctx ─ 45.2k out ─ ▁▁▁▁▁▁▁▁▁▁▁▁▁▅▇▁ ─",
        "─ 1 fix-login  ● busy  3m   Fix the login page so that… ─ 84.3k ctx ─ ▁▁▁▁▁▅▇▁ ─",
        "─ 1 fix-login  ● busy  3m   Fix the login page so that a … ─",
        "─ 1 fix-login  ● busy  3m  ─ 84.3k ctx ─",
        "─ 1 fix-login  ● busy  3m  ───",
        "─ 1 fix-login  ● ───",
        "─ 1 fix-l… ─",
      ]
    `);
  });

  it('tells what is asked, and its risk', () => {
    expect([100, 50, 30].map((cols) => shown(asking, cols))).toMatchInlineSnapshot(`
      [
        "─ 1 docs   !  ? permission  34s  MEDIUM  Bash npm publish --dry-run ────────────────────────────────",
        "─ 1 docs   !  ? permission  34s  MEDIUM ──────────",
        "─ 1 docs   !  ? permission ───",
      ]
    `);
  });

  it('is made as fast of a subject of 200 KB as of a short one', () => {
    const made = vi.spyOn(String.prototype, 'replace');
    const item = anItem(4, 'docs', { subject: 'echo é漢x '.repeat(20_000) });
    const session = aStatus('docs', { state: 'permission', pending: [item] });
    const line = shown(session, 100);
    const longest = Math.max(...made.mock.contexts.map((text) => String(text).length));
    made.mockRestore();
    expect(line).toContain('Bash echo é漢x');
    expect(longest).toBeLessThan(2_000);
  });

  it('counts down to a reset also while the input box rests below the limit', () => {
    const limit = { kind: 'five_hour', resetsAt: isoAt(startMs + 8_040_000) };
    expect(shown(aStatus('app', { state: 'idle', limit }), 60)).toContain('◷ limit 2h14 ');
    expect(shown(aStatus('app', { state: 'idle', limit: { ...limit, resetsAt: null } }), 60)).toContain('◷ limit  1m');
  });

  it('warns before the wall, until the limit is there', () => {
    const warned = { words: 'Approaching usage limit', resetsAt: isoAt(startMs + 840_000) };
    const near = aStatus('app', { state: 'busy', warned });
    expect([100, 45, 30].map((cols) => shown(near, cols).trim())).toMatchInlineSnapshot(`
      [
        "─ 1 app  ● busy  1m   ⚠ limit near, resets in 14m  app ────────────────────────── ▁▁▁▁▁▁▁▁▁▁▁▁▁▅▇▁ ─",
        "─ 1 app  ● busy  1m   ⚠ limit near 14m  app ─",
        "─ 1 app  ● busy  1m   app ────",
      ]
    `);
    expect(shown({ ...near, limit: { kind: 'five_hour', resetsAt: null } }, 100)).not.toContain('near');
    expect(shown({ ...near, warned: { ...warned, resetsAt: null } }, 100)).toContain('⚠ limit near');
    expect(shown({ ...near, warned: { ...warned, resetsAt: isoAt(startMs) } }, 100)).not.toContain('near');
  });

  it('tells how far a queue of several tasks is', () => {
    const states = ['done', 'failed', 'running', 'queued'] as const;
    const queue = states.map((state, index) => ({ id: `app.${index + 1}`, text: `Task ${index + 1}`, state }));
    const errand = { id: 'app.9', text: '/clear', state: 'done' as const, role: 'clear' as const, of: 'app.3' };
    expect([80, 40].map((cols) => shown(aStatus('app', { queue: [...queue, errand] }), cols))).toMatchInlineSnapshot(`
      [
        "─ 1 app  ○ idle  1m   1/4 tasks ✗1  Task 3 ────────────────── ▁▁▁▁▁▁▁▁▁▁▁▁▁▅▇▁ ─",
        "─ 1 app  ○ idle  1m   1/4 tasks ✗1 ─────",
      ]
    `);
    expect(shown(aStatus('app', { queue: queue.slice(0, 1) }), 80)).not.toContain('1/1');
  });

  it('tells the task, not what is typed to go on with it', () => {
    const queue = [
      { id: 'app.1', text: 'Fix the login', state: 'running' as const },
      { id: 'app.2', text: 'continue', state: 'running' as const, role: 'go-on' as const, of: 'app.1' },
    ];
    expect(shown(aStatus('app', { state: 'busy', queue: queue.toReversed() }), 80)).toContain('Fix the login');
    expect(shown(aStatus('app', { state: 'busy', queue: queue.slice(1) }), 80)).toContain('continue');
    const verified = queue.map((task, index) => (index === 0 ? { ...task, state: 'verifying' as const } : task));
    expect(shown(aStatus('app', { state: 'busy', queue: verified }), 80)).toContain('Fix the login');
  });

  it('says that a session comes back', () => {
    const back = aStatus('app', { state: 'exited', phase: 'restarting', why: 'It crashed.' });
    expect(shown(back, 60)).toContain('↻ restarting');
  });

  it('counts down to the end of a limit', () => {
    expect([100, 60, 40].map((cols) => shown(limited, cols))).toMatchInlineSnapshot(`
      [
        "─ 1 migrate  ◷ limit 2h14    1h   resets 14:14  Move the store to the new … ── 151k ctx ─ ▁▁▁▁▁▅▇▁ ─",
        "─ 1 migrate  ◷ limit 2h14    1h   resets 14:14 ── 151k ctx ─",
        "─ 1 migrate  ◷ limit 2h14    1h  ───────",
      ]
    `);
    const tomorrow = aStatus('far', {
      state: 'limit',
      limit: { kind: 'week', resetsAt: isoAt(startMs + 100_000_000) },
    });
    expect(shown(tomorrow, 80)).toMatchInlineSnapshot(
      `"─ 1 far  ◷ limit 1d03h   1m   resets Mon 15:46  far ───────── ▁▁▁▁▁▁▁▁▁▁▁▁▁▅▇▁ ─"`,
    );
    const past = aStatus('past', { state: 'limit', limit: { kind: 'session', resetsAt: isoAt(startMs - 1) } });
    expect(shown(past, 60)).toMatchInlineSnapshot(`"─ 1 past  ◷ limit now     1m   resets 11:59  past ──────────"`);
    const unknown = aStatus('unknown', { state: 'limit', limit: { kind: 'session', resetsAt: null } });
    expect(shown(unknown, 60)).toMatchInlineSnapshot(`"─ 1 unknown  ◷ limit  1m   unknown ────── ▁▁▁▁▁▁▁▁▁▁▁▁▁▅▇▁ ─"`);
  });

  it('cannot be mistaken while a human has the keyboard', () => {
    const line = titleLine(titleOf(busy ?? aStatus('x'), { focused: true, hold: holder }), 80);
    expect(new Set(line.map(({ ink }) => ink))).toEqual(new Set(['human']));
    expect([80, 40, 20].map((cols) => shown(busy, cols, { hold: holder }))).toMatchInlineSnapshot(`
      [
        " HUMAN  1 fix-login  ● busy  3m                       Ctrl-] Esc gives it back  ",
        " HUMAN  1 fix-login  ●      Ctrl-] Esc  ",
        " HUMAN  fix-login   ",
      ]
    `);
    expect(shown(busy, 80, { hold: { ...holder, confirmed: false } })).toMatchInlineSnapshot(
      `" HUMAN …  1 fix-login  ● busy  3m                     Ctrl-] Esc gives it back  "`,
    );
    expect(shown(busy, 80, { hold: holder, others: ['pcc', 'pcc attach'] })).toMatchInlineSnapshot(
      `" HUMAN  fix-login  pcc attach and 1 more types too    Ctrl-] Esc gives it back  "`,
    );
  });

  it('tells who else has the keyboard', () => {
    expect([100, 40].map((cols) => shown(busy, cols, { others: ['pcc attach'] }))).toMatchInlineSnapshot(`
      [
        "─ 1 fix-login  held by pcc attach  ● busy  3m   Fix the login page so that… ─ 84.3k ctx ─ ▁▁▁▁▁▅▇▁ ─",
        "─ 1 fix-login  held  ● busy  3m  ───────",
      ]
    `);
  });

  it('says that an answer is on its way, that something should be known, and that keys go nowhere', () => {
    expect(shown(asking, 60, { answering: true })).toContain('answering …');
    expect(shown(aStatus('some', { warnings: ['Not checked.'] }), 60)).toContain('⚠');
    expect(shown(busy, 80, { hold: holder, lost: true })).toContain('HUMAN, keys are not sent');
    expect(shown(busy, 80, { hold: { ...holder, stuck: true } })).toContain('HUMAN, keys are not sent');
  });

  it('is dim while the daemon is away', () => {
    const line = titleLine(titleOf(busy ?? aStatus('x'), { lost: true }), 80);
    expect(new Set(line.map(({ ink }) => ink))).toEqual(new Set(['dim']));
  });

  it('has an ink of its own line for focus, needs and others', () => {
    const inkOf = (session: Status | undefined, given: Partial<Title>): string | undefined =>
      titleLine(titleOf(session ?? aStatus('x'), given), 40)[0]?.ink;
    expect(inkOf(busy, {})).toBe('border');
    expect(inkOf(asking, {})).toBe('border-needs');
    expect(inkOf(asking, { focused: true })).toBe('border-focus');
    expect(inkOf(asking, { focused: true, others: ['pcc'] })).toBe('border-other');
  });

  it('stands still while its numbers change', () => {
    const at = (context: number, output: number, seconds: number, pulses: number[]): string => {
      const usage = { input: 0, output, cacheRead: 0, cacheWrite: 0, context };
      const session = aStatus('still', {
        state: 'busy',
        since: isoAt(startMs - seconds * 1_000),
        usage,
        activity: 'Words '.repeat(30),
      });
      return shown(session, 120, { pulses });
    };
    const lines = [
      at(0, 0, 0, []),
      at(900, 120, 9, [1]),
      at(12_300, 4_000, 61, [5, 9]),
      at(999_499, 99_949, 86_399, [70_000]),
      at(1e9, 9e11, 90 * 86_400, []),
    ];
    const places = lines.map((line) =>
      ['busy', 'Words', 'ctx', 'out'].map(
        (word) => line.indexOf(word) + (word === 'ctx' || word === 'out' ? word.length : 0),
      ),
    );
    for (const place of places) expect(place).toEqual(places[0]);
  });

  it('says of every state glyph and word, and what waits for a person twice', () => {
    const states = [
      'starting',
      'idle',
      'draft',
      'busy',
      'permission',
      'question',
      'plan',
      'trust',
      'menu',
      'limit',
      'error',
      'unknown',
      'exited',
    ];
    const lines = states.map((state) => shown(aStatus('some', { state, path: '/w' }), 44));
    const ends = [
      shown(aStatus('some', { paused: true }), 44),
      shown(aStatus('some', { phase: 'stopping' }), 44),
      shown(aStatus('some', { phase: 'ended', exitCode: 0 }), 44),
      shown(aStatus('some', { phase: 'ended', exitCode: 1 }), 44),
      shown(aStatus('some', { pending: [anItem(1, 'some', { kind: 'prose', question: 'Which one?' })] }), 44),
    ];
    expect([...lines, ...ends]).toMatchInlineSnapshot(`
      [
        "─ 1 some  … starting  1m   w ──── ▁▁▁▁▁▅▇▁ ─",
        "─ 1 some  ○ idle  1m   w ──────── ▁▁▁▁▁▅▇▁ ─",
        "─ 1 some  ✎ draft  1m   w ─────── ▁▁▁▁▁▅▇▁ ─",
        "─ 1 some  ● busy  1m   w ──────── ▁▁▁▁▁▅▇▁ ─",
        "─ 1 some  ? permission  1m   w ── ▁▁▁▁▁▅▇▁ ─",
        "─ 1 some  ? question  1m   w ──── ▁▁▁▁▁▅▇▁ ─",
        "─ 1 some  ? plan  1m   w ──────── ▁▁▁▁▁▅▇▁ ─",
        "─ 1 some  ? trust  1m   w ─────── ▁▁▁▁▁▅▇▁ ─",
        "─ 1 some  ? menu  1m   w ──────── ▁▁▁▁▁▅▇▁ ─",
        "─ 1 some  ◷ limit  1m   w ─────── ▁▁▁▁▁▅▇▁ ─",
        "─ 1 some   !  ✗ error  1m   w ─── ▁▁▁▁▁▅▇▁ ─",
        "─ 1 some  ~ unknown  1m   w ───── ▁▁▁▁▁▅▇▁ ─",
        "─ 1 some  ■ exited  1m   w ────── ▁▁▁▁▁▅▇▁ ─",
        "─ 1 some  ‖ paused  1m   some ─── ▁▁▁▁▁▅▇▁ ─",
        "─ 1 some  ▪ stopping  1m   some ─ ▁▁▁▁▁▅▇▁ ─",
        "─ 1 some  ■ ended  1m   some ──── ▁▁▁▁▁▅▇▁ ─",
        "─ 1 some   !  ✗ failed  1m   some ──────────",
        "─ 1 some   !  ? question  1m   MEDIUM ──────",
      ]
    `);
  });

  it('fills its row to the cell, whatever it is', () => {
    for (const session of busyDay)
      for (let cols = 1; cols <= 170; cols++) {
        expect(lineWidth(titleLine(titleOf(session), cols))).toBe(cols);
        expect(lineWidth(titleLine(titleOf(session, { hold: holder, others: ['a', 'b'] }), cols))).toBe(cols);
      }
  });
});

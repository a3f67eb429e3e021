import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import type { Message, Size } from '../../../src/tui/message.ts';
import type { Model } from '../../../src/tui/model.ts';
import { update } from '../../../src/tui/update/update.ts';
import { aKey, aModel, anAsking, anItem, aStatus, keys, tell, withScreens } from '../models.ts';

/** The model so much later. */
function later(model: Model, ms: number): Model {
  return tell(model, { type: 'tick', nowMs: model.nowMs + ms }).model;
}

const zoomedModes = { applicationCursor: false, bracketedPaste: true, focusEvents: false, mouse: 'none' } as const;

const asking = withScreens(aModel({ sessions: [anAsking('a', 4), aStatus('b')] }));

function key(name: string): Message {
  return { type: 'key', key: aKey(name) };
}

function answerOf(model: Model, key: string): unknown {
  const call = tell(model, ...keys(key)).commands.find(
    (command) => command.type === 'call' && command.method === 'pending.respond',
  );
  return call?.type === 'call' ? call.params : undefined;
}

function panelOf(model: Model, key: string): string | undefined {
  return tell(model, ...keys(key)).model.panels[0]?.kind.name;
}

function noticeOf(model: Model, key: string): string | undefined {
  return tell(model, ...keys(key)).model.notices.at(-1)?.text;
}

describe('an answer with one key', () => {
  it('names the number that was shown', () => {
    const seen = later(asking, limits.answerSeenMs);
    expect(answerOf(seen, 'a')).toEqual({ n: 4, answers: ['yes'] });
    expect(answerOf(seen, 'd')).toEqual({ n: 4, answers: ['no'] });
  });

  it('does not count before the question could be read', () => {
    const early = later(asking, limits.answerSeenMs - 1);
    expect(answerOf(early, 'a')).toBeUndefined();
    expect(noticeOf(early, 'a')).toBe(
      '#4 is only just on the screen, so the key did nothing: read it, pause for a second, then press again.',
    );
  });

  it('counts anew for the next question of the session', () => {
    const next = tell(later(asking, 9_000), { type: 'session', session: anAsking('a', 5) }).model;
    expect(answerOf(next, 'a')).toBeUndefined();
    expect(answerOf(later(next, limits.answerSeenMs), 'a')).toEqual({ n: 5, answers: ['yes'] });
  });

  it('counts anew where the focus moved by itself', () => {
    const both = { ...withScreens(aModel({ sessions: [aStatus('a'), anAsking('b', 6)] })), focus: 'a' };
    const daemon = both.fleet.daemon;
    if (!daemon) throw new Error('not connected');
    const moved = tell(later(both, 9_000), { type: 'fleet', sessions: [anAsking('b', 6)], daemon }).model;
    expect(moved.focus).toBe('b');
    expect(answerOf(moved, 'a')).toBeUndefined();
    // A person who moved there has seen it in its tile.
    expect(answerOf(tell(later(both, 9_000), ...keys('Tab')).model, 'a')).toEqual({ n: 6, answers: ['yes'] });
  });

  it('does not count while the pane is still blank', () => {
    const blank = later(aModel({ sessions: [anAsking('a', 4)] }), 9_000);
    expect(answerOf(blank, 'a')).toBeUndefined();
    expect(answerOf(later(withScreens(blank), limits.answerSeenMs), 'a')).toEqual({ n: 4, answers: ['yes'] });
  });

  it('counts anew when a panel lay over it', () => {
    const covered = later(tell(later(asking, 9_000), ...keys('?')).model, 9_000);
    expect(covered.fleet.shownSinceMs.size).toBe(0);
    const open = tell(covered, ...keys('Esc')).model;
    expect(open.panels).toEqual([]);
    expect(answerOf(open, 'a')).toBeUndefined();
  });

  it('goes once', () => {
    const sent = tell(later(asking, 9_000), ...keys('a')).model;
    expect(answerOf(sent, 'a')).toBeUndefined();
    expect(noticeOf(sent, 'a')).toBe('The answer to #4 is on its way.');
    const refused = tell(sent, { type: 'refused', tag: { panel: 0, word: 'answer 4' }, sentence: 'Not now.' }).model;
    expect(refused.notices.at(-1)).toMatchObject({ text: 'Not now.', ink: 'broken' });
    expect(answerOf(later(refused, limits.keyRepeatMs), 'a')).toEqual({ n: 4, answers: ['yes'] });
  });

  it('does not count before the terminal took a frame with the question', () => {
    const next = { type: 'session', session: anAsking('a', 5) } as const;
    const { nowMs } = asking;
    const untaken = update(asking, next, nowMs + 1_000).model;
    expect(update(untaken, key('a'), nowMs + 9_000).commands).toEqual([]);
    // A frame that was drawn before the question came does not show it.
    const old = update(untaken, { type: 'drawn', model: asking }, nowMs + 1_100).model;
    expect(update(old, key('a'), nowMs + 9_000).commands).toEqual([]);
    const taken = update(old, { type: 'drawn', model: old }, nowMs + 2_000).model;
    expect(update(taken, key('a'), nowMs + 2_000 + limits.answerSeenMs - 1).commands).toEqual([]);
    expect(update(taken, key('a'), nowMs + 2_000 + limits.answerSeenMs).commands).toHaveLength(1);
    const behind = update(taken, { type: 'behind' }, nowMs + 3_000).model;
    expect(update(behind, key('a'), nowMs + 9_000).commands).toEqual([]);
  });

  it('does not count while the key is held down, however late its first repetition comes', () => {
    for (const [first, every] of [
      [33, 33],
      [660, 40],
    ] as const) {
      // Pressed for the question before.
      let model = tell(later(asking, 9_000), ...keys('a')).model;
      model = tell(model, { type: 'session', session: anAsking('a', 5) }).model;
      model = later(model, first);
      for (let count = 0; count < 100; count++) {
        expect(answerOf(model, 'a')).toBeUndefined();
        model = later(tell(model, ...keys('a')).model, every);
      }
      expect(answerOf(later(model, limits.keyRepeatMs), 'a')).toEqual({ n: 5, answers: ['yes'] });
    }
  });

  it('tells what came of it', () => {
    const { model } = tell(asking, {
      type: 'answered',
      tag: { panel: 0, word: 'answer 4' },
      method: 'pending.respond',
      result: { n: 4, session: 'a', answer: 'Yes', outcome: 'confirmed' },
    });
    expect(model.notices[0]?.text).toBe("'a': #4 was answered with Yes.");
  });

  it('never approves HIGH risk, which has a form', () => {
    const high = later(withScreens(aModel({ sessions: [anAsking('a', 4, { risk: 'HIGH' })] })), 9_000);
    expect(answerOf(high, 'a')).toBeUndefined();
    expect(panelOf(high, 'a')).toBe('respond');
    expect(answerOf(high, 'd')).toEqual({ n: 4, answers: ['no'] });
  });

  it('approves only what is whole in sight, and has a form for the rest', () => {
    const long = 'git commit -m "tidy up the readme and the tests" && curl -s https://example.org/x -o lib/vendored.js';
    const broken = Array.from({ length: 30 }, (_, line) => `echo ${line}`).join('\n');
    const at = (size: Size, count: number, subject: string): Model => {
      const sessions = Array.from({ length: count }, (_, index) =>
        anAsking(`app-${index + 1}`, index + 1, { subject }),
      );
      return later(withScreens(aModel({ size, sessions })), 9_000);
    };
    const [low, high] = [
      { cols: 80, rows: 24 },
      { cols: 160, rows: 48 },
    ];
    for (const [size, count, subject] of [
      [low, 4, long],
      [low, 4, 'npm publish --dry-run'],
      [low, 1, long],
      [low, 1, broken],
      [high, 4, long],
      [high, 4, 'echo one \u001b[2K\n'.repeat(40)],
    ] as const) {
      const model = at(size, count, subject);
      expect(answerOf(model, 'a')).toBeUndefined();
      expect(panelOf(model, 'a')).toBe('respond');
      // To refuse is safe.
      expect(answerOf(model, 'd')).toEqual({ n: 1, answers: ['no'] });
    }
    for (const [size, count, subject] of [
      [low, 1, 'npm publish --dry-run'],
      [high, 4, 'npm publish --dry-run'],
      [high, 4, 'npm publish --dry-run && git push --follow-tags origin main'],
      [high, 1, long],
      [{ cols: 160, rows: 12 }, 1, 'npm publish'],
    ] as const)
      expect(answerOf(at(size, count, subject), 'a')).toEqual({ n: 1, answers: ['yes'] });
    // Zoomed the child is as wide as its pane.
    const zoomed = tell(
      { ...at(low, 1, long), zoomed: true },
      {
        type: 'screen',
        session: 'app-1',
        facts: { cols: 80, rows: 22, modes: zoomedModes },
      },
    ).model;
    expect(answerOf(later(zoomed, 9_000), 'a')).toEqual({ n: 1, answers: ['yes'] });
  });

  it.each(['question', 'plan', 'prose', 'trust', 'menu', 'limit', 'unknown'])('has a form for a %s', (kind) => {
    const model = later(withScreens(aModel({ sessions: [anAsking('a', 4, { kind })] })), 9_000);
    expect(answerOf(model, 'a')).toBeUndefined();
    expect(answerOf(model, 'd')).toBeUndefined();
    expect(panelOf(model, 'a')).toBe('respond');
    expect(panelOf(model, 'd')).toBe('respond');
  });

  it('goes to what stands on the screen before a question in words', () => {
    const pending = [anItem(3, 'a', { kind: 'prose' }), anItem(4, 'a')];
    const model = later(withScreens(aModel({ sessions: [aStatus('a', { pending })] })), 9_000);
    expect(answerOf(model, 'a')).toEqual({ n: 4, answers: ['yes'] });
  });

  it('tells where nothing is asked', () => {
    expect(noticeOf(aModel({ sessions: [aStatus('a')] }), 'a')).toBe("'a' asks nothing.");
    expect(noticeOf(aModel(), 'd')).toBe('There is no session.');
    const lost = tell(later(asking, 9_000), { type: 'link', up: false, why: '' }).model;
    expect(noticeOf(lost, 'a')).toBe('The daemon is away, so nothing can be answered now.');
  });
});

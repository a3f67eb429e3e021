import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { isObject, parseJson } from '../../src/base/json.ts';
import { parseTranscriptLine } from '../../src/claude/transcript/line.ts';
import { replayFile } from '../../src/daemon/replay.ts';
import { shippedWords } from '../../src/daemon/screenWords.ts';
import { sessionEventOf } from '../../src/daemon/told.ts';
import { dialogOf } from '../../src/daemon/watchedScreen.ts';
import type { Reading } from '../../src/screen/reading.ts';
import { isBoxEmpty } from '../../src/screen/reading.ts';
import { reduce } from '../../src/session/reduce.ts';
import type { Effect, Session, SessionEvent } from '../../src/session/session.ts';
import { newSession } from '../../src/session/session.ts';
import { fileBeside, readUnpacked } from '../../src/terminal/recording/packed.ts';
import { refusedKinds } from '../claude/transcript/refusals.ts';
import { castOf, corpusNames, sidecarOf } from '../screen/recordings.ts';

/**
 * Every recording of a limit, an error, or of what only quotes one, through the reader, the transcript and the life of a
 * session: what becomes of it, against what the scenario had the API do.
 */

interface Timed {
  readonly t: number;
  readonly event: SessionEvent;
}

async function screensOf(cast: string): Promise<Timed[]> {
  const found: Timed[] = [];
  for await (const shown of replayFile(cast, { decide: false })) {
    const { t, ...reading } = shown as unknown as JsonObject & { t: number };
    const read = reading as unknown as Reading;
    const dialog = dialogOf(read);
    found.push({ t, event: { type: 'screen', reading: read, ...(dialog ? { dialog } : {}) } });
  }
  return found;
}

function transcriptOf(cast: string): Timed[] {
  const beside = fileBeside(cast, '.transcript.jsonl');
  if (beside === undefined) return [];
  return readUnpacked(beside)
    .split('\n')
    .map((text) => parseJson(text))
    .filter(isObject)
    .flatMap(({ t, line }) => {
      const value = typeof line === 'string' ? parseJson(line) : undefined;
      if (typeof t !== 'number' || typeof line !== 'string' || !isObject(value)) return [];
      const parsed = parseTranscriptLine(line, typeof value.sessionId === 'string' ? value.sessionId : '');
      return (parsed.ok ? parsed.events : []).flatMap((told) => {
        const event = sessionEventOf(told, shippedWords());
        return event ? [{ t, event }] : [];
      });
    });
}

/** The session at the end, with all that was to be done on the way. */
async function lifeOf(cast: string): Promise<{ readonly session: Session; readonly effects: readonly Effect[] }> {
  // What the transcript says of a moment is taken in first.
  const events = [...transcriptOf(cast), ...(await screensOf(cast))].toSorted((a, b) => a.t - b.t);
  let session = newSession('s', false);
  const effects: Effect[] = [];
  for (const { event } of [...events, { event: { type: 'deadline', name: 'limit' } as const }]) {
    const step = reduce(session, event);
    session = step.session;
    effects.push(...step.effects);
  }
  return { session, effects };
}

function family(name: string): string {
  return name.replace(/-\d+x\d+$/, '');
}

const corpus = corpusNames();
const limited = corpus.filter(({ name }) => name.startsWith('limit-') && family(name) !== 'limit-near');
const crossed = corpus.filter(({ name }) => name.startsWith('crossed-'));
const quoting = corpus.filter(({ name }) => name.startsWith('quoted-') || family(name) === 'limit-near');
const failed = corpus.filter(({ name }) => name.startsWith('error-'));

describe('limits', () => {
  it.each(limited)('$version/$name is slept through', async ({ version, name }) => {
    const { session, effects } = await lifeOf(castOf(version, name));
    const label = sidecarOf(version, name).labels.findLast(({ state }) => state === 'limit') as unknown as JsonObject;
    expect(session.limit).toEqual({
      stage: 'asleep',
      kind: label.kind,
      resetsAt: label.resetsAt,
      resumesItself: label.resumesItself,
      vain: 0,
    });
    expect(session.interrupted).toEqual({ by: 'limit' });
    expect(effects.filter(({ type }) => type === 'escalate')).toEqual([]);
    expect(effects.filter(({ type }) => type === 'type')).toEqual([]);
    const answers = effects.flatMap((effect) => (effect.type === 'answer' ? [effect.answer.label] : []));
    const hasMenu = effects.length > 0 && 'optionKinds' in label;
    expect(answers).toEqual(hasMenu ? ['Stop and wait for limit to reset'] : []);
  });
});

describe('limits that the turn went on behind', () => {
  it.each(crossed)('$version/$name is over, once', async ({ version, name }) => {
    const { session, effects } = await lifeOf(castOf(version, name));
    expect([session.limit, session.interrupted, session.refusal]).toEqual(Array(3).fill(undefined));
    expect(session.reading.state).toBe('idle');
    const by = version === '2.1.329' ? 'itself' : 'person';
    expect(effects.filter(({ type }) => type === 'awake')).toEqual([{ type: 'awake', by }]);
    expect(effects.some(({ type }) => type === 'sleep')).toBe(true);
    expect(effects.filter(({ type }) => type === 'escalate' || type === 'type')).toEqual([]);
  });
});

describe('errors', () => {
  it.each(failed)('$version/$name', async ({ version, name }) => {
    const { session, effects } = await lifeOf(castOf(version, name));
    const kind = refusedKinds[family(name)] ?? '';
    const passes = kind === 'overloaded' || kind === 'network';
    expect(session.trouble).toEqual({ kind, tries: 0, stage: passes ? 'waiting' : 'given-up' });
    expect(effects.filter(({ type }) => type === 'escalate')).toHaveLength(passes ? 0 : 1);
    expect(isBoxEmpty(session.reading)).toBe(true);
    expect(session.limit).toBeUndefined();
  });
});

describe('what only quotes a limit or warns of one', () => {
  it.each(quoting)('$version/$name leads to nothing', async ({ version, name }) => {
    const { session, effects } = await lifeOf(castOf(version, name));
    expect([session.limit, session.trouble, session.refusal, session.interrupted]).toEqual(Array(4).fill(undefined));
    expect(effects.filter(({ type }) => type === 'sleep')).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { isObject, parseJson } from '../../../src/base/json.ts';
import type { TranscriptEvent } from '../../../src/claude/transcript/line.ts';
import { parseTranscriptLine } from '../../../src/claude/transcript/line.ts';
import type { RefusalKind } from '../../../src/claude/transcript/refusal.ts';
import { refusalKind } from '../../../src/claude/transcript/refusal.ts';
import { shippedWords } from '../../../src/daemon/screenWords.ts';
import { fileBeside, readUnpacked } from '../../../src/terminal/recording/packed.ts';
import { castOf, corpusNames } from '../../screen/recordings.ts';
import { refusedKinds } from './refusals.ts';

const words = shippedWords();

/** The events of a recorded transcript, in their order. */
function eventsOf(cast: string) {
  const beside = fileBeside(cast, '.transcript.jsonl');
  if (beside === undefined) return [];
  return readUnpacked(beside)
    .split('\n')
    .map((text) => parseJson(text))
    .filter(isObject)
    .flatMap(({ line }) => {
      const value = typeof line === 'string' ? parseJson(line) : undefined;
      if (typeof line !== 'string' || !isObject(value) || typeof value.sessionId !== 'string') return [];
      const parsed = parseTranscriptLine(line, value.sessionId);
      return parsed.ok ? parsed.events : [];
    });
}

function isLimit(name: string): boolean {
  return (name.startsWith('limit-') && !name.startsWith('limit-near')) || isCrossed(name);
}

/** A limit that the turn went on behind. */
function isCrossed(name: string): boolean {
  return name.startsWith('crossed-');
}

describe('what the API refused, by recorded transcripts', () => {
  it.each(corpusNames())('$version/$name', ({ version, name }) => {
    const events = eventsOf(castOf(version, name));
    const kinds = events.flatMap((event) => (event.type === 'refused' ? [refusalKind(event, words)] : []));
    const scenario = name.replace(/-\d+x\d+$/, '');
    const wanted = isLimit(name) ? 'limit' : refusedKinds[scenario];
    if (wanted === undefined) expect(kinds).toEqual([]);
    else expect([...new Set(kinds)]).toEqual([wanted]);
    // Nothing that the CLI writes by itself looks as if the turn went on, before it does.
    const at = events.findLastIndex(({ type }) => type === 'refused');
    const refused = events[at];
    const after = at < 0 ? [] : events.slice(at + 1).filter(({ type }) => type !== 'usage');
    // A prompt may be written behind what was answered to it; its time tells.
    const isEarlier = (event: TranscriptEvent): boolean =>
      event.type === 'prompt' && refused?.type === 'refused' && (event.at ?? '') < (refused.at ?? '');
    const moved = after.filter((event) => !isEarlier(event)).map(({ type }) => type);
    expect(moved.at(-1)).toBe(isCrossed(name) ? 'turn-ended' : undefined);
  });
});

describe('what the API refused, by words', () => {
  it.each<[string, RefusalKind, { code?: string; status?: number }]>([
    ['5-hour limit reached ∙ resets 3pm', 'limit', {}],
    ["You've hit your weekly limit", 'limit', { code: 'rate_limit', status: 429 }],
    ['whatever it is called', 'limit', { code: 'usage_limit_reached' }],
    ['API Error: 429 {"message":"This request would exceed your 5-hour limit"}', 'rate-limit', {}],
    ['API Error: Request rejected (429) · too many tokens', 'rate-limit', { code: 'rate_limit', status: 429 }],
    ['API Error: 400 weekly limit of what?', 'other', { code: 'unknown', status: 400 }],
    ['API Error: 503 upstream', 'overloaded', {}],
    ['API Error: 529 Overloaded', 'overloaded', { code: 'rate_limit', status: 529 }],
    ['Something else', 'other', {}],
    ['toString', 'other', { code: 'toString' }],
  ])('%s: %s', (text, kind, more) => {
    expect(refusalKind({ text, ...more }, words)).toBe(kind);
  });
});

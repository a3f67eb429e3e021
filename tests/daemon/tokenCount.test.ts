import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { isObject, parseJson } from '../../src/base/json.ts';
import type { TranscriptEvent } from '../../src/claude/transcript/line.ts';
import { parseTranscriptLine } from '../../src/claude/transcript/line.ts';
import { TokenCount } from '../../src/daemon/tokenCount.ts';
import { limits } from '../../src/limits.ts';
import { corpusNames, transcriptOf } from '../screen/recordings.ts';

type Told = Extract<TranscriptEvent, { type: 'usage' }>;

function told(message: string, more: Partial<Told> = {}): Told {
  return { type: 'usage', message, input: 10, output: 1, cacheRead: 100, cacheWrite: 5, ...more };
}

function counted(...all: readonly Told[]): TokenCount {
  const count = new TokenCount();
  for (const one of all) count.take(one);
  return count;
}

describe('tokens of a session', () => {
  test('are summed over its messages; the context is that of the last one', () => {
    expect(counted().sum).toBeUndefined();
    const { sum } = counted(told('a'), told('b', { cacheRead: 200, output: 7 }));
    expect(sum).toEqual({ input: 20, output: 8, cacheRead: 300, cacheWrite: 10, context: 215 });
  });

  test('of one message count once, as they stand on its last line', () => {
    const { sum } = counted(told('a'), told('b'), told('a', { output: 50 }));
    expect(sum).toEqual({ input: 20, output: 51, cacheRead: 200, cacheWrite: 10, context: 115 });
  });

  test("of a sub-agent count too, but are none of the session's context", () => {
    const { sum } = counted(told('a'), told('b', { agent: 'x', input: 1_000 }));
    expect(sum).toMatchObject({ input: 1_010, context: 115 });
  });

  test('of nothing, as the CLI writes them on errors, are none', () => {
    const nothing = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
    expect(counted(told('a', nothing)).sum).toBeUndefined();
    expect(counted(told('a'), told('b', nothing)).sum?.context).toBe(115);
  });

  test('are announced, and of however many messages only the last are kept in mind', () => {
    const count = new TokenCount();
    let announced = 0;
    count.onCounted(() => announced++);
    const many = 3 * limits.usageMessagesKept;
    for (let n = 0; n < many; n++) count.take(told(`m${n}`));
    expect([announced, count.sum?.input]).toEqual([many, 10 * many]);
  });
});

/** What the JSON of a recording holds, found by walking it: the last usage of each message. */
function walked(lines: readonly JsonObject[]): Record<string, number> {
  const last = new Map<string, JsonObject>();
  for (const { message, type } of lines) {
    if (type !== 'assistant' || !isObject(message) || !isObject(message['usage'])) continue;
    last.set(JSON.stringify(message['id']), message['usage']);
  }
  const sum = (key: string): number => [...last.values()].reduce((all, usage) => all + Number(usage[key] ?? 0), 0);
  return {
    input: sum('input_tokens'),
    output: sum('output_tokens'),
    cacheRead: sum('cache_read_input_tokens'),
    cacheWrite: sum('cache_creation_input_tokens'),
  };
}

test('in the transcripts of the real CLI are what their JSON holds, though it repeats itself', () => {
  let repeated = 0;
  let recordings = 0;
  for (const { version, name } of corpusNames()) {
    const lines = transcriptOf(version, name).flatMap(({ line }) => {
      const value = parseJson(line);
      if (!isObject(value)) return [];
      const { sessionId } = value;
      return typeof sessionId === 'string' ? [{ line, value, id: sessionId }] : [];
    });
    // Each session of a recording for itself.
    for (const id of new Set(lines.map((one) => one.id))) {
      const own = lines.filter((one) => one.id === id);
      const events = own.flatMap(({ line }) => {
        const parsed = parseTranscriptLine(line, id);
        return parsed.ok ? parsed.events.filter((event): event is Told => event.type === 'usage') : [];
      });
      const { sum } = counted(...events);
      if (!sum) continue;
      const { context, ...sums } = sum;
      expect(sums, `${version}/${name}`).toEqual(walked(own.map(({ value }) => value)));
      // Sub-agents that warm up may be all there is.
      if (context > 0) recordings++;
      repeated += events.length - new Set(events.map((event) => event.message)).size;
    }
  }
  expect(recordings).toBeGreaterThan(100);
  expect(repeated).toBeGreaterThan(100);
});

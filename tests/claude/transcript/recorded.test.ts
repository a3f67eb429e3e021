import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import { isObject, parseJson } from '../../../src/base/json.ts';
import type { TranscriptEvent } from '../../../src/claude/transcript/line.ts';
import { parseTranscriptLine } from '../../../src/claude/transcript/line.ts';
import { corpusNames, transcriptOf } from '../../screen/recordings.ts';

/** Every transcript that the real CLI wrote in the corpus, against a count of what its JSON holds. */

interface Recorded {
  readonly name: string;
  readonly lines: readonly { readonly file: string; readonly text: string; readonly value: JsonObject }[];
}

function recorded(): Recorded[] {
  return corpusNames()
    .map(({ version, name }) => ({ name: `${version}/${name}`, lines: linesOf(version, name) }))
    .filter(({ lines }) => lines.length > 0);
}

function linesOf(version: string, name: string): Recorded['lines'] {
  return transcriptOf(version, name).map(({ file, line }) => {
    const value = parseJson(line);
    if (!isObject(value)) throw new Error(`${version}/${name} holds a line that is no object`);
    return { file, text: line, value };
  });
}

function sessionOf(recording: Recorded): string {
  const main = recording.lines.find(({ file }) => /^[^/]+\/[0-9a-f-]{36}\.jsonl$/.test(file));
  const named = /([0-9a-f-]{36})\.jsonl$/.exec(main?.file ?? '')?.[1];
  // Before the first prompt there may be files of sub-agents alone, which warm up (2.0.64).
  const told = recording.lines[0]?.value['sessionId'];
  return named ?? (typeof told === 'string' ? told : '');
}

function eventsOf(recording: Recorded): TranscriptEvent[] {
  const id = sessionOf(recording);
  return recording.lines.flatMap(({ text }) => {
    const parsed = parseTranscriptLine(text, id);
    if (!parsed.ok) throw new Error(`${recording.name}: a line ${parsed.why}`);
    return parsed.events;
  });
}

/** The blocks of a kind that stand in the lines, found by walking the JSON and nothing else. */
function blocks(recording: Recorded, kind: string): JsonObject[] {
  return recording.lines.flatMap(({ value }) => {
    if (value['type'] !== 'user' && value['type'] !== 'assistant') return [];
    const message = value['message'];
    const content = isObject(message) ? message['content'] : undefined;
    return Array.isArray(content)
      ? (content as unknown[]).filter(isObject).filter((block) => block['type'] === kind)
      : [];
  });
}

const corpus = recorded();

describe('recorded transcripts', () => {
  it('are enough of both versions', () => {
    expect(corpus.filter(({ name }) => name.startsWith('2.0.20/')).length).toBeGreaterThanOrEqual(20);
    expect(corpus.filter(({ name }) => name.startsWith('2.1.329/')).length).toBeGreaterThanOrEqual(20);
  });

  it.each(corpus)('$name: every call and every result', (recording) => {
    const events = eventsOf(recording);
    const calls = events.filter((event) => event.type === 'call');
    expect(calls.map(({ id, tool, input }) => ({ id, tool, input }))).toEqual(
      blocks(recording, 'tool_use').map(({ id, name, input }) => ({ id, tool: name, input })),
    );
    const results = events.filter((event) => event.type === 'result');
    expect(results.map(({ callId }) => callId)).toEqual(
      blocks(recording, 'tool_result').map((block) => block['tool_use_id']),
    );
    const known = new Set(calls.map(({ id }) => id));
    expect(results.every(({ callId }) => known.has(callId))).toBe(true);
  });

  /** What was answered with no or Esc in the scenario, by the recipes of the corpus. */
  const refusing = /\/(?:answer-no|answer-esc|bash-rm-rf|bash-huge|bash-chain|web-fetch)-/;

  it.each(corpus.filter(({ name }) => refusing.test(name)))('$name: the refusal is one', (recording) => {
    const results = eventsOf(recording).filter((event) => event.type === 'result');
    expect(results.filter(({ refused }) => refused).length).toBeGreaterThanOrEqual(
      blocks(recording, 'tool_result').length > 0 ? 1 : 0,
    );
  });

  it.each(corpus.filter(({ name }) => !/answer-no|answer-esc|interrupted/.test(name)))(
    '$name: a tool that failed is no refusal',
    (recording) => {
      const failed = blocks(recording, 'tool_result').filter((block) => block['is_error'] === true);
      const byTool = failed.filter((block) => !JSON.stringify(block['content']).includes("The user doesn't want"));
      const told = eventsOf(recording).filter((event) => event.type === 'result' && event.failed && !event.refused);
      expect(told).toHaveLength(byTool.length);
    },
  );

  it.each(corpus.filter(({ name }) => /\/(?:bash-simple|write-|edit-|answer-yes|idle-)/.test(name)))(
    '$name: a turn that ended is told with its text',
    (recording) => {
      const last = recording.lines.findLast(
        ({ value }) => value['type'] === 'assistant' && value['isSidechain'] !== true,
      );
      const message = last?.value['message'];
      const ended = isObject(message) && message['stop_reason'] === 'end_turn';
      const ends = eventsOf(recording).filter((event) => event.type === 'turn-ended');
      if (ended) expect(ends.at(-1)?.text).not.toBe('');
      if (ended) expect(ends.length).toBeGreaterThanOrEqual(1);
    },
  );

  it('holds ends of turns, refusals and sub-agents at all', () => {
    const events = corpus.flatMap(eventsOf);
    expect(events.filter((event) => event.type === 'turn-ended').length).toBeGreaterThan(50);
    expect(events.filter((event) => event.type === 'result' && event.refused).length).toBeGreaterThan(20);
    expect(events.filter((event) => event.type === 'call' && event.agent !== undefined).length).toBeGreaterThan(3);
  });
});

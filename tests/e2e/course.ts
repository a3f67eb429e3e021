import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, parseJson } from '../../src/base/json.ts';

/** When things happened in one conversation, by the CLI's own transcript; wall-clock milliseconds. */
interface Course {
  /** `/clear` was taken; undefined where the conversation began with the CLI. */
  readonly clearedMs: number | undefined;
  readonly promptMs: number;
  readonly answeredMs: number;
}

/** Where the time between the tasks of a list goes, milliseconds for each pair of tasks. */
export interface Shares {
  /** From an answer to `/clear`: the turn is seen to end, its result is kept, the next task is made ready, the command is typed. */
  readonly toClear: readonly number[];
  /** From there to the prompt: the new transcript is found, the prompt is typed. */
  readonly toPrompt: readonly number[];
  /** From there to the answer: the work of the CLI and of the API. */
  readonly toAnswer: readonly number[];
}

/** Reads the transcripts of one project, in which each task has one. */
export function sharesOf(folder: string): Shares {
  const courses = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => courseOf(readFileSync(join(folder, name), 'utf8')))
    .sort((a, b) => a.promptMs - b.promptMs);
  const pairs = courses.slice(1).map((course, index) => ({ ...course, before: courses[index]?.answeredMs ?? NaN }));
  return {
    toClear: pairs.flatMap(({ clearedMs, before }) => (clearedMs === undefined ? [] : [clearedMs - before])),
    toPrompt: pairs.flatMap(({ clearedMs, promptMs }) => (clearedMs === undefined ? [] : [promptMs - clearedMs])),
    toAnswer: pairs.map(({ promptMs, answeredMs }) => answeredMs - promptMs),
  };
}

function courseOf(text: string): Course[] {
  let clearedMs: number | undefined;
  let promptMs: number | undefined;
  let answeredMs: number | undefined;
  for (const line of text.split('\n')) {
    const told = parseJson(line);
    if (!isObject(told) || !isObject(told['message']) || typeof told['timestamp'] !== 'string') continue;
    const atMs = Date.parse(told['timestamp']);
    const content = JSON.stringify(told['message']['content']);
    if (told['type'] === 'assistant') answeredMs = atMs;
    else if (told['type'] === 'user' && content.includes('<command-name>/clear')) clearedMs ??= atMs;
    else if (told['type'] === 'user' && content.includes('ask-')) promptMs ??= atMs;
  }
  return promptMs === undefined || answeredMs === undefined ? [] : [{ clearedMs, promptMs, answeredMs }];
}

/** The one in the middle, and the one above which one of ten is, in seconds. */
export function inShort(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): string => ((sorted[Math.floor(part * (sorted.length - 1))] ?? NaN) / 1_000).toFixed(1);
  return `${at(0.5)} s (${at(0.9)} s)`;
}

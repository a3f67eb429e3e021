import type { Json, JsonObject } from '../../base/json.ts';
import { isObject, levelled, parseJson } from '../../base/json.ts';
import { limits } from '../../limits.ts';
import { withoutPasteMarks } from './pasted.ts';
import type { RefusedLine } from './refusal.ts';

/** What one line of a transcript tells. Sub-agents' calls carry the agent's id. */
export type TranscriptEvent =
  | {
      readonly type: 'call';
      readonly id: string;
      readonly tool: string;
      readonly input: JsonObject;
      readonly agent?: string;
      /** It was read by an earlier daemon already. */
      readonly history?: true;
      /** So was its result: nobody waits for it. */
      readonly settled?: true;
      /** Where the CLI stood when it wrote the line: a `cd` of an earlier call lasts. */
      readonly cwd?: string;
    }
  | {
      readonly type: 'result';
      readonly callId: string;
      readonly refused: boolean;
      readonly failed: boolean;
      /** It and its call were read by an earlier daemon already. */
      readonly settled?: true;
      /** What was answered to each question of an AskUserQuestion call. */
      readonly answers?: Readonly<Record<string, string>>;
    }
  /** What a person sent, or pcc in a person's place; nothing that the CLI puts into the user's turn by itself. */
  | {
      readonly type: 'prompt';
      readonly text: string;
      /** As it stands there, where marks of a paste were taken off: versions that write none may have been sent such words. */
      readonly marked?: string;
      readonly at?: string;
    }
  | { readonly type: 'turn-ended'; readonly text: string }
  /** The API refused the main thread's turn, and the CLI has given up; a turn that was refused has not ended. */
  | ({ readonly type: 'refused'; readonly at?: string } & RefusedLine)
  /** Tokens of a message, as far as it has come; each of its lines tells it. */
  | {
      readonly type: 'usage';
      /** Id of the message. */
      readonly message: string;
      /** Set when it is a sub-agent's. */
      readonly agent?: string;
      readonly input: number;
      readonly output: number;
      readonly cacheRead: number;
      readonly cacheWrite: number;
    };

/** A line that was understood as one of this session's, or why it was not. */
export type ParsedLine =
  | {
      readonly ok: true;
      readonly events: readonly TranscriptEvent[];
      readonly lastText?: string;
      /** For lines of the conversation itself: true when it may end here, with words of the assistant and no call. */
      readonly mayEnd?: boolean;
    }
  | { readonly ok: false; readonly foreign: boolean; readonly why: string };

/** How the CLI words a result that stands for "the user said no" (2.0.20 to 2.1.329). */
const refusals = [
  /^The user doesn't want to (?:proceed with this tool use|take this action)/,
  /^\[Request interrupted by user/,
];

/** How the CLI notes in the user's turn that the user pressed Esc. */
const interruption = /^\[Request interrupted by user/;

/**
 * Reads one line. Lines of another session are refused: a foreign line must never name a call of this one. Kinds of lines
 * that say nothing about calls and turns give no events.
 */
export function parseTranscriptLine(line: string, sessionId: string): ParsedLine {
  const value = levelled(parseJson(line) ?? null, limits.transcriptDepthMax);
  if (!isObject(value)) return { ok: false, foreign: false, why: 'is no JSON object' };
  if (value.type !== 'user' && value.type !== 'assistant') return { ok: true, events: [] };
  if (value.sessionId !== sessionId) return { ok: false, foreign: true, why: 'belongs to another session' };
  const message = value.message;
  if (!isObject(message)) return { ok: false, foreign: false, why: 'has no message' };
  return value.type === 'user' ? userLine(value, message) : assistantLine(value, message);
}

function userLine(line: JsonObject, message: JsonObject): ParsedLine {
  const events: TranscriptEvent[] = [];
  const texts: string[] = [];
  for (const block of blocksOf(message.content)) {
    if (block.type === 'tool_result' && typeof block.tool_use_id === 'string') {
      const failed = block.is_error === true;
      const text = textOf(block.content);
      events.push({
        type: 'result',
        callId: block.tool_use_id,
        failed,
        refused: failed && refusals.some((form) => form.test(text)),
        ...answersOf(line.toolUseResult),
      });
    } else if (block.type === 'text' && typeof block.text === 'string') texts.push(block.text);
  }
  if (line.isSidechain === true || line.isMeta === true) return { ok: true, events };
  const text = texts.filter((part) => !ownWords.test(part)).join('\n');
  if (interruption.test(text)) events.push({ type: 'turn-ended', text: '' });
  else if (text !== '' && isPersons(line)) events.push({ type: 'prompt', ...wordsOf(text), ...timeOf(line) });
  return { ok: true, events, mayEnd: false };
}

/**
 * How the CLI words what it puts into the user's turn by itself (names found in 2.0.64 to 2.1.329): each in a tag, save for
 * what a hook said and the summary after a compaction.
 */
const ownWords = new RegExp(
  [
    String.raw`^\s*<(?:[a-z]+-)+(?:notification|reminder|caveat|stdout|stderr|input|output|hook|boilerplate|update|event|result)[\s>]`,
    String.raw`^\s*<(?:command-(?:name|message|args|contents)|(?:[a-z]+-)+message|channel|tick|remote-review|ultraplan)[\s>]`,
    String.raw`^\w+ hook feedback:`,
    String.raw`^This session is being continued from a previous conversation`,
  ].join('|'),
);

function wordsOf(marked: string): { readonly text: string; readonly marked?: string } {
  const text = withoutPasteMarks(marked);
  return text === marked ? { text } : { text, marked };
}

/** Who may stand behind a line that says where it comes from (2.1.329): a person at one of the ways in. */
const personsOrigins = ['human', 'person', 'composer', 'voice-call', 'remote', 'suggestion'];

function isPersons({ isCompactSummary, isVisibleInTranscriptOnly, origin }: JsonObject): boolean {
  if (isCompactSummary === true || isVisibleInTranscriptOnly === true) return false;
  const kind = isObject(origin) ? origin.kind : undefined;
  return typeof kind !== 'string' || personsOrigins.includes(kind);
}

/** 2.0.64 to 2.1.329 write the answers to questions beside their result, each under its question. */
function answersOf(result: Json | undefined): { readonly answers?: Readonly<Record<string, string>> } {
  const answers = isObject(result) ? result.answers : undefined;
  if (!isObject(answers)) return {};
  const texts = Object.entries(answers).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { answers: Object.fromEntries(texts) };
}

/** What a CLI that is resumed writes in the place of the answer that its turn never had (2.0.20 to 2.1.329). */
const unanswered = 'No response requested.';

function assistantLine(line: JsonObject, message: JsonObject): ParsedLine {
  const events: TranscriptEvent[] = [];
  const agent = line.isSidechain === true ? agentOf(line) : undefined;
  let text = '';
  for (const block of blocksOf(message.content)) {
    if (block.type === 'text' && typeof block.text === 'string') text += block.text;
    if (block.type !== 'tool_use' || typeof block.id !== 'string' || typeof block.name !== 'string') continue;
    const input = isObject(block.input) ? block.input : {};
    const cwd = typeof line.cwd === 'string' ? { cwd: line.cwd } : {};
    events.push({
      type: 'call',
      id: block.id,
      tool: block.name,
      input,
      ...(agent === undefined ? {} : { agent }),
      ...cwd,
    });
  }
  const usage = usageOf(message, agent);
  if (usage) events.push(usage);
  if (agent !== undefined) return { ok: true, events };
  // A turn that an API error or a usage limit cut off has not ended: it is to be continued.
  const isRefused = line.isApiErrorMessage === true;
  if (!isRefused && message.model === '<synthetic>' && text.trim() === unanswered)
    return { ok: true, events, mayEnd: false };
  if (isRefused) events.push({ type: 'refused', ...refusedLine(line, text), ...timeOf(line) });
  const stop = isRefused ? undefined : message.stop_reason;
  // What was thought and what was said are two lines, and each may carry the reason why both ended.
  const isThought = text === '' && blocksOf(message.content).some((block) => block.type === 'thinking');
  if (typeof stop === 'string' && stop !== 'tool_use' && !isThought) events.push({ type: 'turn-ended', text });
  const mayEnd = text !== '' && !isRefused && events.every((event) => event.type !== 'call');
  return { ok: true, events, mayEnd, ...(text === '' ? {} : { lastText: text }) };
}

/** When the CLI wrote the line, ISO-8601 UTC: prompts may stand behind what was answered to them (2.1.202). */
function timeOf({ timestamp }: JsonObject): { readonly at?: string } {
  return typeof timestamp === 'string' ? { at: timestamp } : {};
}

/** 2.1.329 has the more exact name beside the one that 2.0.64 began with. */
function refusedLine({ apiError, error, apiErrorStatus }: JsonObject, text: string): RefusedLine {
  const code = typeof apiError === 'string' ? apiError : error;
  return {
    text,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof apiErrorStatus === 'number' ? { status: apiErrorStatus } : {}),
  };
}

function agentOf(line: JsonObject): string {
  return typeof line.agentId === 'string' ? line.agentId : 'sub-agent';
}

function usageOf({ id, usage }: JsonObject, agent: string | undefined): TranscriptEvent | undefined {
  if (!isObject(usage) || typeof id !== 'string') return undefined;
  const count = (key: string): number => {
    const value = usage[key];
    return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
  };
  return {
    type: 'usage',
    message: id,
    ...(agent === undefined ? {} : { agent }),
    input: count('input_tokens'),
    output: count('output_tokens'),
    cacheRead: count('cache_read_input_tokens'),
    cacheWrite: count('cache_creation_input_tokens'),
  };
}

function blocksOf(content: Json | undefined): JsonObject[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return Array.isArray(content) ? (content as readonly Json[]).filter(isObject) : [];
}

function textOf(content: Json | undefined): string {
  return blocksOf(content)
    .map((block) => (typeof block.text === 'string' ? block.text : ''))
    .join('\n');
}

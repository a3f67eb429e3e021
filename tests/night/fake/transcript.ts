import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JsonObject } from '../../../src/base/json.ts';
import { isObject, parseJson } from '../../../src/base/json.ts';
import { projectName } from '../../../src/claude/transcript/places.ts';

/** The version whose screens and lines are played. */
export const playedVersion = '2.1.98';

/** Whose transcript is written. */
export interface TranscriptSpec {
  /** The configuration folder. */
  readonly config: string;
  readonly cwd: string;
  readonly sessionId: string;
}

/** Where a transcript lies. */
export function pathOf({ config, cwd, sessionId }: TranscriptSpec): string {
  return join(config, 'projects', projectName(cwd), `${sessionId}.jsonl`);
}

/** All lines of a transcript that are whole. */
export function linesOf(path: string): JsonObject[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => parseJson(line))
    .filter(isObject);
}

/** True when a transcript holds a conversation, which the CLI can go on with. */
export function holdsConversation(path: string): boolean {
  return linesOf(path).some(({ type }) => type === 'user' || type === 'assistant');
}

/** Writes the lines that 2.1.98 writes; the fields are those of its recordings. */
export class Transcript {
  readonly path: string;
  readonly #spec: TranscriptSpec;
  #parent: string | null = null;
  #promptId = '';

  constructor(spec: TranscriptSpec) {
    this.#spec = spec;
    this.path = pathOf(spec);
    mkdirSync(dirname(this.path), { recursive: true });
  }

  prompt(text: string): void {
    const { sessionId } = this.#spec;
    this.#promptId = randomUUID();
    this.#write({ type: 'permission-mode', permissionMode: 'default', sessionId });
    this.#conversation({
      promptId: this.#promptId,
      type: 'user',
      message: { role: 'user', content: text },
      permissionMode: 'default',
    });
  }

  /** The context was emptied: this transcript is a new one. */
  cleared(): void {
    this.#conversation({
      type: 'user',
      message: {
        role: 'user',
        content:
          '<command-name>/clear</command-name>\n<command-message>clear</command-message>\n<command-args></command-args>',
      },
    });
  }

  /** Words of the assistant; `ends` when the turn is over with them. */
  say(text: string, ends: boolean): void {
    this.#assistant([{ type: 'text', text }], ends ? 'end_turn' : 'tool_use');
  }

  /** A call that waits for its result; gives its id. */
  call(command: string): string {
    const id = `toolu_${randomUUID()}`;
    const input = { command, description: 'Do what was asked for' };
    this.#assistant([{ type: 'tool_use', id, name: 'Bash', input }], 'tool_use');
    return id;
  }

  result(callId: string, content: string, isError: boolean): void {
    this.#conversation({
      promptId: this.#promptId,
      type: 'user',
      message: { role: 'user', content: [{ tool_use_id: callId, type: 'tool_result', content, is_error: isError }] },
      toolUseResult: { stdout: content, stderr: '', interrupted: false, isImage: false, noOutputExpected: false },
    });
  }

  /** The API refused the request. */
  limit(text: string): void {
    this.#conversation({
      type: 'assistant',
      message: {
        id: randomUUID(),
        container: null,
        model: '<synthetic>',
        role: 'assistant',
        stop_reason: 'stop_sequence',
        stop_sequence: '',
        type: 'message',
        usage: { input_tokens: 0, output_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
        content: [{ type: 'text', text }],
        context_management: null,
      },
      error: 'rate_limit',
      isApiErrorMessage: true,
    });
  }

  #assistant(content: readonly JsonObject[], stopReason: string): void {
    this.#conversation({
      message: {
        id: `msg_${randomUUID()}`,
        type: 'message',
        role: 'assistant',
        model: 'claude-sonnet-4-6',
        stop_sequence: null,
        content,
        stop_reason: stopReason,
        usage: { input_tokens: 100, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 12 },
      },
      type: 'assistant',
    });
  }

  #conversation(line: JsonObject): void {
    const { cwd, sessionId } = this.#spec;
    const uuid = randomUUID();
    this.#write({
      parentUuid: this.#parent,
      isSidechain: false,
      ...line,
      uuid,
      timestamp: new Date().toISOString(),
      userType: 'external',
      entrypoint: 'cli',
      cwd,
      sessionId,
      version: playedVersion,
      gitBranch: 'HEAD',
    });
    this.#parent = uuid;
  }

  /** One write a line: a kill leaves whole lines. */
  #write(line: JsonObject): void {
    appendFileSync(this.path, `${JSON.stringify(line)}\n`);
  }
}

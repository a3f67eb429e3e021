import { randomBytes } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { MessageReply, Reply } from '../claude/lab/script.ts';
import { ownUuid, says } from '../claude/lab/script.ts';
import type { ScriptedApi } from '../claude/lab/scriptedApi.ts';
import { startScriptedApi } from '../claude/lab/scriptedApi.ts';
import type { Sighting } from './proof.ts';
import { wordsHeld, wordsIn } from './proof.ts';
import { until } from './until.ts';

/** Only the one that is answered is looked at. */
const requestsKept = 16;

/** What the API says to a task, turn by turn. */
export type Answer = (turn: number) => Reply;

/**
 * The API that all CLIs of a run talk to: it answers each task by the word in its prompt, and remembers what it was asked, when, and
 * with which other words in the conversation.
 */
export class Lab {
  /** All words of this run begin so. */
  readonly mark: string;
  /** In the order in which they came. */
  readonly seen: Sighting[] = [];
  readonly #clock: Clock;
  readonly #answers = new Map<string, Answer>();
  #api: ScriptedApi | undefined;

  private constructor(clock: Clock) {
    this.#clock = clock;
    // A letter first: a word of its own in every text.
    this.mark = `w${randomBytes(4).toString('hex')}`;
  }

  /** Starts it on loopback. */
  static async open(clock: Clock): Promise<Lab> {
    const lab = new Lab(clock);
    // What is to be known of a request is noted as it comes; all of them would fill the memory.
    lab.#api = await startScriptedApi(({ turn }, typed) => lab.#reply(turn, typed), 0, requestsKept);
    return lab;
  }

  get url(): string {
    return this.#api?.url ?? '';
  }

  /** The words of so many tasks: `<mark>-<name>-1` and so on; a name is of small letters. */
  words(name: string, count: number): string[] {
    return Array.from({ length: count }, (_, index) => `${this.mark}-${name}-${index + 1}`);
  }

  /** Has the API say something else to the task with this word. */
  answer(word: string, answer: Answer): void {
    this.#answers.set(word, answer);
  }

  /** Lets answers held by this gate go on. */
  open(gate: string): void {
    this.#api?.open(gate);
  }

  /** Waits until the turn of the task with this word has begun at the API. @throws PccError `timeout`. */
  async asked(word: string): Promise<void> {
    await until(this.#clock, `the prompt of '${word}' at the API`, () => this.begunMs(word) !== undefined);
  }

  /** When the turn of a task began at the API, wall-clock milliseconds. */
  begunMs(word: string): number | undefined {
    return this.seen.find((one) => one.word === word && one.turn === 0)?.atMs;
  }

  async close(): Promise<void> {
    await this.#api?.close();
  }

  #reply(turn: number, typed: string): Reply {
    // The request that is answered is the last that came: both happen at once.
    const body = this.#api?.requests.at(-1)?.body;
    const word = wordsIn(typed, this.mark).at(-1);
    this.seen.push({ word, held: wordsHeld(body, this.mark), turn, atMs: this.#clock.wallMs() });
    if (word === undefined) return says('Nothing is scripted for this.');
    return this.#answers.get(word)?.(turn) ?? messageAnswer(word);
  }
}

/** The word as a text that brings the task's uuid back. */
export function messageAnswer(word: string, text = `The word is ${word}.`): MessageReply {
  return says(`${text}\n\nexecution_uuid: ${ownUuid}`);
}

/** The usual object. */
export function objectAnswer(result: unknown): Reply {
  const object = { result, files_created: [], files_modified: [], summary: 'It was said.', execution_uuid: ownUuid };
  return says(JSON.stringify(object));
}

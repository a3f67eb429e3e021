import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { isObject } from '../../../src/base/json.ts';
import type { Key } from './keys.ts';
import { Keys } from './keys.ts';
import type { Stage } from './plan.ts';
import { lastWordsOf, nothingToContinue, stagesOf, unwrittenMs } from './plan.ts';
import type { Entry, Scene } from './screen.ts';
import { dialogRows, draw, spin, spinnerRowsUp, title } from './screen.ts';
import { holdsConversation, linesOf, pathOf, playedVersion, Transcript } from './transcript.ts';

/**
 * A stand-in for the CLI, for volume: it draws what 2.1.98 draws as far as pcc looks at it, reads keys, and writes the transcript
 * that 2.1.98 writes. What it does is written in its prompts, see `plan.ts`. What happened to it is in `journal.jsonl` in the
 * folder of this program, one line each. That it looks like the real one is checked by `fakeClaude.test.ts`.
 */

/** What is left of a turn that was cut off, kept beside the transcript so that it can be continued. */
interface Unfinished {
  readonly prompt: string;
  /** Index of the stage that is to be played next. */
  readonly at: number;
}

const folder = dirname(fileURLToPath(import.meta.url));
const configFolder = process.env.CLAUDE_CONFIG_DIR ?? join(process.env.HOME ?? homedir(), '.claude');

class FakeClaude {
  readonly #cwd = process.cwd();
  readonly #keys = new Keys();
  #sessionId: string;
  #transcript: Transcript;
  #entries: Entry[] = [];
  #scene: Scene = { shows: 'box', draft: '' };
  #unfinished: Unfinished | undefined;
  /** The prompt whose stages are played now. */
  #queued: string[] = [];
  #running = false;
  #turns = 0;
  #chosen: ((row: number) => void) | undefined;
  #wake: (() => void) | undefined;
  #interrupted = false;

  constructor(sessionId: string) {
    this.#sessionId = sessionId;
    this.#transcript = this.#open();
  }

  start(args: readonly string[]): void {
    this.#journal('start', args.join(' '));
    this.#entries = historyOf(linesOf(this.#transcript.path));
    process.stdin.setRawMode(true);
    process.stdin.setEncoding('utf8');
    process.stdin.on('data', (data: string) => {
      for (const key of this.#keys.take(data)) this.#pressed(key);
    });
    process.stdout.on('resize', () => {
      this.#draw();
    });
    process.stdout.write('\u001b[?2004h\u001b[?1004h\u001b[?25l');
    this.#draw();
  }

  #open(): Transcript {
    const spec = { config: configFolder, cwd: this.#cwd, sessionId: this.#sessionId };
    this.#unfinished = this.#restore(pathOf(spec));
    return new Transcript(spec);
  }

  /** A turn whose last words stand in the transcript has not been cut off, whatever the file beside it says. */
  #restore(path: string): Unfinished | undefined {
    const file = this.#unfinishedFile();
    const left = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Unfinished) : undefined;
    if (left?.prompt === '') return undefined;
    return left && linesOf(path).some((line) => JSON.stringify(line).includes(lastWordsOf(left.prompt)))
      ? undefined
      : left;
  }

  #unfinishedFile(): string {
    return join(folder, `${this.#sessionId}.unfinished.json`);
  }

  #keep(unfinished: Unfinished | undefined): void {
    this.#unfinished = unfinished;
    const file = this.#unfinishedFile();
    writeFileSync(`${file}.new`, JSON.stringify(unfinished ?? { prompt: '', at: 0 }));
    renameSync(`${file}.new`, file);
  }

  #pressed(key: Key): void {
    switch (this.#scene.shows) {
      case 'box':
      case 'busy':
        this.#typed(key, this.#scene);
        break;
      case 'dialog':
      case 'limit-menu':
        this.#answered(key, this.#scene);
        break;
    }
  }

  #typed(key: Key, scene: Extract<Scene, { draft: string }>): void {
    switch (key.key) {
      case 'text':
        this.#scene = { ...scene, draft: scene.draft + key.text };
        break;
      case 'enter':
        if (scene.draft.trim() === '') return;
        this.#scene = { ...scene, draft: '' };
        this.#sent(scene.draft);
        break;
      case 'escape':
        if (scene.shows === 'busy') {
          this.#journal('interrupt', '');
          this.#interrupted = true;
          this.#wake?.();
        }
        break;
      case 'interrupt':
        this.#scene = { ...scene, draft: '' };
        break;
      case 'up':
      case 'down':
        break;
    }
    this.#draw();
  }

  #answered(key: Key, scene: Extract<Scene, { row: number }>): void {
    if (key.key === 'text') {
      const row = Number(key.text) - 1;
      if (row === 0 || row === 1) this.#choose(row, key.text);
      else this.#journal('stray', key.text);
    } else if (key.key === 'enter') this.#choose(scene.row, 'enter');
    else if (key.key === 'escape') this.#choose(-1, 'escape');
    else if (key.key === 'up' || key.key === 'down') {
      this.#scene = { ...scene, row: key.key === 'up' ? 0 : 1 };
      this.#draw();
    } else this.#journal('stray', key.key);
  }

  #choose(row: number, key: string): void {
    this.#journal('key', `${key} for ${this.#scene.shows === 'dialog' ? this.#scene.command : this.#scene.shows}`);
    const chosen = this.#chosen;
    this.#chosen = undefined;
    chosen?.(row);
  }

  #sent(text: string): void {
    if (text.trim() === '/clear') this.#clear();
    else if (this.#running) this.#queued.push(text);
    else void this.#turn(text);
  }

  /** A new transcript is begun, as 2.1.98 does. */
  #clear(): void {
    this.#journal('clear', this.#sessionId);
    this.#sessionId = randomUUID();
    this.#entries = [];
    this.#transcript = this.#open();
    this.#transcript.cleared();
  }

  async #turn(text: string): Promise<void> {
    this.#running = true;
    this.#interrupted = false;
    this.#entries.push({ by: 'prompt', text });
    this.#busy();
    // A kill in between leaves a prompt that was seen at work and stands nowhere.
    await new Promise((written) => setTimeout(written, unwrittenMs(text)));
    this.#transcript.prompt(text);
    this.#journal('prompt', text);
    const stages = stagesOf(text);
    if (stages) this.#keep({ prompt: text, at: 0 });
    const work = this.#unfinished;
    if (work) await this.#play(work);
    else {
      await this.#work(100);
      this.#say(nothingToContinue, true);
    }
    this.#running = false;
    const next = this.#queued.shift();
    if (next !== undefined) void this.#turn(next);
  }

  async #play({ prompt, at }: Unfinished): Promise<void> {
    const stages = stagesOf(prompt) ?? [];
    for (let index = at; index < stages.length; index++) {
      const stage = stages[index];
      if (stage && !(await this.#stage(stage, { prompt, at: index }))) {
        this.#rest();
        return;
      }
      this.#keep({ prompt, at: index + 1 });
    }
    this.#say(lastWordsOf(prompt), true);
    this.#keep(undefined);
    this.#journal('done', prompt);
  }

  /** Plays one stage; false where it cut the turn off. */
  async #stage(stage: Stage, here: Unfinished): Promise<boolean> {
    switch (stage.do) {
      case 'work':
        await this.#work(stage.ms);
        return !this.#interrupted;
      case 'until':
        await this.#work(stage.at - Date.now());
        return !this.#interrupted;
      case 'ask':
        return this.#ask(stage.command);
      case 'limit':
        // It comes once: what continues the turn goes on behind it.
        this.#keep({ ...here, at: here.at + 1 });
        await this.#limit(stage.at);
        return false;
      case 'crash':
        this.#keep({ ...here, at: here.at + 1 });
        this.#journal('crash', String(stage.code));
        process.exit(stage.code);
    }
  }

  async #ask(command: string): Promise<boolean> {
    const id = this.#transcript.call(command);
    const row = await this.#choice({ shows: 'dialog', command, row: 0 });
    const allowed = dialogRows[row] === 'Yes';
    this.#transcript.result(
      id,
      allowed ? 'ok' : "The user doesn't want to proceed with this tool use. The tool use was rejected.",
      !allowed,
    );
    this.#entries.push({ by: 'call', text: command, result: allowed ? 'ok' : 'No' });
    if (allowed) this.#busy();
    return allowed;
  }

  /** The API refuses until the reset, whoever asks. Its words leave out the seconds, as the real ones do. */
  async #limit(resetsMs: number): Promise<void> {
    const text = `You've hit your session limit · resets ${clockWords(new Date(resetsMs))} (UTC)`;
    this.#transcript.limit(text);
    this.#journal('limit', new Date(resetsMs).toISOString());
    this.#entries.push({ by: 'failure', text });
    const row = await this.#choice({ shows: 'limit-menu', row: 0 });
    this.#journal('menu', String(row));
  }

  #choice(scene: Extract<Scene, { row: number }>): Promise<number> {
    return new Promise((chosen) => {
      this.#chosen = chosen;
      this.#scene = scene;
      this.#draw();
    });
  }

  async #work(ms: number): Promise<void> {
    const until = Date.now() + ms;
    for (let turn = 1; Date.now() < until && !this.#interrupted; turn++) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(spinEveryMs, until - Date.now()));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (this.#scene.shows === 'busy') process.stdout.write(title(true, turn) + spin(turn, spinnerRowsUp));
    }
  }

  #say(text: string, ends: boolean): void {
    this.#entries.push({ by: 'assistant', text });
    this.#transcript.say(text, ends);
    this.#rest();
  }

  #busy(): void {
    this.#scene = { shows: 'busy', draft: '' };
    this.#draw();
  }

  /** The input box is free, with what was typed meanwhile. */
  #rest(): void {
    this.#scene = { shows: 'box', draft: this.#scene.shows === 'busy' ? this.#scene.draft : '' };
    this.#draw();
  }

  #draw(): void {
    const { columns: cols, rows } = process.stdout;
    const scene = this.#scene;
    this.#entries = this.#entries.slice(-entriesKept);
    process.stdout.write(
      title(scene.shows === 'busy', ++this.#turns) +
        draw({ cols, rows, cwd: this.#cwd, entries: this.#entries, scene }),
    );
  }

  #journal(what: string, text: string): void {
    const line = { at: Date.now(), pid: process.pid, session: this.#sessionId, what, text };
    appendFileSync(join(folder, 'journal.jsonl'), `${JSON.stringify(line)}\n`);
  }
}

const spinEveryMs = 200;
const entriesKept = 12;

function clockWords(date: Date): string {
  const hours = date.getUTCHours();
  const minutes = date.getUTCMinutes();
  const tail = minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`;
  return `${hours % 12 === 0 ? 12 : hours % 12}${tail}${hours < 12 ? 'am' : 'pm'}`;
}

/** What a resumed session shows of its conversation. */
function historyOf(lines: readonly JsonObject[]): Entry[] {
  return lines.flatMap(({ type, message, isApiErrorMessage }): Entry[] => {
    const content = isObject(message) ? message.content : undefined;
    if (type === 'user') return typeof content === 'string' ? [{ by: 'prompt', text: content }] : [];
    const [block] = Array.isArray(content) ? (content as readonly Json[]) : [];
    if (type !== 'assistant' || !isObject(block) || typeof block.text !== 'string') return [];
    return [{ by: isApiErrorMessage === true ? 'failure' : 'assistant', text: block.text }];
  });
}

function optionOf(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args[at + 1];
}

/** Why the CLI would not start with these arguments; undefined where it does. */
function refusal(resumed: string | undefined, named: string | undefined): string | undefined {
  const spec = { config: configFolder, cwd: process.cwd() };
  if (resumed !== undefined && !holdsConversation(pathOf({ ...spec, sessionId: resumed })))
    return `No conversation found with session ID: ${resumed}`;
  if (resumed === undefined && named !== undefined && existsSync(pathOf({ ...spec, sessionId: named })))
    return `Error: Session ID ${named} is already in use.`;
  return undefined;
}

function main(args: readonly string[]): void {
  if (args.includes('--version')) {
    process.stdout.write(`${playedVersion} (Claude Code)\n`);
    return;
  }
  const resumed = optionOf(args, '--resume');
  const named = optionOf(args, '--session-id');
  const why = refusal(resumed, named);
  if (why !== undefined) {
    process.stderr.write(`${why}\n`);
    process.exit(1);
  }
  new FakeClaude(resumed ?? named ?? randomUUID()).start(args);
}

main(process.argv.slice(2));

import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { pause } from '../../base/clock.ts';
import { isObject, parseJson } from '../../base/json.ts';
import { projectName } from '../../claude/transcript/places.ts';
import { limits } from '../../limits.ts';
import { readCast } from '../../terminal/recording/reader.ts';

/** What the player works with. */
export interface PlayerParts {
  readonly cast: string;
  /** The id under which the transcript is written. */
  readonly sessionId: string;
  /** Folder of the session; it takes the place of the recorded one in the transcript. */
  readonly cwd: string;
  /** The CLI's configuration folder, where the transcript goes. */
  readonly config: string;
  readonly clock: Clock;
  readonly input: AsyncIterable<Buffer | string>;
  readonly output: { write(text: string): unknown };
}

/**
 * Plays a recorded session in place of the CLI: writes what it wrote, at its pace (long waits are cut short), writes its
 * transcript along, and where the recording has a person's input it waits until exactly that was typed.
 */
export async function play(parts: PlayerParts): Promise<void> {
  const typed = new Typed(parts.input);
  const transcript = transcriptPlayer(parts);
  let lastS = 0;
  let isReply = false;
  for await (const piece of readCast(parts.cast)) {
    if (!('event' in piece)) continue;
    const { atS, code, data } = piece.event;
    if (code === 'm') isReply = data.startsWith('input:reply');
    if (code === 'i' && !isReply) {
      await typed.until(data);
    } else if (code === 'o') {
      await pause(parts.clock, Math.min((atS - lastS) * 1_000, limits.demoPauseMsMax));
      transcript(atS);
      parts.output.write(data);
    }
    lastS = atS;
  }
  transcript(Number.POSITIVE_INFINITY);
}

/** The player as a process of its own, in the PTY where the CLI would be; `stays`: at the end it shows its last screen until it is ended. */
export async function runPlayer(cast: string, sessionId: string, clock: Clock, stays: boolean): Promise<void> {
  const { stdin, stdout, env } = process;
  if (stdin.isTTY) stdin.setRawMode(true);
  const config = env['CLAUDE_CONFIG_DIR'] ?? process.cwd();
  await play({ cast, sessionId, cwd: process.cwd(), config, clock, input: stdin, output: stdout });
  // Its open input keeps the process alive.
  if (!stays) process.exit(0);
}

/** The text of the first thing that a person typed in a recording: the task of the demo. */
export async function recordedTask(cast: string): Promise<string> {
  let isReply = false;
  for await (const piece of readCast(cast)) {
    if (!('event' in piece)) continue;
    const { code, data } = piece.event;
    if (code === 'm') isReply = data.startsWith('input:reply');
    if (code === 'i' && !isReply) return data.replace(/^\u001b\[200~|\u001b\[201~$/g, '');
  }
  return '';
}

/** What was typed and not waited for yet. */
class Typed {
  #text = '';
  #wake: () => void = () => undefined;

  constructor(input: PlayerParts['input']) {
    void this.#listen(input);
  }

  /** Resolves once the text was typed, and takes it out of what was. */
  async until(text: string): Promise<void> {
    for (;;) {
      const at = this.#text.indexOf(text);
      if (at >= 0) {
        this.#text = this.#text.slice(at + text.length);
        return;
      }
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }

  async #listen(input: PlayerParts['input']): Promise<void> {
    for await (const chunk of input) {
      this.#text += chunk.toString();
      this.#wake();
    }
  }
}

/** Writes the recorded transcript up to a moment, as if this session had made it in its own folder. */
function transcriptPlayer(parts: PlayerParts): (untilS: number) => void {
  const beside = `${parts.cast.replace(/\.cast(?:\.gz)?$/, '')}.transcript.jsonl`;
  const lines = existsSync(beside) ? readFileSync(beside, 'utf8').split('\n').map(lineOf) : [];
  const left = lines.filter((line) => line !== undefined);
  const file = join(parts.config, 'projects', projectName(parts.cwd), `${parts.sessionId}.jsonl`);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return (untilS) => {
    for (let next = left[0]; next && next.t <= untilS; next = left[0]) {
      left.shift();
      appendFileSync(file, `${JSON.stringify(moved(next.value, parts))}\n`, { mode: 0o600 });
    }
  };
}

function lineOf(text: string): { t: number; value: object } | undefined {
  const recorded = parseJson(text);
  if (!isObject(recorded) || typeof recorded.t !== 'number' || typeof recorded.line !== 'string') return undefined;
  const value = parseJson(recorded.line);
  return isObject(value) ? { t: recorded.t, value } : undefined;
}

/** The line with this session's id, and its folder wherever the recorded one stands. */
function moved(line: object, parts: PlayerParts): unknown {
  const { cwd, sessionId } = line as { cwd?: unknown; sessionId?: unknown };
  const swap = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const here = typeof cwd === 'string' ? value.replaceAll(cwd, parts.cwd) : value;
      return typeof sessionId === 'string' ? here.replaceAll(sessionId, parts.sessionId) : here;
    }
    if (Array.isArray(value)) return value.map(swap);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, swap(inner)]));
  };
  return swap(line);
}

import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { PccError, sentenceOf, systemCode } from '../../base/errors.ts';
import type { World } from '../../policy/judge.ts';
import { redact } from '../../policy/redact.ts';
import type { Action, Verdict } from '../../policy/verdict.ts';
import type { Words } from '../../screen/words.ts';
import { readCast } from '../../terminal/recording/reader.ts';
import { wordsFor } from '../replay.ts';
import type { ShownDialog } from '../replay/decision.ts';
import { judgedCall } from '../replay/decision.ts';
import { Playing } from '../replay/playing.ts';
import type { RecordedTranscript } from '../replay/transcript.ts';
import { recordedTranscript, unknownFolder } from '../replay/transcript.ts';
import { defaultWorld } from '../world.ts';
import type { Answers, Change, ChangeRow, RuleChange } from './changes.ts';
import { Changes, noAnswers } from './changes.ts';
import { subjectOf } from './subject.ts';
import { WorldMaker } from './worlds.ts';

/** Which recordings are to be judged anew. */
export interface RecordingsRequest {
  readonly home: string;
  /** Folder of asciicast recordings, also packed, also below it. */
  readonly folder: string;
  readonly candidate?: string;
  /** Told of each recording that was played. */
  readonly progress: (done: number, of: number) => void;
}

/** What the rules make of what recordings show. */
export interface RecordingsReport {
  readonly files: number;
  /** Recordings that could not be read, each with its sentence. */
  readonly unread: readonly { readonly file: string; readonly why: string }[];
  /** Permission dialogs in them. */
  readonly dialogs: number;
  readonly now: Readonly<Record<Action, number>>;
  readonly changes: Readonly<Record<Change, Answers>>;
  readonly rules: readonly RuleChange[];
  readonly rows: readonly ChangeRow[];
  readonly unlisted: number;
  readonly problems: readonly string[];
}

/**
 * Plays all recordings of a folder and judges what their dialogs ask: by the rules in force, compared with the shipped ones alone;
 * or with a candidate, compared with the rules in force.
 *
 * @throws PccError `not_found` where there is no recording, `invalid_input` about the candidate.
 */
export async function backtestRecordings(request: RecordingsRequest): Promise<RecordingsReport> {
  const { home, folder, candidate, progress } = request;
  const files = recordingsIn(folder);
  const test = new RecordingsTest(new WorldMaker(home, candidate), wordsFor({ home }), folder);
  for (const [index, file] of files.entries()) {
    await test.take(file);
    progress(index + 1, files.length);
  }
  return test.report(files.length);
}

class RecordingsTest {
  readonly #worlds: WorldMaker;
  readonly #words: Words;
  readonly #folder: string;
  readonly #changes = new Changes();
  readonly #now = { approve: 0, 'ask-brain': 0, escalate: 0 };
  readonly #unread: { file: string; why: string }[] = [];
  #dialogs = 0;

  constructor(worlds: WorldMaker, words: Words, folder: string) {
    this.#worlds = worlds;
    this.#words = words;
    this.#folder = folder;
  }

  async take(file: string): Promise<void> {
    const witness = recordedTranscript(file);
    let playing: Playing | undefined;
    try {
      for await (const piece of readCast(file)) {
        if ('event' in piece) playing?.play(piece.event);
        if (!('header' in piece)) continue;
        playing = new Playing({
          header: piece.header,
          witness,
          words: this.#words,
          decide: (shown) => this.#judge(shown, witness, file),
          tell: () => undefined,
        });
      }
      playing?.finish();
    } catch (error) {
      if (!(error instanceof PccError)) throw error;
      this.#unread.push({ file: relative(this.#folder, file), why: sentenceOf(error) });
    } finally {
      playing?.dispose();
    }
  }

  report(files: number): RecordingsReport {
    return {
      files,
      unread: this.#unread,
      dialogs: this.#dialogs,
      now: { ...this.#now },
      ...this.#changes.told(),
      problems: this.#worlds.problems,
    };
  }

  #judge(shown: ShownDialog, witness: RecordedTranscript | undefined, file: string): Verdict & { readonly keys: '' } {
    const { reading, t } = shown;
    const { present, candidate } = this.#worlds.forProject(witness?.cwd ?? unknownFolder);
    const nobody = { risk: 'MEDIUM', action: 'escalate', rules: [], reasons: [], keys: '' } as const;
    if (reading.state !== 'permission') return nobody;
    const judged = (world: World): ReturnType<typeof judgedCall> => judgedCall(reading, shown, witness, world);
    const { call, verdict: now } = judged(candidate ?? present);
    const { verdict: was } = judged(candidate ? present : defaultWorld());
    this.#dialogs++;
    this.#now[now.action]++;
    const subject = redact(call ? subjectOf(call) : reading.subject);
    const where = `${relative(this.#folder, file)}:${t.toFixed(1)}s`;
    this.#changes.add({
      key: subject,
      tool: reading.tool,
      subject,
      where,
      was,
      now,
      answers: { ...noAnswers, count: 1 },
    });
    return { ...now, keys: '' };
  }
}

function recordingsIn(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    const why = systemCode(error) === 'ENOENT' ? 'does not exist' : `cannot be read (${sentenceOf(error)})`;
    throw new PccError('not_found', `'${folder}' ${why}; give a folder of recordings.`);
  }
  const files = names.filter((name) => /\.cast(?:\.gz)?$/.test(name)).sort();
  if (files.length === 0) throw new PccError('not_found', `'${folder}' holds no recordings (*.cast, *.cast.gz).`);
  return files.map((name) => join(folder, name));
}

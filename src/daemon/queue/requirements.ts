import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { PccError } from '../../base/errors.ts';
import { whyUntypeable } from '../../base/typeable.ts';
import { limits } from '../../limits.ts';

/**
 * Gives back a task that the input box takes as words for Claude: its first character must not switch the mode of the box.
 * After `!` the CLI would run the rest in a shell and ask nobody. A person may give a command of the CLI (`/…`), a file may not.
 * Nor may it hold keys: they are never typed, so that the box would never show the text as it was given.
 *
 * @throws PccError `invalid_input`; `what` begins its sentence.
 */
export function checkTaskStart(text: string, what: string, from: 'person' | 'file'): string {
  // What is left out when a text is typed must not hide the first character that counts.
  const first = /^[\s\p{Cc}]*([!#&/])/u.exec(text)?.[1];
  if (first === undefined || (first === '/' && from === 'person')) {
    const why = whyUntypeable(text);
    if (why === undefined) return text;
    throw new PccError('invalid_input', `${what} ${why}.`);
  }
  throw new PccError(
    'invalid_input',
    `${what} begins with '${first}', which switches the mode of the CLI's input box; begin it with a word.`,
  );
}

/**
 * Gives back a task whose `@` mentions are all of files that Claude may read unasked: the CLI reads what is mentioned by itself,
 * with no call that could be judged. A requirements file may come with the project, so that a plain file inside is all it may
 * name; a person who sends a task may name any. `own`: what the person mentioned from whose words the text was made.
 *
 * @throws PccError `invalid_input`; `what` begins its sentence.
 */
export function checkMentions(
  text: string,
  what: string,
  mayMention: (path: string) => boolean,
  own: ReadonlySet<string> = new Set(),
): string {
  for (const { mention, name, bare } of mentionsIn(text)) {
    const forms = [name, bare].filter((form) => form !== '');
    if (own.has(bare || name) || (!name.includes(':') && forms.every(mayMention))) continue;
    throw new PccError(
      'invalid_input',
      `${what} mentions '${mention}', which the CLI would read without asking; name a file inside the project that is no secret, or, if the words are your own, give them to \`pcc send\` or \`pcc run --allow-mentions\`.`,
    );
  }
  return text;
}

/** What a text mentions, each without what may end a sentence. */
export function mentionedIn(text: string): ReadonlySet<string> {
  return new Set(mentionsIn(text).map(({ name, bare }) => bare || name));
}

interface Mention {
  /** As it is written. */
  readonly mention: string;
  readonly name: string;
  /** The CLI leaves out what ends a sentence. */
  readonly bare: string;
}

function mentionsIn(text: string): Mention[] {
  // A sign within a word is an address.
  const found = text.matchAll(/(?<![\p{L}\p{N}_])@(?:"([^"]*)"?|(\S+))/gu);
  return Array.from(found, ([mention, quoted, plain = '']) => {
    const name = (quoted ?? plain).replace(/#.*$/, '');
    return { mention, name, bare: name.replace(/[^\p{L}\p{N}_]+$/u, '') };
  });
}

/** The names under which a project may keep its requirements; the first that is there counts. */
const requirementsNames = ['requirements.md', 'REQUIREMENTS.md'];

/**
 * The requirements that a project itself holds, cut to a limit; '' where there are none, or none that can be read. A link is
 * not followed: it could lead to what no brain may be told.
 */
export function projectRequirements(folder: string): string {
  for (const name of requirementsNames) {
    const text = beginningOf(join(folder, name));
    if (text !== undefined) return text;
  }
  return '';
}

function beginningOf(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    if (!fstatSync(file).isFile()) return undefined;
    const buffer = Buffer.alloc(limits.requirementsCharsMax);
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, 0));
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
}

import { limits } from '../limits.ts';

const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
const controlsExceptReturn = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
/** Marks that change the order or hide characters: bidi, zero width, soft hyphen, variation selectors, tags, fillers. */
const invisible =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;
const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
/** Blanks that look like a space and are none to the shell. */
const foreignBlanks = /[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000]/;
/** Letters that look like ASCII and are not: full width and mathematical forms. */
const lookAlikes = /[\uff01-\uff5e\u{1d400}-\u{1d7ff}]/u;
const mixedScripts =
  /[A-Za-z0-9][\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u13a0-\u13ff\uab30-\uabbf]|[\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u13a0-\u13ff\uab30-\uabbf][A-Za-z0-9]/;
const blankRun = new RegExp(`[ \\t\\r\\n\\u000b\\u000c]{${String(limits.blankRunMax + 1)},}`);
/** Where a nested script or a here-document begins. */
const nestedScript = /[$<>]\(|`|<</g;
const plain = /^[\x20-\x7e\n\t]*$/;

/** Why a command must not even be parsed, or undefined: its text can show something else than what runs. */
export function commandTextProblem(text: string): string | undefined {
  if (text.length > limits.commandBytesMax) return `The command is longer than ${limits.commandBytesMax} bytes.`;
  if (blankRun.test(text))
    return `The command holds a run of more than ${limits.blankRunMax} blanks, which can hide a part.`;
  if ((text.match(nestedScript)?.length ?? 0) > limits.commandsMax) {
    return `The command holds more than ${limits.commandsMax} nested commands.`;
  }
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text)) return 'The command ends in a backslash: more was meant to follow.';
  if (plain.test(text)) return undefined;
  if (new TextEncoder().encode(text).length > limits.commandBytesMax) {
    return `The command is longer than ${limits.commandBytesMax} bytes.`;
  }
  return shortTextProblem(text);
}

/** The same for a path, a URL or a name: no line breaks either. */
export function nameTextProblem(text: string): string | undefined {
  if (/[\n\t]/.test(text)) return 'A name holds a line break or a tab.';
  if (blankRun.test(text)) return 'A name holds a long run of blanks.';
  return plain.test(text) ? undefined : shortTextProblem(text);
}

/** Why the content of a file deserves a look, or undefined: marks that make a reader see another order of characters. */
export function contentTextProblem(text: string): string | undefined {
  if (bidi.test(text)) return 'The content holds marks that reorder text.';
  if (controlsExceptReturn.test(text)) return 'The content holds control characters.';
  return undefined;
}

/** Emoji as people write them: a picture, perhaps with its colour mark, perhaps joined to others. */
const emoji = /\p{Extended_Pictographic}\ufe0f?(?:\u200d\p{Extended_Pictographic}\ufe0f?)*/gu;

function shortTextProblem(whole: string): string | undefined {
  const text = whole.replace(emoji, '');
  if (controls.test(text)) return 'The text holds control characters.';
  if (invisible.test(text)) return 'The text holds invisible or reordering characters.';
  if (foreignBlanks.test(text)) return 'The text holds blanks that are no blanks to the shell.';
  if (lookAlikes.test(text)) return 'The text holds letters that imitate others.';
  if (mixedScripts.test(text)) return 'A word mixes letters of different scripts.';
  if (/[\ud800-\udfff]/u.test(text)) return 'The text is not well-formed Unicode.';
  return undefined;
}

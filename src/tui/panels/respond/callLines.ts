import type { Result } from '../../../api/methods.ts';
import { oneLine } from '../../../face/text/text.ts';
import type { Ink } from '../../ink.ts';
import type { Line } from '../../scene.ts';
import { span } from '../../scene.ts';
import { wrapLine, wrapText } from '../../view/box.ts';

/** The whole call that a human decides on, as lines: nothing of it is left out. */

type Call = NonNullable<Result<'pending.call'>['call']>;
type Value = Call['input'][string];

/** Wrapped once for each width: a file of ten thousand lines is looked at in many frames. */
const known = new WeakMap<Call, { readonly cols: number; readonly lines: readonly Line[] }>();

/** What a call would do: a command, the diff of an edit, the text of a file, or its input as it is. */
export function callLines(call: Call, cols: number): readonly Line[] {
  const before = known.get(call);
  if (before?.cols === cols) return before.lines;
  const lines = linesOf(call, cols);
  known.set(call, { cols, lines });
  return lines;
}

function linesOf({ tool, input, cwd }: Call, cols: number): Line[] {
  const main = mainOf(tool, input);
  const shown = main?.lines(cols) ?? [];
  const others = Object.entries(input).filter(([name]) => !(main?.names ?? []).includes(name));
  return [
    ...shown,
    ...(shown.length > 0 && others.length > 0 ? [[]] : []),
    ...others.flatMap(([name, value]) => valueLines(name, value, cols)),
    ...(cwd === undefined ? [] : wrapLine([span('in '), span(oneLine(cwd), 'dim')], cols)),
  ];
}

interface Main {
  /** The fields of the input that are shown by `lines`. */
  readonly names: readonly string[];
  readonly lines: (cols: number) => Line[];
}

/** What matters most in the input of a tool that is known; undefined for the others, or an input that is not made so. */
function mainOf(tool: string, input: Call['input']): Main | undefined {
  const text = (name: string): string | undefined => {
    const value = input[name];
    return typeof value === 'string' ? value : undefined;
  };
  const path = text('file_path') ?? text('notebook_path');
  switch (tool) {
    case 'Bash': {
      const command = text('command');
      return command === undefined
        ? undefined
        : { names: ['command'], lines: (cols) => wrapText(command, cols, 'strong') };
    }
    case 'Edit': {
      const [before, after] = [text('old_string'), text('new_string')];
      if (path === undefined || before === undefined || after === undefined) return undefined;
      return {
        names: ['file_path', 'old_string', 'new_string'],
        lines: (cols) => [...pathLines(path, cols), ...changeLines(before, after, cols)],
      };
    }
    case 'MultiEdit': {
      const edits = editsOf(input['edits']);
      if (path === undefined || !edits) return undefined;
      return {
        names: ['file_path', 'edits'],
        lines: (cols) => [
          ...pathLines(path, cols),
          ...edits.flatMap(([before, after], index) => [
            [span(`@@ change ${index + 1} of ${edits.length} @@`, 'hint')],
            ...changeLines(before, after, cols),
          ]),
        ],
      };
    }
    case 'Write': {
      const content = text('content');
      if (path === undefined || content === undefined) return undefined;
      return {
        names: ['file_path', 'content'],
        lines: (cols) => [...pathLines(path, cols), ...markedLines(content, '+', cols)],
      };
    }
    default:
      return undefined;
  }
}

/** The changes of a `MultiEdit`; undefined where one of them is not made so: then its input is shown as it is. */
function editsOf(value: Value | undefined): [string, string][] | undefined {
  if (!Array.isArray(value)) return undefined;
  const pairs = value.map((edit): [string, string] | undefined => {
    if (typeof edit !== 'object' || edit === null || Array.isArray(edit)) return undefined;
    const { old_string: before, new_string: after, ...others } = edit;
    const isPlain = typeof before === 'string' && typeof after === 'string' && Object.keys(others).length === 0;
    return isPlain ? [before, after] : undefined;
  });
  return pairs.every((pair) => pair !== undefined) ? pairs : undefined;
}

function pathLines(path: string, cols: number): Line[] {
  return wrapText(path, cols, 'strong');
}

/** What goes and what comes, with the lines that stay at both ends. */
function changeLines(before: string, after: string, cols: number): Line[] {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < Math.min(old.length, fresh.length) && old[head] === fresh[head]) head++;
  let tail = 0;
  while (tail < Math.min(old.length, fresh.length) - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail++;
  const lines = (mark: '+' | '-' | ' ', part: readonly string[]): Line[] =>
    part.flatMap((line) => markedLines(line, mark, cols));
  return [
    ...lines(' ', old.slice(0, head)),
    ...lines('-', old.slice(head, old.length - tail)),
    ...lines('+', fresh.slice(head, fresh.length - tail)),
    ...lines(' ', old.slice(old.length - tail)),
  ];
}

const markInks: Readonly<Record<'+' | '-' | ' ', Ink>> = { '+': 'added', '-': 'removed', ' ': 'dim' };

/** Lines with a mark before each; what is wrapped stands below its text. */
function markedLines(text: string, mark: '+' | '-' | ' ', cols: number): Line[] {
  const ink = markInks[mark];
  return text.split(/\r\n?|\n/).flatMap((line) => wrapLine([span(`${mark} `, ink), span(visible(line), ink)], cols, 2));
}

/** A line made safe, with the blanks at its end to be seen. */
function visible(line: string): string {
  return oneLine(line).replace(/ +$/, (blanks) => '·'.repeat(blanks.length));
}

function valueLines(name: string, value: Value | undefined, cols: number): Line[] {
  if (value === undefined) return [];
  if (typeof value === 'object' && value !== null)
    return [[span(oneLine(name), 'hint')], ...wrapText(JSON.stringify(value, null, 2), cols)];
  const text = String(value);
  if (!text.includes('\n')) return wrapLine([span(`${oneLine(name)}  `, 'hint'), span(oneLine(text))], cols, 2);
  return [[span(oneLine(name), 'hint')], ...wrapText(text, cols)];
}

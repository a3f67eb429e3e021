import type { Result } from '../../api/methods.ts';
import type { Colour } from '../../face/text/ink.ts';
import type { Layout } from '../../face/text/ink.ts';
import { tableLines } from '../../face/text/table.ts';
import { oneLine } from '../../face/text/text.ts';

/** What is known of a version of the CLI. */
export type Standing = Result<'cli.check'>['standing'];

/** Each standing in words for people. */
export const checkWords: Readonly<Record<Standing, string>> = {
  shipped: 'known to this release',
  checked: 'checked',
  checking: 'being checked, you are asked about every permission',
  failed: 'check failed, you are asked about every permission',
  unchecked: 'not checked, you are asked about every permission',
  off: 'not checked, as configured',
};

const looks: Readonly<Record<'ok' | 'absent' | 'wrong', { readonly word: string; readonly colour: Colour }>> = {
  ok: { word: '✓ ok', colour: 'green' },
  absent: { word: '- none', colour: 'dim' },
  wrong: { word: '✗ wrong', colour: 'red' },
};

/** The table of a check: one line a family of screens, with what was seen where it is not what it should be. */
export function familyLines(families: Result<'cli.check'>['families'], { ink, width }: Layout): string[] {
  const rows = families.map(({ family, result, note }) => {
    const { word, colour } = looks[result];
    return [{ text: family }, { text: word, paint: (text: string) => ink(colour, text) }, { text: oneLine(note) }];
  });
  return tableLines(rows, width);
}

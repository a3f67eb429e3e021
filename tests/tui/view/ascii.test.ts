import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asciiText } from '../../../src/tui/view/ascii.ts';

const panels = join(import.meta.dirname, '../panels');

/** The golden screens that show nothing but pcc's own characters. */
const folders = ['golden', 'decisions/golden', 'queue/golden', 'schedules/golden', 'usage/golden'];

describe('ASCII', () => {
  it.each(folders)('has something to stand for every character of %s', (folder) => {
    const files = readdirSync(join(panels, folder));
    expect(files.length).toBeGreaterThan(2);
    const strange = files.flatMap((file) =>
      Array.from(readFileSync(join(panels, folder, file), 'utf8')).filter(
        (char) => char !== '\n' && char !== '?' && asciiText(char).includes('?'),
      ),
    );
    expect(strange).toEqual([]);
  });

  it('is as wide as what it stands for', () => {
    expect(asciiText('↻ ░█ ◆ 日本')).toBe('& .@ * ????');
  });
});

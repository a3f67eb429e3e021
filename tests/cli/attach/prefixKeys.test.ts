import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PrefixKeys } from '../../../src/cli/attach/prefixKeys.ts';

/** What comes of keys that are typed in these portions, as one line: passed text in quotes, commands by name. */
function check(...portions: string[]): string {
  const keys = new PrefixKeys();
  return portions
    .flatMap((portion) => keys.feed(portion))
    .map((action) => (action.type === 'send' ? JSON.stringify(action.data) : action.type))
    .join(' ');
}

describe('PrefixKeys', () => {
  it.each([
    [['ls\r'], '"ls\\r"'],
    [['\u001dd'], 'detach'],
    [['\u001d', 'd'], 'detach'],
    [['ab\u001d?cd'], '"ab" help "cd"'],
    [['\u001d\u001d'], '"\\u001d"'],
    [['a\u001dxb'], '"ab"'],
    [['\u001d', '\u001d', 'd'], '"\\u001d" "d"'],
    [['\u001d'], ''],
  ])('%j gives %s', (portions, told) => {
    expect(check(...portions)).toBe(told);
  });

  it('passes everything without the prefix untouched, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\u001d', ''))), (portions) => {
        const keys = new PrefixKeys();
        const passed = portions.flatMap((portion) => keys.feed(portion));
        expect(passed.map((action) => (action.type === 'send' ? action.data : '!')).join('')).toBe(portions.join(''));
      }),
    );
  });
});

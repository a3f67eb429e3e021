import { expect, test } from 'vitest';
import { historyCsv } from '../../src/face/csv.ts';

const cellOf = (text: string): string => {
  const [names = '', row = ''] = historyCsv([{ name: text } as Parameters<typeof historyCsv>[0][number]]).split(
    '\n',
    2,
  );
  return row.split(',')[names.split(',').indexOf('name')] ?? '';
};

test.each(['=1+1', '-1', ' =1', '\t=1', '＝1', ' ＝1', '\u3000＠x', '\ufeff+1'])('%j is no formula', (text) => {
  expect(cellOf(text)).toMatch(/^"?'/);
});

test.each(['a = b', 'x-1', ' plain'])('%j stays as it is', (text) => {
  expect(cellOf(text)).toBe(text);
});

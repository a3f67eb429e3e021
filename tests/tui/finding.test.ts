import { describe, expect, it } from 'vitest';
import { find } from '../../src/tui/finding.ts';

const sessions = [
  { id: 'app-1', task: 'fix the checkout tests' },
  { id: 'shop-2', task: 'add a user type' },
  { id: 'api-3', task: '日本語 のテスト' },
];

function found(typed: string): string[] {
  return find(typed, { items: sessions, texts: ({ id, task }) => [id, task], limit: 10 }).map(({ item }) => item.id);
}

describe('finding', () => {
  it('gives everything in its order where nothing is typed', () => {
    expect(found(' ')).toEqual(['app-1', 'shop-2', 'api-3']);
  });

  it('finds by some letters of any text, and by words in any order', () => {
    expect(found('shp')).toEqual(['shop-2']);
    expect(found('checkout')).toEqual(['app-1']);
    expect(found('tests fix')).toEqual(['app-1']);
    expect(found('テスト')).toEqual(['api-3']);
    expect(found('xyzzy')).toEqual([]);
  });

  it('tells which letters matched, in which text', () => {
    const [first] = find('ap1', { items: sessions, texts: ({ id, task }) => [id, task], limit: 1 });
    expect(first?.matched[0]).toEqual([0, 1, 4]);
    expect(first?.matched[1]).toEqual([]);
  });

  it('gives no more than is wanted', () => {
    expect(find('', { items: sessions, texts: ({ id }) => [id], limit: 2 })).toHaveLength(2);
    expect(find('p', { items: sessions, texts: ({ id }) => [id], limit: 1 })).toHaveLength(1);
  });
});

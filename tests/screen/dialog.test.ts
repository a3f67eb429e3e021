import { expect, test } from 'vitest';
import { identityOf } from '../../src/screen/dialog.ts';
import type { Option, Question } from '../../src/screen/reading.ts';

const first: Option = { key: '1', label: 'A', kind: 'answer', selected: true, checked: false };

function page(current: number, options: readonly Option[] = [first]): Question {
  const tabs = ['H', 'H', 'Submit'].map((label, at) => ({ label, done: at < current, current: at === current }));
  return {
    state: 'question',
    question: 'Which?',
    header: 'H',
    multi: true,
    options,
    tabs,
    evidence: { top: 0, bottom: 0 },
  };
}

test('two pages that are worded alike are two dialogs', () => {
  expect(identityOf(page(0))).not.toBe(identityOf(page(1)));
});

test('ticks and the selector make no other dialog', () => {
  expect(identityOf(page(0, [{ ...first, selected: false, checked: true }]))).toBe(identityOf(page(0)));
});

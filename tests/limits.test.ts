import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { limits } from '../src/limits.ts';

test('whoever answers is told before the call for it is given up', () => {
  const oneKeyMs = limits.settleAtMostMs + limits.dialogAgeMs + limits.answerSeenWithinMs;
  expect(oneKeyMs).toBeLessThan(limits.respondMs);
  expect(limits.respondMs).toBeLessThan(limits.respondTotalMs);
  expect(limits.respondTotalMs).toBeLessThan(limits.callMs);
});

test('the table has the numbers of every area, and no two areas share a name', () => {
  const folder = join(import.meta.dirname, '..', 'src', 'limits');
  const names = readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/^ {2}(\w+):/gm)].map((match) => match[1]),
  );
  expect(names.toSorted()).toEqual(Object.keys(limits).toSorted());
});

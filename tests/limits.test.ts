import { expect, test } from 'vitest';
import { limits } from '../src/limits.ts';

test('whoever answers is told before the call for it is given up', () => {
  const oneKeyMs = limits.settleAtMostMs + limits.dialogAgeMs + limits.answerSeenWithinMs;
  expect(oneKeyMs).toBeLessThan(limits.respondMs);
  expect(limits.respondMs).toBeLessThan(limits.respondTotalMs);
  expect(limits.respondTotalMs).toBeLessThan(limits.callMs);
});

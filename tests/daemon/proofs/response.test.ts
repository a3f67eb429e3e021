import { expect, test } from 'vitest';
import { readResponse } from '../../../src/daemon/proofs/response.ts';

test.each([300, 5_000, 100_000])('a response whose object has %d levels is none: nobody wrote such a one', (levels) => {
  const object = '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);
  expect(readResponse(`{"schema":1,"object":${object}}`)).toBeUndefined();
});

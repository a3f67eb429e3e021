import { expect, test } from 'vitest';
import { TakenIn } from '../../src/daemon/takenIn.ts';
import type { SessionEvent } from '../../src/session/session.ts';

/** How far a transcript counts as taken in while what it told waits. */

const prompt: SessionEvent = { type: 'prompt-sent', text: 'hello' };
const refusal: SessionEvent = { type: 'refused', kind: 'limit', text: 'x' };

test('only what was reduced counts', () => {
  let read = 0;
  const taken = new TakenIn(() => ({ file: read }));
  const tell = (bytes: number, event?: SessionEvent): void => {
    read += bytes;
    taken.told(event);
  };
  tell(10);
  expect(taken.positions()).toEqual({ file: 10 });
  tell(20, prompt);
  tell(30);
  tell(40, refusal);
  expect(taken.positions()).toEqual({ file: 10 });
  taken.reduced({ type: 'resized' });
  expect(taken.positions()).toEqual({ file: 10 });
  taken.reduced(prompt);
  expect(taken.positions()).toEqual({ file: 60 });
  taken.reduced(refusal);
  expect(taken.positions()).toEqual({ file: 100 });
});

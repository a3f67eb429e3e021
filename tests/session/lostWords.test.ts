import { describe, expect, test } from 'vitest';
import type { SessionEvent } from '../../src/session/session.ts';
import { tell } from './tell.ts';
import { bash, busy, done, exited, high, idle, judged, pending, recovered, refused, shows, written } from './words.ts';

/** Words behind a refusal that the dialog has no place for: they are sent when it arrived, and otherwise a person is told. */

const dialog = bash('rm -rf build');
const no: SessionEvent = {
  type: 'respond',
  escalationId: 's#1',
  label: 'No',
  reply: { label: 'No', goals: [{ want: 'row', label: 'No' }], message: 'use make' },
};
const begun = [idle, pending('a', 'rm -rf build'), shows(dialog), judged('a', dialog, high), no];

test('are queued once the call is refused', () => {
  const told = tell([written(1), busy, refused('a')], { after: begun });
  expect(told).toContain('task s#2:message is queued');
  expect(told).not.toContain('were not sent');
});

describe('are told to be lost', () => {
  test.each<[string, readonly SessionEvent[]]>([
    ['when the key was not typed', [written(1, 'moved')]],
    ['when the call ran', [written(1), busy, done('a')]],
    ['after a crash', [recovered]],
    ['at the end', [written(1), busy, exited]],
    ['when the dialog comes back', [written(1), busy, shows(dialog)]],
  ])('%s', (_name, events) => {
    const told = tell(events, { after: begun });
    expect(told.match(/were not sent/g)).toHaveLength(1);
    expect(told).not.toContain('is queued');
  });
});

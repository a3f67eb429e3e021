import { expect, test } from 'vitest';
import { identityOf } from '../../src/screen/dialog.ts';
import { frameIn, read, recording } from './recordings.ts';

test.each(['mcp-tool-120x40', 'mcp-tool-narrow-60x20', 'agent-mcp-120x40'])(
  'what a server says of its tool is no part of the call: %s',
  (name) => {
    const frame = frameIn(recording('2.1.329', name), 'permission');
    const shorter = frame.rows.map((row) => ({
      ...row,
      text: row.text.replace('Creates a ticket in', 'Creates a tick… +1'),
    }));
    const [whole, cut] = [read(frame), read({ ...frame, rows: shorter })];
    expect(whole).toMatchObject({ state: 'permission', subject: 'title: "Greet strangers too"\npriority: 2' });
    expect(identityOf(cut)).toBe(identityOf(whole));
  },
);

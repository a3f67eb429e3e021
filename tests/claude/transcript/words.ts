import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Lines of a transcript as the CLI writes them, reduced to what is read of them. */

export const ownId = '11111111-2222-4333-8444-555555555555';
export const otherId = '99999999-2222-4333-8444-555555555555';

/** A private folder that goes away with the test. */
export function tempFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pcc-transcript-')));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

export function call(id: string, command: string, more: object = {}): string {
  const content = [{ type: 'tool_use', id, name: 'Bash', input: { command } }];
  return line({
    type: 'assistant',
    sessionId: ownId,
    isSidechain: false,
    message: { role: 'assistant', content, stop_reason: 'tool_use' },
    ...more,
  });
}

export function prompt(text: string, more: object = {}): string {
  return line({ type: 'user', sessionId: ownId, message: { role: 'user', content: text }, ...more });
}

export function said(text: string, more: object = {}): string {
  const message = { role: 'assistant', content: [{ type: 'text', text }], stop_reason: 'end_turn' };
  return line({ type: 'assistant', sessionId: ownId, message, ...more });
}

export function result(callId: string, text: string, isError = false): string {
  const content = [{ type: 'tool_result', tool_use_id: callId, content: text, is_error: isError }];
  return line({ type: 'user', sessionId: ownId, message: { role: 'user', content } });
}

/** Appends to a file, making its folders. */
export function append(path: string, ...lines: string[]): void {
  mkdirSync(dirname(path), { recursive: true });
  appendFileSync(path, lines.join(''));
}

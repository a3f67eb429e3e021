import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectName } from '../../../src/claude/transcript/places.ts';
import { ListTranscript } from '../../../src/daemon/executions/transcript.ts';
import { ownId, prompt, said, tempFolder } from '../../claude/transcript/words.ts';

/** The last words of a turn before whose prompt, as the CLI wrote it, others were said. */
function turnOf(typed: string, written: string): string {
  const config = tempFolder();
  const folder = join(config, 'projects', projectName('/p'));
  mkdirSync(folder, { recursive: true });
  const transcript = new ListTranscript([]);
  transcript.begin(typed, false);
  writeFileSync(join(folder, `${ownId}.jsonl`), said('Earlier.') + prompt(written));
  transcript.read({ config, cwd: '/p', claudeSessionId: ownId, continued: false });
  return transcript.turn.text;
}

const marked = '<pasted_content id="abcd">\nresult text\n</pasted_content id="abcd">';

test.each([
  ['without marks', 'Sum up:\nthis', 'Sum up:\nthis'],
  ['in the marks of a paste', 'result text', `\n\n${marked}\n`],
  [
    'with marks that it quotes, from a CLI that writes none',
    `Use this:\n${marked}\nSum up.`,
    `Use this:\n${marked}\nSum up.`,
  ],
])('a prompt is known again %s', (_what, typed, written) => {
  expect(turnOf(typed, written)).toBe('');
});

test('what is no prompt of the task begins no turn', () => {
  expect(turnOf('Sum up.', 'Count.')).toBe('Earlier.');
});

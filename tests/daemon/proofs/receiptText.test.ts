import fc from 'fast-check';
import { expect, test } from 'vitest';
import { receiptText } from '../../../src/daemon/proofs/receiptText.ts';
import type { StepResponse } from '../../../src/daemon/proofs/response.ts';
import { readResponse, responseText } from '../../../src/daemon/proofs/response.ts';

const hash = 'a'.repeat(64);

function response(more: Partial<StepResponse> = {}): StepResponse {
  return {
    ...{ schema: 1, execution: 'e', n: 2, uuid: 'u', name: 'Count', state: 'done', path: '/app', session: 'exec-1' },
    ...{ startedAt: '2026-01-02T03:04:05.000Z', tookMs: 61_500, predictedMs: 30_000, prompt: 'Count.', amended: [] },
    ...{ typed: hash, again: 1, text: 'Six.', echoed: true, hashes: [{ path: 'a.ts', sha256: hash }] },
    usage: { input: 1, output: 2, cacheRead: 3, cacheWrite: 4 },
    files: { created: ['a.ts'], modified: [], deleted: ['b.ts'], note: 'Not all.' },
    transcripts: [{ path: '/t.jsonl', from: 1, to: 2, sha256: hash }],
    calls: [
      { tool: 'Read', subject: 'a.ts' },
      {
        tool: 'Bash',
        subject: 'rm x',
        risk: 'HIGH',
        decision: 'd',
        action: 'approve',
        by: 'human',
        outcome: 'confirmed',
      },
    ],
    ...{ callsLeftOut: 3, verifications: [], tasks: [{ id: 'exec-1.1', receipt: '/r.json', sha256: hash }] },
    ...more,
  };
}

test('a receipt reads like this', () => {
  expect(receiptText(response(), { path: '/r/2.json', sha256: 'b'.repeat(64) })).toBe(`# Receipt of task 2: Count

- uuid: \`u\`
- list: \`e\`, in the session \`exec-1\`
- project: \`/app\`
- state: done
- began: 2026-01-02T03:04:05.000Z
- took: 61.5 s, 30.0 s predicted
- tokens: 1 in, 2 out, 3 read from the cache, 4 written to it
- uuid in the answer: yes
- asked again: 1
- response: \`/r/2.json\`, SHA-256 \`${'b'.repeat(64)}\`

## Prompt

- SHA-256 of what was typed: \`${hash}\`

\`\`\`text
Count.
\`\`\`

## Answer

\`\`\`text
Six.
\`\`\`

## Files

- created \`a.ts\`, SHA-256 \`${hash}\`
- deleted \`b.ts\`
- Not all.

## Tool calls

- \`Read\` \`a.ts\`: the CLI did not ask
- \`Bash\` \`rm x\`: HIGH risk, approve by human, confirmed (d)
- 3 more

## Verification

none

## Evidence

- transcript \`/t.jsonl\`, bytes 1 to 2, SHA-256 \`${hash}\`
- task \`exec-1.1\` of the session, receipt \`/r.json\`, SHA-256 of its canonical JSON \`${hash}\`
`);
});

test('no text of a task adds a heading or a point, or hides one', () => {
  const nasty = fc.string({
    unit: fc.constantFrom(
      '`',
      '```',
      '\n',
      '# ',
      '- ',
      '~~~',
      '\r',
      '\t',
      '\u001b[31m',
      '\u202e',
      '<b>',
      '*',
      'a',
      ' ',
      '\u2028',
    ),
    maxLength: 30,
  });
  const plain = outline(receiptText(response(), { path: '/r', sha256: hash }));
  fc.assert(
    fc.property(nasty, nasty, nasty, nasty, (name, prompt, text, path) => {
      const told = response({
        ...{ name, prompt, text },
        files: { created: [path], modified: [], deleted: [path], note: path },
        hashes: [],
        calls: [
          { tool: path, subject: text },
          { tool: 'Bash', subject: path, risk: name, decision: text, action: name, by: path, outcome: prompt },
        ],
      });
      const receipt = receiptText(told, { path: '/r', sha256: hash });
      expect(outline(receipt)).toEqual(plain);
      expect(receipt).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e]/);
      expect(readResponse(responseText(told))).toEqual(told);
    }),
    { numRuns: 2_000 },
  );
});

/** Headings, and the number of points below each, as one sees them who knows what a block of code is. */
function outline(markdown: string): string[] {
  const found: string[] = [];
  let fence: string | undefined;
  let points = 0;
  for (const line of markdown.split('\n')) {
    const marks = /^(`{3,}|~{3,})(?:text)?$/.exec(line)?.[1];
    if (fence !== undefined) {
      if (marks?.startsWith(fence) && line === marks) fence = undefined;
    } else if (marks !== undefined) fence = marks;
    else if (line.startsWith('#')) {
      found.push(`${points}`, line.startsWith('# ') ? '# …' : line);
      points = 0;
    } else if (line.startsWith('- ')) points++;
  }
  return [...found, `${points}`, fence ?? 'closed'];
}

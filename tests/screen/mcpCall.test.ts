import { expect, test } from 'vitest';
import { shippedWords } from '../../src/daemon/screenWords.ts';
import { mcpCallIn } from '../../src/screen/mcpCall.ts';

const words = shippedWords();

test.each([
  ['tracker - create_ticket(title: "x") (MCP)', 'mcp__tracker__create_ticket', 'title: "x"'],
  ['tracker — Create ticket(title: "x")(MCP)', 'mcp__tracker__create_ticket', 'title: "x"'],
  ['tracker - Create ticket Tool:(a: 1) (MCP)', 'mcp__tracker__create_ticket', 'a: 1'],
  ['tracker - Create ticket Tool: (MCP)\ntitle: "x"', 'mcp__tracker__create_ticket', 'title: "x"'],
  ['tracker - list() (MCP) all', 'mcp__tracker__list', 'all'],
  ['tracker - list (MCP)', 'mcp__tracker__list', ''],
  [
    'tracker - say(text: "a (b) (MCP)",\n to: "c - d(e)") (MCP)',
    'mcp__tracker__say',
    'text: "a (b) (MCP)",\n to: "c - d(e)"',
  ],
  ['a - b - c(x) (MCP)', 'mcp__a__b_c', 'x'],
])('%j', (text, tool, subject) => {
  expect(mcpCallIn(text, words)).toEqual({ tool, subject });
});

test.each([
  '',
  '(MCP)',
  ' - x(y) (MCP)',
  'Read(/etc/hosts)',
  'a - b(c)',
  'a - (MCP)',
  'a\nb - c(d) (MCP)',
  'a - b\nc(d) (MCP)',
])('%j is no call of an MCP tool', (text) => {
  expect(mcpCallIn(text, words)).toBeUndefined();
});

test('a text made to be slow takes no longer than its length says', () => {
  const hostile = [
    'a - b(x'.padEnd(12_000, ' - (x)'),
    `${'a'.padEnd(12_000, ' - (x)')}(MCP`,
    'a - b'.padEnd(12_000, ') (MCP)('),
  ];
  const begin = performance.now();
  for (const text of hostile) mcpCallIn(text, words);
  expect(performance.now() - begin).toBeLessThan(200);
});

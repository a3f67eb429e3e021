import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { YamlFile } from '../../src/base/yamlFile.ts';
import { shippedWords } from '../../src/daemon/screenWords.ts';
import { shippedRulesFolder } from '../../src/daemon/yamlFiles.ts';
import { compileWords } from '../../src/screen/compileWords.ts';
import type { GlyphForms, GlyphRole } from '../../src/screen/glyphForms.ts';
import { whyUnsteady } from '../../src/base/steadyRegExp.ts';
import type { WordFile } from '../../src/screen/wordFile.ts';
import { readWordFile } from '../../src/screen/wordFile.ts';
import type { Words } from '../../src/screen/words.ts';
import { kindOf } from '../../src/screen/words.ts';

const shippedFile = (): WordFile => {
  const file = join(shippedRulesFolder(), 'screens.yaml');
  return readWordFile(new YamlFile(readFileSync(file, 'utf8'), 'screens.yaml'));
};
const shipped = shippedFile();
const { content } = shipped;
const words = shippedWords();

const withOwn = (text: string): Words =>
  compileWords(shipped, readWordFile(new YamlFile(`schema: 1\n${text}\n`, 'mine.yaml')));

describe('every shipped row has an example, and the whole table reads it so', () => {
  const sections = ['titles', 'questions', 'hints', 'labels', 'limits', 'errors'] as const;
  const rows = sections.flatMap((section) =>
    (content[section] ?? []).flatMap((row) =>
      (row.examples ?? ['no example']).map((text) => [section, row.id, text] as const),
    ),
  );

  it('reads something', () => {
    expect(rows.length).toBeGreaterThan(60);
  });

  it.each(rows)('%s %s: %s', (section, id, text) => {
    expect(words[section].find(({ form }) => form.test(text))?.id).toBe(id);
  });

  it('says what each label would do', () => {
    for (const { kind, examples = [] } of content.labels ?? [])
      expect(examples.map((label) => kindOf(label, words))).toEqual(examples.map(() => kind));
  });

  it.each([
    'No limits: allow everything',
    'No, allow everything from now on',
    'Yes, and manually approve edits is turned off',
    'Type something that runs',
    'Other: run it',
    'Yes, run it',
  ])('guesses nothing from how a label begins: %s', (label) => {
    expect(kindOf(label, words)).toBe('other');
  });

  it('has an example for each plain row', () => {
    const plain = [
      'trust',
      'plan',
      'resumes-itself',
      'resumed',
      'limit-menu',
      'more-lines',
      'interruptible',
      'hint-keys',
      'hint-joints',
      'leaves',
      'agents',
      'urls',
    ] as const;
    const without = plain.flatMap((section) => (content[section] ?? []).filter((row) => !row.examples));
    expect(without).toEqual([]);
    expect(words.agents.exec('Bash command · from the general-purpose agent')?.groups?.['agent']).toBe(
      'general-purpose',
    );
    expect(words.urls.exec('url: "https://example.com/a", prompt: "b"')?.groups?.['url']).toBe('https://example.com/a');
  });

  const playedBy: Readonly<Record<GlyphRole, keyof GlyphForms>> = {
    selector: 'selected',
    prompts: 'prompt',
    modes: 'composerStart',
    answers: 'entry',
    failures: 'failureHead',
    hanging: 'hanging',
    ticks: 'checkbox',
    'tabs-open': 'tabs',
    'tabs-ticked': 'tabs',
    'tabs-last': 'tab',
    'tabs-left': 'tabArrow',
    'tabs-right': 'tab',
    spinner: 'spinner',
    'resting-spinner': 'spinner',
    ellipsis: 'spinner',
    'mcp-dashes': 'mcpDash',
  };
  it.each(Object.entries(playedBy))('glyphs that play the %s', (role, form) => {
    const glyphRows = content.glyphs?.[role as GlyphRole] ?? [];
    expect(glyphRows.length).toBeGreaterThan(0);
    for (const row of glyphRows) {
      expect(row.examples?.length).toBeGreaterThan(0);
      for (const text of row.examples ?? []) expect(text).toMatch(words.glyphs[form]);
    }
  });

  it('has the guards before all else', () => {
    const kinds = words.labels.map(({ kind }) => ['costs-money', 'mode-switch', 'yes-always'].includes(kind));
    expect(kinds.lastIndexOf(true)).toBeLessThan(kinds.indexOf(false));
  });
});

describe("the user's own wordings", () => {
  it('are tried before the shipped ones, replace and remove them', () => {
    const own = withOwn(
      [
        'titles:',
        "  - { id: shell, form: '^Shell request', tool: Bash, family: command, examples: [Shell request] }",
        "  - { id: fetch, form: '^Retrieve', tool: WebFetch, family: url }",
        '  - { id: skill, remove: true }',
        'labels:',
        '  - { id: allow-once, words: [Allow once], kind: yes-once }',
        '  - { id: refuse, words: [Refuse], kind: "no" }',
        "  - { id: forever, form: '\\bforever\\b', kind: yes-always }",
        'glyphs:',
        "  selector: [{ id: mine, chars: '➤' }]",
      ].join('\n'),
    );
    const tool = (title: string): string | undefined => own.titles.find(({ form }) => form.test(title))?.tool;
    expect(['Shell request', 'Fetch', 'Retrieve', 'Skill', 'Edit file'].map(tool)).toEqual([
      'Bash',
      undefined,
      'WebFetch',
      undefined,
      'Edit',
    ]);
    const kinds = ['Allow once', 'Allow once forever', 'Refuse', 'Allow', 'Yes, forever'].map((label) =>
      kindOf(label, own),
    );
    expect(kinds).toEqual(['yes-once', 'yes-always', 'no', 'other', 'yes-always']);
    expect('➤ 1. Yes').toMatch(own.glyphs.selected);
    expect('❯ 1. Yes').toMatch(own.glyphs.selected);
  });

  it.each([
    ['a form for a yes', "labels: [{ id: a, form: '^Allow', kind: yes-once }]", /line 2.*spelled out/],
    ['a form for a no', "labels: [{ id: a, form: '^.*$', kind: 'no' }]", /spelled out/],
    ['words in any case for a yes', 'labels: [{ id: a, words: [allow], flags: i, kind: yes-once }]', /spelled out/],
    ['a form in the place of the shipped yes', "labels: [{ id: yes-once, form: '^Y', kind: yes-once }]", /spelled out/],
    ['a known no as a yes', 'labels: [{ id: a, words: ["No"], kind: yes-once }]', /known as no/],
    ['a yes as a no', 'labels: [{ id: a, words: ["Yes"], kind: "no" }]', /known as yes-once/],
    [
      'a yes that widens',
      'labels: [{ id: a, words: ["Yes, allow all edits"], kind: yes-once }]',
      /known as yes-always/,
    ],
    ['a yes that costs', 'labels: [{ id: a, words: ["Upgrade"], kind: submit }]', /known as costs-money/],
    ['a guard removed', 'labels: [{ id: widens, remove: true }]', /guards/],
    ['a guard replaced', 'labels: [{ id: costs-money, words: [Never], kind: costs-money }]', /guards/],
    ['another box for a question', "glyphs: { tabs-open: [{ id: box, chars: '▢' }] }", /shipped row box/],
    [
      'no box for a question',
      "glyphs: { tabs-ticked: [{ id: a, chars: '▣' }, { id: crossed, remove: true }] }",
      /shipped row crossed/,
    ],
    ['another sign of the input box', "glyphs: { prompts: [{ id: prompt, chars: '➤' }] }", /shipped row prompt/],
    ['no hints of a question', 'picks: [{ id: enter-selects, remove: true }]', /shipped row enter-selects/],
    ['other hints of a question', "picks: [{ id: enter-selects, form: '^Never' }]", /shipped row enter-selects/],
    ['no keys in hints', 'hint-keys: [{ id: named-keys, remove: true }]', /shipped row named-keys/],
    ['no title of a plan', 'plan: [{ id: ready-to-code, remove: true }]', /shipped row ready-to-code/],
    ['no mark of what is cut', 'more-lines: [{ id: arrow-up, remove: true }]', /shipped row arrow-up/],
    ['a form for the trust dialog', "trust: [{ id: a, form: '^Trust' }]", /spelled out/],
    ['a permission as the trust dialog', 'trust: [{ id: a, words: [Bash command] }]', /belongs to a permission/],
    ['a title that fits all', "titles: [{ id: a, form: '.*', tool: Bash, family: command }]", /begins with \^/],
    ['a title with a way out', "titles: [{ id: a, form: '^Bash|', tool: Bash, family: command }]", /begins with \^/],
    ['a title of two letters', "titles: [{ id: a, form: '^Bas*', tool: Bash, family: command }]", /begins with \^/],
    ['a removed row that is none', 'plan: [{ id: ready-to-cod, remove: true }]', /did you mean ready-to-code/],
    ['an example that it does not fit', 'plan: [{ id: a, words: [Go], examples: [Stop] }]', /does not fit its example/],
    ['neither form nor words', 'plan: [{ id: a, examples: [Stop] }]', /either a form or words/],
    ['no regular expression', "errors: [{ id: a, form: '(', kind: api }]", /no regular expression/],
    ['a row without a kind', 'errors: [{ id: a, words: [b] }]', /names no kind/],
    ['a title without a tool', 'titles: [{ id: a, words: [b] }]', /names no tool/],
    ['the same id twice', 'plan: [{ id: a, words: [b] }, { id: a, words: [c] }]', /twice/],
    ['a key that is none', 'tittles: []', /tittles/],
    ['a kind that is none', 'labels: [{ id: a, words: [b], kind: answer }]', /labels\.0\.kind/],
    ['a letter as a selector', 'glyphs: { selector: [{ id: a, chars: Y }] }', /cannot be told from text/],
    ['a frame as a prompt', "glyphs: { prompts: [{ id: a, chars: '│' }] }", /cannot be told from text/],
    ['letters as a range', "glyphs: { spinner: [{ id: a, ranges: ['041-05a'] }] }", /among symbols/],
    ['nothing left', 'glyphs: { hanging: [{ id: hook, remove: true }] }', /nothing would be left/],
    ['broken YAML', 'labels: [', /line 3/],
  ])('may not hold %s', (_name, text, sentence) => {
    expect(() => withOwn(text)).toThrow(sentence);
  });

  it('say their version', () => {
    const read = (text: string): unknown => readWordFile(new YamlFile(text, 'mine.yaml'));
    expect(() => read('schema: 2\n')).toThrow(/mine\.yaml, line 1, column 9: schema/);
    expect(() => read('plan: []\n')).toThrow(/schema/);
  });
});

describe('a regular expression of the table', () => {
  it.each([
    ['(a+)+$', 'repeats a group'],
    ['^(?:a|a)*$', 'repeats a group'],
    ['(a{1,3}){2}', 'repeats a group'],
    ['(a)\\1', 'refers back'],
    ['(?<x>a)\\k<x>', 'refers back'],
    ['(?<=a)b', 'refers back'],
    ['.*.*', 'open parts'],
    ['^a*b*c*', 'open parts'],
    ['a.*b|c.*d', 'open parts'],
    ['^a.{0,50}b.{0,50}c.{0,50}', 'open parts'],
    ['^a?a?a?a?a?a?a?a?a?aaaaaaaaa', 'optional parts'],
    [`^${'(.|.)'.repeat(20)}x`, 'alternatives'],
    [`^${'(?:a|aa)'.repeat(9)}x`, 'alternatives'],
    ['^((a|b)|(c|d)|(e|f))((a|b)|(c|d)|(e|f))', 'alternatives'],
    ['^a?a?a?a?a?a?a?.*.*z', 'optional parts'],
    ['^(?:a|b|c|d|e)?(?:a|b|c).*.*z', 'optional parts'],
    ['x'.repeat(201), 'longer than'],
  ])('%s is refused', (source, sentence) => {
    expect(whyUnsteady(source)).toContain(sentence);
  });

  it.each(['^a.*b', '^(?:Yes|No)\\b', 'a+?', '^\\(a\\)+ [()]*', '^a*?b*?', '\\d{1,2}'])('%s is taken', (source) => {
    expect(whyUnsteady(source)).toBeUndefined();
  });

  it('takes little time on a text made for it', () => {
    const hostile = ['Opus ', 'Yes, and all ', ' from the ', 'ECONN', 'continuing a', '↑ 1', 'Prompt '].map((part) =>
      part.repeat(20_000),
    );
    const forms = [
      ...words.titles,
      ...words.questions,
      ...words.hints,
      ...words.labels,
      ...words.limits,
      ...words.errors,
    ];
    const begin = performance.now();
    for (const text of hostile) {
      for (const { form } of forms) form.test(text);
      words.agents.test(text);
      words.leaves.test(text);
    }
    expect(performance.now() - begin).toBeLessThan(1_000);
  });
});

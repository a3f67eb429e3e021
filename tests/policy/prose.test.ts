import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { proseQuestion } from '../../src/policy/consulting/prose.ts';

function labelsOf(text: string): readonly string[] | undefined {
  return proseQuestion(text)?.choices.map(({ label }) => label);
}

const yesProceed = ['Yes, please proceed.', 'No, please do not; stop here and wait.'];

/** Turn endings with the replies that could be typed. */
const answerable: readonly (readonly [text: string, replies: readonly string[]])[] = [
  ['Should I proceed?', yesProceed],
  ['The plan is ready. Should I proceed?', yesProceed],
  ['Shall I proceed?', yesProceed],
  ['Would you like me to proceed?', yesProceed],
  ['Do you want me to proceed?', yesProceed],
  ['Do you want to proceed?', yesProceed],
  ['Ready to proceed?', yesProceed],
  ['Proceed?', yesProceed],
  ['Does this look good?', yesProceed],
  ['Here is my plan:\n\n1. Read the code\n2. Write a test\n3. Fix it\n\nDoes this plan look good to you?', yesProceed],
  ['Does that sound good?', yesProceed],
  ['I will add the column first. Sound good?', yesProceed],
  ['I will add the column first. Sounds good?', yesProceed],
  ['I would add an index. Is that okay?', yesProceed],
  ['Is this plan okay with you?', yesProceed],
  ['Is this correct?', yesProceed],
  ['Do you approve this plan?', yesProceed],
  ['Can you confirm?', yesProceed],
  ['Please confirm before I go on.', yesProceed],
  ['Continue?', ['Yes, please proceed.', 'No, please do not; stop here and wait.']],
  ['Should I continue?', ['Yes, continue.', 'No, please do not continue.']],
  ['Is this OK to continue?', ['Yes, continue.', 'No, please do not continue.']],
  ['Okay to continue?', ['Yes, continue.', 'No, please do not continue.']],
  ['Shall I run the tests?', ['Yes, run the tests.', 'No, please do not run the tests.']],
  ['All done. Shall I run the tests now?', ['Yes, run the tests now.', 'No, please do not run the tests now.']],
  ['Should I also update the docs?', ['Yes, update the docs.', 'No, please do not update the docs.']],
  ['Would you like me to write tests?', ['Yes, write tests.', 'No, please do not write tests.']],
  ['Want me to write tests?', ['Yes, write tests.', 'No, please do not write tests.']],
  ['Do you want me to fix it?', ['Yes, fix it.', 'No, please do not fix it.']],
  ['Can I edit `src/a.ts`?', ['Yes, edit src/a.ts.', 'No, please do not edit src/a.ts.']],
  ['May I rename the function?', ['Yes, rename the function.', 'No, please do not rename the function.']],
  ['Should we start with the parser?', ['Yes, start with the parser.', 'No, please do not start with the parser.']],
  ['Is it okay if I change the schema?', ['Yes, change the schema.', 'No, please do not change the schema.']],
  ['Before I go on, should I add logging?', ['Yes, add logging.', 'No, please do not add logging.']],
  [
    'If that is fine, shall I write the migration?',
    ['Yes, write the migration.', 'No, please do not write the migration.'],
  ],
  ['Let me know if I should add a test.', ['Yes, add a test.', 'No, please do not add a test.']],
  ['Should I update my plan?', ['Yes, update your plan.', 'No, please do not update your plan.']],
  ['Should I use your template?', ['Yes, use my template.', 'No, please do not use my template.']],
  ['**Should I proceed?**', yesProceed],
  ['Should I proceed? 🚀', yesProceed],
  ['Should I proceed? Let me know!', yesProceed],
  ["Should I proceed? I'll wait for your answer.", yesProceed],
  ['Should I proceed?\n\nLet me know.', yesProceed],
  ['Should I proceed? (I recommend it.)', yesProceed],
  [
    'Should I run the tests? Let me know if you have any questions.',
    ['Yes, run the tests.', 'No, please do not run the tests.'],
  ],
  ['Tests pass.\n\n```\nok 12\n```\n\nShould I proceed?', yesProceed],
  ['> Should I delete it?\n\nThat is quoted. Should I proceed?', yesProceed],
  [
    'Two ways:\n\n1. SQLite\n2. PostgreSQL\n\nShould I proceed with the first one?',
    ['Yes, proceed with the first one: SQLite.', 'No, please do not proceed with the first one: SQLite.'],
  ],
  [
    'Two ways:\n\n1. SQLite\n2. PostgreSQL\n\nShall I go with option 2?',
    ['Yes, go with option 2: PostgreSQL.', 'No, please do not go with option 2: PostgreSQL.'],
  ],
  [
    'Options:\n- **SQLite**: one file\n- **PostgreSQL**: a server\n\nShould I proceed with the second option?',
    [
      'Yes, proceed with the second option: PostgreSQL.',
      'No, please do not proceed with the second option: PostgreSQL.',
    ],
  ],
  [
    'Should I proceed with the first one?',
    ['Yes, proceed with the first one.', 'No, please do not proceed with the first one.'],
  ],
  ['Should I use SQLite or PostgreSQL?', ['SQLite.', 'PostgreSQL.']],
  ['Should I use SQLite, PostgreSQL, or MySQL?', ['SQLite.', 'PostgreSQL.', 'MySQL.']],
  ['Do you want SQLite or PostgreSQL?', ['SQLite, please.', 'PostgreSQL, please.']],
  ['Would you prefer tabs or spaces?', ['Tabs, please.', 'Spaces, please.']],
  ['Do you prefer tabs or spaces?', ['Tabs, please.', 'Spaces, please.']],
  ['Tabs or spaces?', ['Tabs, please.', 'Spaces, please.']],
  ['Which do you prefer: tabs or spaces?', ['Tabs, please.', 'Spaces, please.']],
  ['Which one would you like, REST or GraphQL?', ['REST, please.', 'GraphQL, please.']],
  [
    'Which database should I use: SQLite, PostgreSQL or MySQL?',
    ['SQLite, please.', 'PostgreSQL, please.', 'MySQL, please.'],
  ],
  ['Should I fix the bug first or write the tests?', ['Fix the bug first.', 'Write the tests.']],
  ['Should I keep the old API, or should I replace it?', ['Keep the old API.', 'Replace it.']],
  ['Should I continue or not?', ['Yes, continue.', 'No, please do not continue.']],
  ['Should I use SQLite or something else?', []],
  [
    'Which approach do you prefer?\n\n1. Refactor first\n2. Add tests first',
    ['Go with option 1: Refactor first.', 'Go with option 2: Add tests first.'],
  ],
  [
    '1. Refactor first\n2. Add tests first\n\nWhich approach do you prefer?',
    ['Go with option 1: Refactor first.', 'Go with option 2: Add tests first.'],
  ],
  [
    'Which approach do you prefer: 1. Refactor first 2. Add tests first?',
    ['Go with option 1: Refactor first.', 'Go with option 2: Add tests first.'],
  ],
  ['Which one: (a) SQLite, (b) PostgreSQL?', ['Go with option A: SQLite.', 'Go with option B: PostgreSQL.']],
  ['Which would you like?\nA) SQLite\nB) PostgreSQL', ['Go with option A: SQLite.', 'Go with option B: PostgreSQL.']],
  [
    'Here are the options:\n\n**Option A: SQLite**\nOne file.\n\n**Option B: PostgreSQL**\nA server.\n\nWhich one should I use?',
    ['Go with option A: SQLite.', 'Go with option B: PostgreSQL.'],
  ],
  [
    '### Option 1: SQLite\n\nOne file.\n\n### Option 2: PostgreSQL\n\nA server.\n\nWhich option do you prefer?',
    ['Go with option 1: SQLite.', 'Go with option 2: PostgreSQL.'],
  ],
  [
    'There are two options:\n- SQLite\n- PostgreSQL\n\nWhich do you prefer?',
    ['Go with this one: SQLite.', 'Go with this one: PostgreSQL.'],
  ],
  [
    'How would you like to proceed?\n- Keep the API\n- Break the API',
    ['Go with this one: Keep the API.', 'Go with this one: Break the API.'],
  ],
  [
    'What would you like me to do?\n\n1. Fix the bug\n2. Write a report',
    ['Go with option 1: Fix the bug.', 'Go with option 2: Write a report.'],
  ],
  [
    '1. Fix the bug\n2. Write a report\n\nLet me know which option you prefer.',
    ['Go with option 1: Fix the bug.', 'Go with option 2: Write a report.'],
  ],
  [
    '1. Fix the bug\n2. Write a report\n\nPlease choose one.',
    ['Go with option 1: Fix the bug.', 'Go with option 2: Write a report.'],
  ],
  [
    'Please let me know which you prefer:\n\n1. Fix the bug\n2. Write a report',
    ['Go with option 1: Fix the bug.', 'Go with option 2: Write a report.'],
  ],
  [
    'Which one do you want?\n1. **SQLite** (recommended): one file\n2. **PostgreSQL**: a server\n\nI recommend the first.',
    ['Go with option 1: SQLite.', 'Go with option 2: PostgreSQL.'],
  ],
  [
    'I can do one of these:\n\n1. Fix the bug\n2. Write a report\n\nWhat would you like me to do?',
    ['Go with option 1: Fix the bug.', 'Go with option 2: Write a report.'],
  ],
  ["Should I proceed? I'll start once you confirm.", yesProceed],
  ['Note: should I proceed?', yesProceed],
  ['Should I do it, or would you rather do it yourself?', ['Yes, do it.', 'No, please do not do it.']],
  [
    'Would you like me to proceed with this, or would you like to discuss further?',
    ['Yes, proceed with this.', 'No, please do not proceed with this.'],
  ],
  ['Does this plan work for you, or would you like changes?', yesProceed],
  ['Task 1 is done. Ready for the next one?', yesProceed],
  ['Proceed? [y/N]', yesProceed],
  ['Should I proceed (yes/no)?', yesProceed],
  ['Please confirm that you want me to continue.', yesProceed],
  ['Let me know whether you want me to use tabs or spaces.', ['Tabs.', 'Spaces.']],
  ['Do you want me to fix it, or should I revert the change?', ['Fix it.', 'Revert the change.']],
  ['Should the button be red or blue?', ['Red, please.', 'Blue, please.']],
  ['Should the config live in `a.json` or `b.yaml`?', ['a.json, please.', 'b.yaml, please.']],
  ['Which one should I start with — the API or the UI?', ['The API, please.', 'The UI, please.']],
  ['Do you want the API first or the UI first?', ['The API first, please.', 'The UI first, please.']],
  [
    'Would you like me to:\n1. Fix the test\n2. Go on\n3. Something else?',
    ['Go with option 1: Fix the test.', 'Go with option 2: Go on.'],
  ],
  [
    'Option A: SQLite\nOption B: PostgreSQL\n\nShall I proceed with option A (SQLite)?',
    ['Yes, proceed with option A (SQLite).', 'No, please do not proceed with option A (SQLite).'],
  ],
  [
    '**Option 1: Use a library**\n- Pros: fast\n- Cons: big\n\n**Option 2: Write it**\n- Pros: small\n\nWhich would you prefer?',
    ['Go with option 1: Use a library.', 'Go with option 2: Write it.'],
  ],
  [
    'Would you like me to:\n1. Fix the bug\n2. Write a report',
    ['Go with option 1: Fix the bug.', 'Go with option 2: Write a report.'],
  ],
  [
    'Do you want me to\n\n1. Fix the bug\n2. Write a report\n\nWhich one?',
    ['Go with option 1: Fix the bug.', 'Go with option 2: Write a report.'],
  ],
  [
    'Which of these should I do first?\n\n1. The parser\n   with its tests\n2. The printer',
    ['Go with option 1: The parser.', 'Go with option 2: The printer.'],
  ],
];

/** Real questions whose answers cannot be counted: only a person can answer. */
const openEnded = [
  'What should the function be called?',
  'Which port should the server listen on?',
  'Where are the test data?',
  'What is the name of the table?',
  'Could you tell me the host name of the database?',
  'Which version do you run?',
  'Do you have an account there?',
  'What error do you see?',
  'How many users do you expect?',
  'Which database do you want to use?',
  'Should I proceed? And which port should I use?',
  'Should I commit? Should I push?',
  'A few questions:\n\n1. Which database do you want?\n2. Which port?\n3. Should I add auth?',
  'A few questions:\n\n1. Which database do you want?\n2. Which port?\n\nLet me know!',
  'Before I start:\n- Should I add tests?\n- Should I write docs?',
  'Thoughts?',
  'How would you like to proceed?',
  'Could you clarify which file you mean?',
  'I can update the tests or change the code. Which do you prefer?',
  'Can you share the log?',
  'Are you sure?',
  'Is the server running?',
  'Did you restart it?',
  'Any objections?',
  'What do you think about the design?',
  'Would you mind checking the credentials?',
  'When should it expire?',
  'Who may see the page?',
  'Soll ich fortfahren?',
  'Welche Datenbank soll ich nehmen?',
  'What would you like the page to show?',
];

/** Turns that wait for nothing. */
const silent = [
  '',
  'Done.',
  'All tests pass.',
  'I fixed the bug and added a test.',
  'Let me know if you need anything else.',
  "Let me know if you'd like any changes.",
  'Let me know if you have any questions.',
  'Feel free to ask if anything is unclear.',
  'Anything else?',
  'Is there anything else you would like me to do?',
  'Is there anything else I can help you with?',
  'Do you need anything else?',
  'Would you like anything else?',
  'Any questions?',
  'Do you have any questions?',
  'Any other questions?',
  'Does that help?',
  'Does this make sense?',
  'Does that answer your question?',
  'Make sense?',
  'What would you like to work on next?',
  'What would you like to do next?',
  "What's next?",
  'What should we do next?',
  'What would you like me to do next?',
  'What can I do next?',
  'How can I help?',
  'How can I help you today?',
  'What can I help you with?',
  'What would you like me to help with?',
  'What would you like me to do?',
  'What do you want to build?',
  'Why? Because the lock is held.',
  'Why does this fail? The lock is held.',
  'Why did it fail? It turns out that the clock was wrong. Fixed now.',
  'The result? It works.',
  'It works! Pretty neat, right?',
  'Cool, huh?',
  'Nice!',
  "Isn't that nice?",
  'It is faster now, right?',
  'Should I proceed? No, I found the answer myself. All is done.',
  'Should I use SQLite? The requirements say so, so I did.',
  'I wondered: should I use SQLite? It turned out that it was already there. Everything is done now.',
  'Which approach? The first one worked. Done.',
  'The dialog now asks "Are you sure?"',
  'The button says “Delete it?”.',
  'I added the text "Should I proceed?".',
  '```\nShould I proceed?\n```',
  'Done:\n\n```ts\nconst ok = a ? b : c;\nconfirm("Proceed?")\n```',
  '~~~\nShould I proceed?',
  '> Should I proceed?',
  'The user asked:\n\n> Should I proceed?\n\nI answered yes.',
  'Changes:\n- Added a test\n- Fixed the bug',
  'Next steps:\n1. Deploy\n2. Watch the logs',
  'I changed:\n\n1. The parser\n2. The printer\n\nAll tests pass.',
  'Should I proceed?\n\nI went on, since nothing speaks against it. All tests pass.',
  'See https://example.com/?a=b',
  'The regex `a?` matches nothing. Fixed.',
  'Open questions are in QUESTIONS.md.',
  'The FAQ has these entries:\n- How do I start?\n- How do I stop?\n\nThe page is done.',
  '| Question | Answer |\n|---|---|\n| Ready? | yes |',
  'I have answered all your questions.',
  'The answer is 42.',
  'Working on it…',
  "Should I use SQLite or Redis?\n\nI've used SQLite. All is done.",
  "Should I use SQLite? I'll use it.",
  'Next steps you could take:\n1. Deploy\n2. Watch the logs\n\nWhat would you like to do next?',
  'I am waiting for the build.',
  'The tests fail. I will look into it.',
  "I'll continue with the next step.",
  'Thank you!',
  'Let me know how it goes.',
  "Tell me if something doesn't work.",
  'Just let me know.',
  '# Summary\n\nAll is well.',
  'Happy coding!',
  'Everything is ready. You can run `npm start`.',
  '    Should I proceed?',
];

describe('the question at the end of a turn', () => {
  test.each(answerable)('has replies: %s', (text, replies) => {
    expect(labelsOf(text)).toEqual(replies);
  });
  test.each(openEnded)('is for a person: %s', (text) => {
    expect(labelsOf(text)).toEqual([]);
  });
  test.each(silent)('is none: %s', (text) => {
    expect(proseQuestion(text)).toBeUndefined();
  });
  it('is told as one line, without markup, with what its options say', () => {
    expect(proseQuestion('Which do you\nprefer?\n\n1. **SQLite**: one file\n2. **PostgreSQL**: a server')).toEqual({
      question: 'Which do you prefer?',
      header: '',
      multi: false,
      choices: [
        { label: 'Go with option 1: SQLite.', description: 'SQLite: one file' },
        { label: 'Go with option 2: PostgreSQL.', description: 'PostgreSQL: a server' },
      ],
    });
  });
  test.each(answerable)('has replies that are one line and no command: %s', (text) => {
    for (const label of labelsOf(text) ?? []) expect(label).toMatch(/^[A-Za-z][^\r\n\p{C}]{0,199}$/u);
  });
  it('types no command, whatever the text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constantFrom(
        '1. ',
        '2. ',
        '\n',
        '\n\n',
        '- ',
        '# ',
        '/clear',
        '!rm',
        '&',
        '?',
        'Which one do you prefer',
        'Should I ',
        ' or ',
        '**',
        '```',
        'Option A: ',
        'Option B: ',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        for (const label of labelsOf(`${pieces.join('')}?`) ?? []) {
          expect(label).toMatch(/^[^!#&/\s][^\r\n\p{Cc}\p{Cf}\u2028\u2029]*$/u);
          expect(label.length).toBeLessThanOrEqual(limits.choiceLabelCharsMax);
        }
      }),
    );
  });
  it('is found quickly in texts made to take long', () => {
    for (const unit of ['1. ', 'a? ', '- a\n', '**', '[', 'or ', 'Should I ', 'A. ', '"', '(', ', ', 'let me know '])
      for (const end of ['', '?', '\n\nShould I?']) proseQuestion(unit.repeat(8_000 / unit.length) + end);
  }, 2_000);
  test('the tables hold enough to mean something', () => {
    expect(answerable.length + openEnded.length + silent.length).toBeGreaterThan(150);
  });
});

const done = 'I have updated the parser, and all tests pass. ';

describe('an offer after the work is done', () => {
  it.each([
    'Would you like me to explain how any of this works?',
    'Would you like me to walk you through the changes?',
    'Shall I show you the output?',
    'Want to see the output?',
    'Would you like to review the changes?',
    'Do you want me to change anything?',
    'Would you like me to make any adjustments?',
    "Is there anything you'd like me to adjust?",
    'Are there any specific areas you would like me to focus on?',
    'Would you like a summary of the changes?',
    'Is this what you had in mind?',
    'Did I miss anything?',
    "What's the next task?",
  ])('waits for nobody: %j', (text) => {
    expect(proseQuestion(done + text)).toBeUndefined();
  });

  it.each([
    'Do you want me to change the public API?',
    'Would you like to use tabs or spaces?',
    'Should I explain the error in the message?',
    'Would you like me to show a confirmation dialog or delete at once?',
    'Would you like me to show the error in the dialog?',
    'Do you want me to see if the other callers break, and fix them?',
    'Is there anything you want me to keep before I delete the folder?',
    'Is there a specific database you want me to use?',
    'Would you like me to explain it in the README, and commit that?',
    'Would you like to review the plan first?',
    'Which task of the list is yours?',
  ])('is a question where something hangs on it: %j', (text) => {
    expect(proseQuestion(done + text)).toBeDefined();
  });
});

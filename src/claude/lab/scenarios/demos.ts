import type { Scenario, Step } from '../scenario.ts';
import type { Block, Reply } from '../script.ts';
import type { Asked } from './steps.ts';
import type { Traits } from './traits.ts';
import { asked, idleAfter, inProject, started, submitted } from './steps.ts';

const userType = [
  'export interface User {',
  '  readonly name: string;',
  '  readonly email: string;',
  '}',
  '',
  'export function displayName(user: User): string {',
  '  return user.name.trim() || user.email;',
  '}',
  '',
].join('\n');

function bash(command: string, description: string, cli: Traits): Asked {
  return {
    tool: 'Bash',
    input: { command, description },
    subject: command,
    options: cli.bash,
    sees: [description, 'Do you want to proceed?'],
  };
}

/** One message of a sentence and a call. */
function message(sentence: string, call: Asked | undefined): Reply {
  const text: Block = { type: 'text', text: sentence };
  const calls: Block[] = call === undefined ? [] : [{ type: 'tool_use', name: call.tool, input: call.input }];
  return { kind: 'message', blocks: [text, ...calls] };
}

/**
 * The recordings that `pcc start --demo` plays: on the newest CLI, each a task with the dialogs it leads to. The person
 * answers as pcc would: the one-time yes to what is harmless, no to what is not. No case is named in the prompt, since people see it.
 */
export function demoScenarios(cli: Traits): Scenario[] {
  const write: Asked = {
    tool: 'Write',
    input: { file_path: inProject('src/users.ts'), content: userType },
    subject: 'src/users.ts',
    options: cli.edit,
    sees: ['Do you want to create users.ts?'],
  };
  const edit: Asked = {
    tool: 'Edit',
    input: {
      file_path: inProject('src/index.ts'),
      old_string: "  return 'Hello ' + name;",
      new_string: "  return 'Hello ' + (name.trim() || 'stranger');",
    },
    subject: 'src/index.ts',
    options: cli.edit,
    sees: ['Do you want to make this edit to index.ts?'],
  };
  const read: Asked = { tool: 'Read', input: { file_path: inProject('src/index.ts') }, options: [], sees: [] };
  const test = bash('npm test', 'Run the tests', cli);
  const wipe = bash('rm -rf src dist', 'Remove the sources and start over', cli);
  const yes: Step = { do: 'choose', kind: 'yes-once' };
  return [
    {
      name: 'feature',
      family: 'demo',
      recipe: 'A user type is added under src, then the tests run; both get the one-time yes.',
      script: {
        '': [
          message("I'll put the user type into a file of its own.", write),
          message('Now the tests.', test),
          message('Done: `src/users.ts` holds the `User` type with a display name, and the tests pass.', undefined),
        ],
      },
      steps: [
        started,
        ...submitted('Add a user type with a display name'),
        asked(write),
        yes,
        asked(test),
        yes,
        idleAfter('the tests pass.'),
      ],
    },
    {
      name: 'fix',
      family: 'demo',
      recipe: 'A function is mended by an edit, then the tests run; both get the one-time yes.',
      script: {
        '': [
          message('Let me look at it first.', read),
          message('A blank name slips through. I mend that.', edit),
          message('Now the tests.', test),
          message('Strangers are greeted as strangers now, and the tests pass.', undefined),
        ],
      },
      steps: [
        started,
        ...submitted('Greet people without a name as strangers'),
        asked(edit),
        yes,
        asked(test),
        yes,
        idleAfter('the tests pass.'),
      ],
    },
    {
      name: 'danger',
      family: 'demo',
      recipe: 'The sources are to be removed, which is refused.',
      script: {
        '': [message('The quickest way is to remove everything and start over.', wipe)],
      },
      steps: [
        started,
        ...submitted('Tidy up the project'),
        asked(wipe),
        { do: 'choose', kind: 'no' },
        { do: 'see', texts: ['? for shortcuts'], absent: ['Do you want to'], label: { state: 'idle' } },
      ],
    },
  ];
}

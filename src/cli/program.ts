import { Command, CommanderError, Option } from 'commander';
import { PccError } from '../base/errors.ts';
import { groupSummaries, shownVerbs } from './overview.ts';
import type { Given, Verb } from './verb.ts';

/** What the command line asks for: a verb with its arguments, or a text to print (help, version). */
export type Asked =
  | { readonly type: 'verb'; readonly verb: Verb; readonly given: Given }
  | { readonly type: 'text'; readonly text: string };

/**
 * Parses a command line against the verb table.
 *
 * @throws PccError `usage` that names the wrong word and the nearest right one.
 */
export function parseCommandLine(argv: readonly string[], verbs: readonly Verb[], version: string): Asked {
  const { own, rest } = splitRest(argv, verbs);
  let asked: Asked | undefined;
  let printed = '';
  const program = bareCommand('pcc', (text) => (printed += text))
    .description('A terminal multiplexer for Claude Code that answers what is safe and asks you about the rest.')
    .version(version, '-v, --version', 'Print the version.')
    .helpCommand('help [verb]', 'Print the help of a verb.')
    .addHelpText('after', examplesText(shownVerbs.flatMap((name) => exampleOf(name, verbs))));
  const groups = new Map<string, Command>();
  for (const verb of verbs) {
    const parent = parentOf(verb, program, groups, (text) => (printed += text));
    const command = commandOf(verb, (text) => (printed += text));
    command.action(() => {
      asked = {
        type: 'verb',
        verb,
        given: { args: command.processedArgs.flat().filter(isText), options: command.opts(), rest },
      };
    });
    parent.addCommand(command, { hidden: verb.hidden === true });
  }
  for (const [group, parent] of groups) {
    const inner = verbs.filter((verb) => verb.name.startsWith(`${group} `));
    parent.addHelpText('after', examplesText(inner.flatMap((verb) => verb.examples)));
  }
  if (own.length === 0) {
    program.outputHelp();
    return { type: 'text', text: printed };
  }
  try {
    program.parse(own, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw new PccError('usage', usageSentence(error));
  }
  return asked ?? { type: 'text', text: printed };
}

/** Cuts off what stands after `--` where the verb hands it to another program. */
function splitRest(
  argv: readonly string[],
  verbs: readonly Verb[],
): { own: readonly string[]; rest: readonly string[] } {
  const at = argv.indexOf('--');
  const named = [argv[0], argv.slice(0, 2).join(' ')];
  const passes = verbs.some((verb) => verb.passesRest === true && named.includes(verb.name));
  return at === -1 || !passes ? { own: argv, rest: [] } : { own: argv.slice(0, at), rest: argv.slice(at + 1) };
}

function bareCommand(name: string, print: (text: string) => void): Command {
  return new Command(name)
    .exitOverride()
    .helpOption('-h, --help', 'Print this help.')
    .helpCommand(false)
    .configureOutput({ writeOut: print, writeErr: print, outputError: () => undefined });
}

function parentOf(verb: Verb, program: Command, groups: Map<string, Command>, print: (text: string) => void): Command {
  const [group, inner] = verb.name.split(' ');
  if (inner === undefined || group === undefined) return program;
  let parent = groups.get(group);
  if (!parent) {
    parent = bareCommand(group, print).description(groupSummaries[group] ?? '');
    groups.set(group, parent);
    program.addCommand(parent);
  }
  return parent;
}

function commandOf(verb: Verb, print: (text: string) => void): Command {
  const command = bareCommand(verb.name.split(' ').at(-1) ?? verb.name, print).description(verb.summary);
  for (const [notation, sentence] of verb.args) command.argument(notation, sentence);
  for (const [flags, sentence, choices] of verb.options) {
    const option = new Option(flags, sentence);
    command.addOption(choices ? option.choices(choices) : option);
  }
  return command.allowExcessArguments(false).addHelpText('after', examplesText(verb.examples));
}

function exampleOf(name: string, verbs: readonly Verb[]): readonly string[] {
  return verbs.find((verb) => verb.name === name)?.examples.slice(0, 1) ?? [];
}

function examplesText(examples: readonly string[]): string {
  return `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`;
}

function isText(part: unknown): part is string {
  return typeof part === 'string';
}

/** One sentence out of the parser's message, which may hold a suggestion in brackets. */
function usageSentence(error: CommanderError): string {
  if (error.code === 'commander.help') return "A verb is missing; 'pcc --help' lists them.";
  const [, verb, most, found] =
    /^error: too many arguments for '(.+)'\. Expected (\d+) .* got (\d+)/.exec(error.message) ?? [];
  if (verb !== undefined)
    return `Too many arguments: '${verb}' takes ${most === '0' ? 'none' : `at most ${most ?? ''}`}, not ${found ?? ''}; words that belong together stand in quotes, and '--help' shows what is possible.`;
  const [first = '', hint] = error.message.replace(/^error: /, '').split('\n');
  const statement = first.replace(/\.$/, '');
  const sentence = statement.charAt(0).toUpperCase() + statement.slice(1);
  const suggestion = hint && /^\(Did you mean (.*)\?\)$/.exec(hint)?.[1];
  return suggestion ? `${sentence}; did you mean ${suggestion}?` : `${sentence}; '--help' shows what is possible.`;
}

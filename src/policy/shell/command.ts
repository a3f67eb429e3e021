import { isInside, judgePath } from '../paths.ts';
import { isGraveWord } from './checkTools.ts';
import { checks } from './checks.ts';
import type { Program } from './grammar.ts';
import type { Sorted } from './options.ts';
import { judgeOperands } from './operands.ts';
import { sortWords } from './options.ts';
import { noteText } from './redirects.ts';
import { asksForHarm, isRemote, judgeAny, judgeFresh, judgeValue } from './roles.ts';
import type { Scene } from './scene.ts';
import { installedTool, judgeTask } from './tasks.ts';
import { judgeUnseen, judgeUnseenTask } from './unseen.ts';
import type { Arg } from './words.ts';
import { hole, staticArg } from './words.ts';

/** Asking a known program what it is. */
const aboutItself = new Set(['--version', '--help', '-version', '--usage']);

/** Folders whose programs are the ones the grammar means. */
const systemFolders = /^\/(?:usr\/(?:local\/)?)?s?bin\/([\w.+-]+)$/;
const buildWrappers = /^(?:\.\/)?(?:gradlew|mvnw)$/;

/** Judges one simple command: the words after redirections and assignments are taken off. */
export function judgeWords(args: readonly Arg[], scene: Scene): void {
  const [command, ...rest] = args;
  if (!command) return;
  const { trace, place } = scene;
  if (command.sort !== 'static' || command.splits || command.text === '') {
    trace.high('command-unknown', 'The name of the command is not known beforehand.');
    return;
  }
  const name = programName(command.text, scene);
  const names = [name ?? command.text, ...(name === undefined ? [command.text.replace(/^.*\//, '')] : [])];
  for (const { text } of rest) {
    const host = hostIn(text);
    if (host !== undefined) trace.hosts.add(host);
  }
  trace.runs(names, [names[0], ...rest.map((arg) => arg.text.replaceAll(hole, '…'))].join(' '));
  if (name === undefined) {
    for (const arg of rest) judgeAny(arg, scene);
    return;
  }
  const program = place.rules.programs.get(name);
  if (!program) {
    for (const arg of rest) judgeAny(arg, scene);
    trace.high('program-unknown', `The program ${name} is not known.`);
  } else judgeProgram(program, rest, scene);
}

/** The host that a word names as a URL, or as `user@host:path`; for rules to look at. */
function hostIn(text: string): string | undefined {
  const remote = /^[\w.-]+@([\w.-]+):/.exec(text)?.[1];
  if (remote !== undefined) return remote.toLowerCase();
  const url = /(?:^|=)([a-z][a-z0-9+.-]*:\/\/.*)$/i.exec(text)?.[1];
  return url !== undefined && URL.canParse(url) ? new URL(url).hostname : undefined;
}

/** The name under which the grammar knows a command; undefined for a script, which is judged here. */
function programName(text: string, scene: Scene): string | undefined {
  if (!text.includes('/')) {
    if (text.startsWith('~')) scene.trace.high('program-path', 'The program is named by a home folder.');
    return text;
  }
  const installed = systemFolders.exec(text)?.[1];
  if (installed !== undefined) return installed;
  const { trace, place } = scene;
  if (isInside(text, place)) {
    const written = scene.written.at(text);
    const tool = installedTool(text);
    if (tool !== undefined && !written) return tool;
    if (buildWrappers.test(text) && !written) return text.replace(/^\.\//, '');
    if (written) judgeFresh(text, written.text, scene);
    judgePath(text, 'scan', place, trace);
    judgeTask(staticArg(text.replace(/^.*\//, '').replace(/\.\w+$/, '')), trace);
    trace.medium('script', `${text} is a program of the project; what it does is not on the command line.`);
  } else trace.high('program-outside', `The program ${text} is outside the project.`);
  return undefined;
}

function runsCode(program: Program): boolean {
  return program.family === 'node' || program.family === 'languages';
}

/** Judges the words behind a program by its grammar. */
export function judgeProgram(program: Program, args: readonly Arg[], scene: Scene): void {
  const words = args.map((arg) => (arg.sort === 'static' ? arg.text : ''));
  const asks = aboutItself.has(words[0] ?? '') && words.slice(1).every((word) => word === '--verbose');
  if (asks && program.risk !== 'HIGH') return;
  const { place, trace } = scene;
  if (runsCode(program) && !isInside('.', place)) {
    trace.high('outside-run', 'Code of another folder than the project is run.');
  }
  if (program.commands) {
    judgeSubcommand(program, program.commands, args, scene);
    return;
  }
  const wraps =
    program.operands.first.some((role) => role === 'command' || role === 'tool' || role === 'npx' || role === 'run') ||
    (program.operands.first.includes('task') && /^(?:yarn|pnpm|bun)\./.test(program.id)) ||
    program.operands.repeated === 'env' ||
    program.check === 'watch' ||
    program.check === 'workspace';
  const sorted = sortWords(args, program, wraps);
  judgeLeaf(program, sorted, args, scene);
}

function judgeSubcommand(
  program: Program,
  commands: ReadonlyMap<string, Program>,
  args: readonly Arg[],
  scene: Scene,
): void {
  const { trace } = scene;
  const sorted = sortWords(args, program, true);
  judgeOptions(program, sorted, scene);
  if (program.guarded) judgeGuarded(args, scene);
  // `cargo +nightly test` names a toolchain first.
  if (program.id === 'cargo' && sorted.operands[0]?.text.startsWith('+')) {
    judgeToolchain(sorted.operands[0], scene);
    judgeProgram(program, sorted.operands.slice(1), scene);
    return;
  }
  const [name, ...rest] = sorted.operands;
  if (!name) {
    const asksOnly =
      sorted.known.length > 0 &&
      sorted.known.every((option) => /^-(?:v|V|h|-version|-help|-list|-info)$/.test(option.name));
    if (program.bare && !asksOnly) trace.add(program.bare, program.id, program.reason);
    return;
  }
  const chosen = name.sort === 'static' ? commands.get(name.text) : undefined;
  if (chosen) {
    const folder = sorted.values.findLast(({ role }) => role === 'enter' || role === 'work');
    judgeProgram(chosen, rest, folder?.arg.sort === 'static' ? scene.inFolder(folder.arg.text) : scene);
    return;
  }
  // `nyc report` is a command of its own, and `nyc npm test` runs another program.
  if (program.operands.first[0] === 'command') {
    scene.judgeCommand(sorted.operands);
    return;
  }
  if (isRemote(name.text)) trace.high('script-remote', `${name.text} is fetched from the network and run.`);
  for (const arg of sorted.operands) {
    judgeAny(arg, scene);
    if (isGraveWord(arg.text))
      trace.high('verb-grave', `The word ${arg.text} asks for something that is hard to undo.`);
  }
  // To these a word that is no command of theirs is a script of the project, and the rest its arguments.
  if (/^(?:yarn|pnpm|bun)$/.test(program.id)) {
    judgeTask(name, trace);
    judgeUnseenTask(name, scene);
    return;
  }
  trace.add(
    program.otherwise,
    `${program.id}.other`,
    `${program.id.replaceAll('.', ' ')} ${name.text.replaceAll(hole, '…')} is not known.`,
  );
}

/** Toolchains of rustup go by their channel; one of another name was linked by somebody, and a path is run as it stands. */
function judgeToolchain(arg: Arg, { trace }: Scene): void {
  const name = arg.text.slice(1);
  if (arg.sort !== 'static' || /[/~]/.test(name))
    trace.high('toolchain', 'The programs of another folder are run in place of the toolchain.');
  else if (!/^(?:stable|beta|nightly|\d+\.\d+(?:\.\d+)?)(?:-\d{4}-\d\d-\d\d)?(?:-[a-z0-9_]+-[a-z0-9_-]+)?$/.test(name))
    trace.medium('toolchain', `What the toolchain ${name} runs is not known.`);
}

function judgeLeaf(program: Program, sorted: Sorted, args: readonly Arg[], scene: Scene): void {
  const { trace } = scene;
  judgeOptions(program, sorted, scene);
  const fed = scene.stdin.text !== undefined && /^(?:interpreter|python|php)$/.test(program.check ?? '');
  if (args.length === 0 && program.bare && !fed) trace.add(program.bare, program.id, program.reason);
  const check = program.check === undefined ? undefined : checks.get(program.check);
  if (check) check({ program, sorted, args }, scene);
  else judgeOperands(program, sorted.operands, scene);
  // The value of an option that is not known stands among the operands.
  if (sorted.unknown.length > 0)
    for (const arg of sorted.operands)
      if ((runsCode(program) ? /^[~/]|^\.\.(?:\/|$)/ : /^~|^\.\.(?:\/|$)/).test(arg.text)) judgeAny(arg, scene);
  if (program.guarded) judgeGuarded(args, scene);
  judgeUnseen(program, sorted.operands, scene);
  if (program.risk !== 'LOW') trace.add(program.risk, program.id, program.reason);
}

function judgeOptions(program: Program, sorted: Sorted, scene: Scene): void {
  const { trace } = scene;
  for (const { name, risk } of sorted.known) {
    if (risk !== 'LOW')
      trace.add(
        risk,
        `${program.id}${name.startsWith('--') ? name : ` ${name}`}`,
        `The option ${name} of ${program.id.replaceAll('.', ' ')} goes beyond what is harmless.`,
      );
  }
  for (const name of sorted.unknown) {
    for (const part of name.split(/[,=:]/).slice(1))
      if (/^(?:~|\.\.\/|\/(?:home|Users|root|etc|tmp)\/)/.test(part)) judgeAny(staticArg(part), scene);
    if (asksForHarm(name)) trace.high('option-grave', `The option ${name} asks for harm by its name.`);
    else if (program.risk === 'LOW' || program.unknown === 'HIGH') {
      trace.add(
        program.unknown,
        'option-unknown',
        `The option ${name} of ${program.id.replaceAll('.', ' ')} is not known.`,
      );
    }
  }
  for (const { role, arg } of sorted.values) {
    if (role !== 'program') judgeValue(arg, role, scene);
    if (role === 'write') noteText(arg, undefined, scene);
  }
  if (runsCode(program) && sorted.values.some(({ role, arg }) => role === 'word' && moduleFile.test(arg.text)))
    trace.medium('option-module', 'An option names a module that the program may load.');
}

/** A file that a reporter, a formatter or the like is loaded from. */
const moduleFile = /^[\w./@-]*\w\.(?:[cm]?[jt]sx?|dll|so|py|rb|php)$/;

const production = /(?:^|[^a-z])(?:prod|production|live|master-db|primary-db)(?:$|[^a-z])/i;

/** Tools that reach shared systems: what names production goes to a person. */
function judgeGuarded(args: readonly Arg[], scene: Scene): void {
  if (args.some((arg) => production.test(arg.text)))
    scene.trace.high('production', 'A shared system is named as production.');
}

import { limits } from '../../limits.ts';
import type { Place } from '../paths.ts';
import { absolutePath } from '../paths.ts';
import type { Trace } from '../trace.ts';
import { judgeAssignment } from './assignments.ts';
import { judgeWords } from './command.ts';
import { enterFolder, judgeWhere } from './folders.ts';
import { outputOf } from './listing.ts';
import type {
  AndOr,
  Assignment,
  Command,
  CommandNode,
  CompoundList,
  ParsedScript,
  PipelineNode,
  Redirection,
  Statement,
  Word,
} from './parse.ts';
import { parseShell } from './parse.ts';
import { judgeGroupOutputs, judgeOutputs, judgeRedirect, printsNothing } from './redirects.ts';
import type { Scene, Stdin } from './scene.ts';
import { noStdin, piped } from './scene.ts';
import type { ShellState } from './shellState.ts';
import { assign, joinBranch, copyOf, forget, forgetChanges, knownValue, mayHoldSecret } from './shellState.ts';
import { judgeTestExpression } from './testExpression.ts';
import type { Arg, WordReader } from './words.ts';
import { loopValuesMax, readArithmetic, readCounting, readWord, staticArg, unknownArg } from './words.ts';
import { WrittenFiles } from './written.ts';

/** Walks over shell text and judges each command where it stands; a closed list of shapes. `written` collects what it writes. */
export class ShellWalk {
  readonly #trace: Trace;
  readonly #at: { place: Place; trace: Trace };
  readonly #written: WrittenFiles;
  /** What the condition of a loop reads. */
  #input: Stdin = noStdin;
  #commands = 0;
  #depth = 0;

  constructor(place: Place, trace: Trace, written = new WrittenFiles()) {
    this.#written = written;
    this.#trace = trace;
    this.#at = { place, trace };
  }

  /** Judges a text as a shell would run it, starting in the place's folder. */
  judgeText(text: string): void {
    this.#judgeText(text, { cwd: this.#at.place.cwd, cwdUnsure: false, variables: new Map() });
  }

  #judgeText(text: string, state: ShellState): void {
    this.#trace.about(text);
    const script = parseShell(text);
    if (!script) this.#trace.high('shell-unparsable', 'The command is no shell text that can be parsed.');
    else if (script.commands.length === 0 && !script.errors?.length)
      this.#trace.high('shell-empty', 'The command is empty.');
    else this.#script(script, text, state);
  }

  /** Judges a script; gives the paths that it prints when its only command lists some. */
  #script(script: ParsedScript, source: string, state: ShellState): Arg | undefined {
    const [error] = script.errors ?? [];
    if (error) this.#trace.high('shell-unparsable', `The command does not parse: ${error.message}.`);
    let listed: Arg | undefined;
    this.#deeper(() => {
      for (const statement of script.commands) listed = this.#statement(statement, source, state);
    });
    return script.commands.length === 1 ? listed : undefined;
  }

  #deeper(visit: () => void): void {
    if (this.#depth >= limits.nestingMax) {
      this.#trace.high('shell-nesting', `The command is nested more than ${limits.nestingMax} deep.`);
      return;
    }
    this.#depth++;
    visit();
    this.#depth--;
  }

  #statement(statement: Statement, source: string, state: ShellState): Arg | undefined {
    if (statement.background) this.#trace.medium('shell-background', 'A command goes on in the background.');
    const inner = statement.background ? copyOf(state) : state;
    const { command } = statement;
    if (command.type !== 'AndOr') {
      const before = inner.cwd;
      const listed = this.#pipeline(command, source, inner);
      if (inner.cwd !== before) inner.cwdUnsure = true;
      return listed;
    }
    this.#chain(command, source, inner);
    return undefined;
  }

  /** Behind a chain it is not sure which of its parts ran: their folder changes and variables are not sure either. */
  #chain(chain: AndOr, source: string, state: ShellState): void {
    const cwd = state.cwd;
    let sure = new Map(state.variables);
    for (const [index, part] of chain.commands.entries()) {
      this.#pipeline(part, source, state);
      if (index === 0) sure = new Map(state.variables);
      if (chain.operators[index] !== '||') continue;
      forgetChanges(state, sure);
      if (state.cwd !== cwd) state.cwdUnsure = true;
    }
    forgetChanges(state, sure);
    if (state.cwd !== cwd) state.cwdUnsure = true;
  }

  #pipeline(node: PipelineNode, source: string, state: ShellState): Arg | undefined {
    if (node.type !== 'Pipeline') return this.#command(node, source, state, this.#input).listed;
    const single = node.commands.length === 1;
    let stdin = this.#input;
    for (const command of node.commands) {
      const inner = single ? state : copyOf(state);
      stdin = this.#command(command, source, inner, stdin);
    }
    return stdin.listed;
  }

  /** Judges one command; gives what comes out of it. */
  #command(node: CommandNode, source: string, state: ShellState, stdin: Stdin): Stdin {
    this.#commands++;
    if (this.#commands > limits.commandsMax) {
      if (this.#commands === limits.commandsMax + 1)
        this.#trace.high('shell-count', `There are more than ${limits.commandsMax} commands.`);
      return piped;
    }
    if (node.type === 'Command') return this.#simple(node, source, state, stdin);
    this.#deeper(() => this.#compound(node, source, state, stdin));
    return piped;
  }

  #compound(node: Exclude<CommandNode, Command>, source: string, state: ShellState, stdin: Stdin): void {
    switch (node.type) {
      case 'Subshell':
        this.#list(node.body, source, copyOf(state));
        return;
      case 'BraceGroup':
        this.#list(node.body, source, state);
        return;
      case 'If':
        this.#clause(node.clause, source, state);
        for (const part of [
          node.then,
          ...node.elif.flatMap((elif) => [elif.clause, elif.then]),
          ...(node.else ? [node.else] : []),
        ])
          this.#branch(part, source, state);
        return;
      case 'While':
        forget(state, node.body, source);
        this.#input = stdin;
        this.#clause(node.clause, source, state);
        this.#input = noStdin;
        this.#turn(node.body, source, state);
        return;
      case 'For':
        this.#loop(node.name.value, node.wordlist, node.body, { source, state });
        return;
      case 'Case':
        this.#words([node.word], source, state);
        for (const item of node.items) {
          this.#words(item.pattern, source, state);
          this.#branch(item.body, source, state);
        }
        return;
      case 'TestCommand':
        judgeTestExpression(node.expression, (words) => this.#words(words, source, state), this.#trace);
        return;
      case 'ArithmeticCommand':
        readCounting(node.body, this.#reader(source, state));
        return;
      case 'ArithmeticFor':
        this.#trace.medium('shell-arithmetic-loop', 'A counting loop is not followed.');
        for (const part of [node.initialize, node.test, node.update])
          if (part)
            readArithmetic(source.slice(part.pos, part.end).replace(/\+\+|--/g, ''), this.#reader(source, state));
        this.#turn(node.body, source, state);
        return;
      case 'Redirected':
        for (const redirect of node.redirects) this.#redirect(redirect, source, state);
        judgeGroupOutputs(node.redirects, this.#reader(source, state), this.#scene(state, noStdin));
        this.#command(node.command, source, state, stdin);
        return;
      case 'Select':
        this.#trace.high('shell-select', 'A menu of the shell waits for input.');
        this.#branch(node.body, source, state);
        return;
      case 'Function':
        this.#trace.high('shell-function', 'A function is defined, which gives a name another meaning.');
        return;
      default:
        this.#trace.high('shell-shape', 'The command has a shape that is not followed.');
    }
  }

  #list(list: CompoundList, source: string, state: ShellState): void {
    for (const statement of list.commands) this.#statement(statement, source, state);
  }

  /** A condition runs, but a folder change in it may fail. */
  #clause(list: CompoundList, source: string, state: ShellState): void {
    const cwd = state.cwd;
    this.#list(list, source, state);
    if (state.cwd !== cwd) state.cwdUnsure = true;
  }

  /** A part that may or may not run: afterwards its folder is not sure, and what it set is not known. */
  #branch(list: CompoundList, source: string, state: ShellState): boolean {
    const inner = copyOf(state);
    this.#list(list, source, inner);
    return joinBranch(inner, state);
  }

  /** The body of a loop: a folder change in it adds up from turn to turn. */
  #turn(list: CompoundList, source: string, state: ShellState): void {
    if (this.#branch(list, source, state))
      this.#trace.medium('loop-folder', 'A loop changes its folder from turn to turn.');
  }

  #loop(
    name: string,
    wordlist: readonly Word[] | undefined,
    body: CompoundList,
    at: { source: string; state: ShellState },
  ): void {
    const { source, state } = at;
    const values = wordlist ? this.#words(wordlist, source, state) : [unknownArg()];
    const followed = values.length <= loopValuesMax ? values : [unknownArg()];
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      this.#trace.high('loop-name', 'The variable of a loop has no plain name.');
      return;
    }
    assign(name, unknownArg(), state, this.#at);
    forget(state, body, source);
    for (const value of followed) {
      state.variables.set(name, value.sort === 'unknown' && !value.stands ? undefined : value);
      this.#turn(body, source, state);
    }
    state.variables.set(name, undefined);
  }

  #simple(node: Command, source: string, state: ShellState, stdin: Stdin): Stdin {
    const trace = this.#trace;
    const subject = source.slice(node.pos, node.end);
    trace.about(subject);
    const words = node.name ? this.#words([node.name], source, state) : [];
    if (node.name && (words.length !== 1 || node.name.parts?.some((part) => part.type === 'BraceExpansion')))
      trace.high('command-braces', 'Braces build the name of the command.');
    // `IFS= read` sets the separator for this one reading, as every loop over lines does.
    for (const item of node.prefix)
      if (item.type === 'Assignment' && !(item.name === 'IFS' && node.name?.text === 'read'))
        this.#prefix(item, node.name !== undefined, source, state);
      else if (item.type === 'Assignment' && item.value.type === 'Word') this.#words([item.value], source, state);
    for (const arg of node.args)
      words.push(
        ...(arg.type === 'Assignment' ? [this.#argument(arg, source, state)] : this.#words([arg], source, state)),
      );
    let input = stdin;
    for (const redirect of node.redirects) input = this.#redirect(redirect, source, state) ?? input;
    const scene = this.#scene(state, input);
    const silent = printsNothing(words, input);
    judgeOutputs(node.redirects, { words, silent }, this.#reader(source, state), scene);
    trace.about(subject);
    judgeWhere(words[0]?.text, state, trace);
    judgeWords(words, scene);
    return silent ? noStdin : outputOf(words, scene);
  }

  #prefix(item: Assignment, isEnvironment: boolean, source: string, state: ShellState): void {
    if (item.index) this.#trace.high('assign-index', 'The shell evaluates the index of an array.');
    if (item.value.type === 'ArrayValue') {
      this.#words(item.value.elements, source, state);
      assign(item.name, unknownArg(), state, this.#at);
      return;
    }
    const [value = staticArg('')] = this.#words([item.value], source, state);
    const whole = item.append ? unknownArg() : value;
    if (isEnvironment) judgeAssignment(item.name, whole, this.#at.place, this.#trace);
    else assign(item.name, whole, state, this.#at);
  }

  #argument(item: Assignment, source: string, state: ShellState): Arg {
    if (item.index) this.#trace.high('assign-index', 'The shell evaluates the index of an array.');
    if (item.value.type === 'ArrayValue') {
      this.#words(item.value.elements, source, state);
      return unknownArg(`${item.name}=`);
    }
    const [value = staticArg('')] = this.#words([item.value], source, state);
    return { ...value, text: `${item.name}=${value.text}`, splits: false };
  }

  #redirect(redirect: Redirection, source: string, state: ShellState): Stdin | undefined {
    const reader = this.#reader(source, state);
    return judgeRedirect(redirect, reader, (words) => this.#words(words, source, state), this.#scene(state, noStdin));
  }

  #words(words: readonly Word[], source: string, state: ShellState): Arg[] {
    const reader = this.#reader(source, state);
    return words.flatMap((word) => {
      if (/^=[A-Za-z/]/.test(word.text)) this.#trace.high('word-zsh', 'The word means a program in zsh.');
      return readWord(word, reader);
    });
  }

  #reader(source: string, state: ShellState): WordReader {
    return {
      valueOf: (name) => knownValue(name, state, this.#at.place.facts.home),
      onScript: (script, text) => {
        if (script) return this.#script(script, script.source ?? source, copyOf(state));
        this.#trace.high('shell-unparsable', `The substitution ${text} does not parse.`);
        return undefined;
      },
      onOddity: (risk, sentence) => this.#trace.add(risk, 'shell-word', sentence),
      onVariable: (name) => {
        if (mayHoldSecret(name, state)) this.#trace.high('secret-variable', `The variable ${name} may hold a secret.`);
      },
    };
  }

  #scene(state: ShellState, stdin: Stdin, wrapped = false): Scene {
    const place: Place = { ...this.#at.place, cwd: state.cwd };
    return {
      place,
      trace: this.#trace,
      stdin,
      cwdUnsure: state.cwdUnsure,
      judgeShell: (text) => this.#deeper(() => this.#judgeText(text, copyOf(state))),
      judgeCommand: (args, input) => this.#deeper(() => judgeWords(args, this.#scene(state, input ?? stdin, true))),
      inFolder: (cwd) => this.#scene({ ...state, cwd: absolutePath(cwd, state.cwd, this.#at.place.facts.home) }, stdin),
      enter: (folder) => {
        enterFolder(folder, state, { ...this.#at, wrapped });
      },
      written: this.#written.from(state.cwd, place.facts.home),
      setVariable: (name, value) => {
        if (wrapped)
          this.#trace.medium('shell-wrapped', 'Behind another program it is not sure that the shell sets a variable.');
        assign(name, value ?? unknownArg(), state, this.#at);
      },
    };
  }
}

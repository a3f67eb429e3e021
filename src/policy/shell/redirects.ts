import { judgeContent } from '../content.ts';
import { isRunByTests } from '../reach.ts';
import type { Redirection, Word } from './parse.ts';
import { judgeEmptied, judgePathArg } from './roles.ts';
import type { Scene, Stdin } from './scene.ts';
import { noStdin } from './scene.ts';
import type { Arg, WordReader } from './words.ts';
import { hole, readWord, staticArg, unknownArg } from './words.ts';

type HereDocument = Extract<Redirection, { type: 'HereDoc' }>;

/** Judges one redirection; gives what the command then reads, when the redirection feeds it. */
export function judgeRedirect(
  redirect: Redirection,
  reader: WordReader,
  wordsOf: (words: readonly Word[]) => Arg[],
  scene: Scene,
): Stdin | undefined {
  const { trace } = scene;
  if (redirect.descriptor?.type === 'FileDescriptorVariable')
    trace.high('redirect-variable', 'A redirection goes by a variable.');
  if (redirect.type === 'HereDoc') return readDocument(redirect, reader, scene);
  const targets = redirect.target ? wordsOf([redirect.target]) : [];
  const [target] = targets;
  if (redirect.type === 'HereString')
    return target?.sort === 'static' ? { kind: 'text', text: target.text } : { kind: 'text' };
  if (!target || targets.length > 1) {
    trace.high('redirect-target', 'A redirection has no target, or several.');
    return undefined;
  }
  return judgeTarget(redirect.operator, target, scene);
}

function readDocument(document: HereDocument, reader: WordReader, scene: Scene): Stdin {
  if (!document.closing) scene.trace.high('heredoc-open', 'A here-document has no end.');
  const { text, parts, pos, end } = document.body;
  if (!parts) return { kind: 'text', text };
  const [body = unknownArg()] = readWord({ type: 'Word', text, value: text, pos, end, parts }, reader);
  return body.sort === 'static' ? { kind: 'text', text: body.text } : { kind: 'text' };
}

function judgeTarget(operator: string, target: Arg, scene: Scene): Stdin | undefined {
  const { trace } = scene;
  if ((operator === '>&' || operator === '<&') && /^(?:\d+-?|-)$/.test(target.text)) return undefined;
  if (target.sort === 'static' && /^[!|&]/.test(target.text))
    trace.high('redirect-zsh', 'The redirection means something else in zsh.');
  if (operator === '<') {
    judgePathArg(target, 'read', scene);
    return target.text === '/dev/null' ? noStdin : { kind: 'file' };
  }
  if (/^\/dev\/(?:tcp|udp)\//.test(target.text))
    trace.high('redirect-network', 'The shell opens a network connection.');
  if (target.sort === 'glob') trace.high('redirect-glob', 'The target of a redirection is a pattern.');
  judgePathArg(target, 'create', scene);
  if (operator === '<>') noteText(target, undefined, scene);
  return undefined;
}

/** Judges where the output of a group, a loop or a branch goes: what it holds is not known. */
export function judgeGroupOutputs(redirects: readonly Redirection[], reader: WordReader, scene: Scene): void {
  const words = [staticArg('{')];
  judgeOutputs(redirects, { words, silent: false }, reader, scene);
}

const silent = new Set([
  ':',
  'true',
  'false',
  'cd',
  'touch',
  'mkdir',
  'sleep',
  'exit',
  'test',
  '[',
  'wait',
  'unset',
  'exec',
]);

/** Tells whether a command surely prints nothing, so that a file it is redirected to is left empty. */
export function printsNothing(words: readonly Arg[], stdin: Stdin): boolean {
  const start = words.findIndex((word) => !/^(?:command|builtin|env|time|nohup)$/.test(word.text));
  const [name, ...args] = start === -1 ? [] : words.slice(start);
  if (!name || silent.has(name.text)) return true;
  if (name.text === 'echo' || name.text === 'printf') return args.every((arg) => /^(?:-[neE]+)?$/.test(arg.text));
  return name.text === 'cat' && stdin.kind === 'none' && args.every((arg) => arg.text === '/dev/null');
}

/** Judges where the output of a command goes: a file that gets nothing loses what it held, and one that gets code may be run. */
export function judgeOutputs(
  redirects: readonly Redirection[],
  from: { readonly words: readonly Arg[]; readonly silent: boolean },
  reader: WordReader,
  scene: Scene,
): void {
  for (const redirect of redirects) judgeOutput(redirect, from, reader, scene);
}

/** Remembers what is written into a file, and judges the text as if a tool for files wrote it. */
export function noteText(target: Arg, text: string | undefined, scene: Scene): void {
  scene.written.note(target.text, text);
  if (text !== undefined) judgeContent(text, target.text, scene.trace);
  else if (isRunByTests(target.text))
    scene.trace.medium(
      'content-unknown',
      `${target.text.replaceAll(hole, '…')} is run by tests or scripts, and what is written into it is not known.`,
    );
}

function judgeOutput(
  redirect: Redirection,
  from: { readonly words: readonly Arg[]; readonly silent: boolean },
  reader: WordReader,
  scene: Scene,
): void {
  if (redirect.type === 'HereDoc' || redirect.type === 'HereString' || !redirect.target) return;
  if (!/^(?:>|>>|>\||&>|&>>|>&)$/.test(redirect.operator)) return;
  const [target] = readWord(redirect.target, reader);
  if (!target) return;
  if (from.silent && !redirect.operator.endsWith('>>')) judgeEmptied(target, scene);
  const [name, ...args] = from.words;
  const copied = name?.text === 'cat' && args.length === 0 ? scene.stdin.text : undefined;
  // Other escapes than line ends, quotes and tabs may spell anything.
  const plainFormat = name?.text !== 'printf' || args.length === 1 || /^%s(?:\\n)?$/.test(args[0]?.text ?? '');
  const prints =
    plainFormat &&
    (name?.text === 'echo' || name?.text === 'printf') &&
    args.every((arg) => arg.sort === 'static' && !/\\[^nt'"\\]/.test(arg.text));
  const printed = prints ? args.map((arg) => arg.text.replace(/\\n/g, '\n')).join(' ') : undefined;
  noteText(target, copied ?? printed, scene);
}

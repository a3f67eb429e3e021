import { isSource } from '../paths.ts';
import { namesNoSecret, namesSecret } from './checkFind.ts';
import type { Scene, Stdin } from './scene.ts';
import { piped } from './scene.ts';
import type { Arg } from './words.ts';
import { staticArg } from './words.ts';

/** Programs that print some of the lines they get and change none of them. */
const filters = new Set(['sort', 'uniq', 'head', 'tail', 'grep', 'shuf', 'tac']);

/** What a command prints, as the next one in a pipeline reads it. */
export function outputOf(words: readonly Arg[], scene: Scene): Stdin {
  const listed = listedBy(words, scene);
  return listed ? { kind: 'pipe', listed } : piped;
}

/**
 * The kind of path that a command prints, when it lists files of the project: `find src -name '*.ts'`, `git ls-files`,
 * `rg -l x src`, and filters behind them. The result stands for each of the paths.
 */
function listedBy(words: readonly Arg[], scene: Scene): Arg | undefined {
  const [command, ...args] = words;
  if (!command || words.some((word) => word.sort === 'unknown')) return undefined;
  const name = command.text;
  const texts = args.map((arg) => arg.text);
  if (filters.has(name) && scene.stdin.listed) return passesThrough(name, texts) ? scene.stdin.listed : undefined;
  const operands = texts.filter((text) => !text.startsWith('-'));
  if (name === 'find') {
    if (texts.some((text) => /^-(?:printf|fprint|ls|exec|ok|follow)/.test(text))) return undefined;
    const found = under(leading(texts), scene, texts.some(namesSecret) ? '.env' : 'x');
    return { ...found, named: namesNoSecret(args) };
  }
  // Without a folder before them, the names that `ls -a` prints are those of the working directory, `.env` among them.
  if (name === 'ls')
    return texts.some((text) => /^-[a-zA-Z]*[aA]|^--a/.test(text)) ? under(['.'], scene, '.env') : undefined;
  if (name === 'git')
    return texts[0] === 'ls-files' && !texts.some((text) => /^-[zs]*s/.test(text))
      ? under(operands.slice(1), scene)
      : undefined;
  if (name === 'fd' || name === 'fdfind')
    return texts.some((text) => /^-[xX]|^--exec/.test(text)) ? undefined : under(operands.slice(1), scene);
  const listsNames = texts.some((text) =>
    /^-[a-zA-Z]*l$|^-[a-zA-Z]*l[a-zA-Z]*$|^--files(?:-with-matches)?$/.test(text),
  );
  if ((name === 'rg' || name === 'grep' || name === 'ag') && listsNames)
    return under(texts.includes('--files') ? operands : operands.slice(1), scene);
  return undefined;
}

/** A filter that reads a file of its own prints that file's lines instead. */
function passesThrough(name: string, texts: readonly string[]): boolean {
  const words = texts.filter((text) => !text.startsWith('-') && !/^\d+$/.test(text));
  return (
    words.length <= (name === 'grep' ? 1 : 0) &&
    !texts.some((text) => /^-[a-zA-Z]*[rRocef]|^--(?:recursive|only|count|file)/.test(text))
  );
}

function leading(texts: readonly string[]): string[] {
  const end = texts.findIndex((text) => /^[-(!]/.test(text));
  return end === -1 ? [...texts] : texts.slice(0, end);
}

/** The path that stands for all below these folders: in a source folder when all of them are, else in the project at large. */
function under(folders: readonly string[], scene: Scene, name = 'x'): Arg {
  const [first] = folders;
  const folder =
    first !== undefined && folders.every((each) => isSource(each, scene.place))
      ? first
      : (folders.find((each) => /^[~/]|\.\./.test(each)) ?? '.');
  return { ...staticArg(`${folder.replace(/\/$/, '')}/${name}`), listed: true };
}

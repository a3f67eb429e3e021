import { awkProblem } from './awkScript.ts';
import type { Line } from './checks.ts';
import { judgeContent } from '../content.ts';
import { alternativesOf } from '../glob.ts';
import { isSource } from '../paths.ts';
import { mayNameSecret } from './checkFind.ts';
import { judgeOperands } from './operands.ts';
import { judgeEmptied, judgePathArg } from './roles.ts';
import { noteText } from './redirects.ts';
import type { Scene } from './scene.ts';
import { sortWords } from './options.ts';
import type { Arg } from './words.ts';
import { hole } from './words.ts';
import { sedProblem } from './sedScript.ts';

/** `tee`: fed by nothing, it leaves its files empty. */
export function judgeTee({ program, sorted }: Line, scene: Scene): void {
  judgeOperands(program, sorted.operands, scene);
  const appends = sorted.known.some(({ name }) => name === '-a' || name === '--append');
  for (const file of sorted.operands) {
    if (scene.stdin.kind === 'none' && !appends) judgeEmptied(file, scene);
    noteText(file, scene.stdin.text, scene);
  }
}

/** `sed`: its script must be plain; with `-i` the files are written. */
export function judgeSed({ sorted }: Line, scene: Scene): void {
  const { trace } = scene;
  const given = sorted.values.filter(({ option }) => option === '-e' || option === '--expression');
  const fromFile = sorted.values.some(({ option }) => option === '-f' || option === '--file');
  const inPlace = sorted.known.some(({ name }) => name === '-i' || name === '--in-place' || name.startsWith('-i'));
  // The sed of BSD takes the suffix of its backup as a word of its own, and an empty one for none.
  if (inPlace && sorted.operands[0]?.text === '') sorted.operands.shift();
  const scripts = given.length > 0 ? given.map(({ arg }) => arg) : fromFile ? [] : sorted.operands.slice(0, 1);
  const files = given.length > 0 || fromFile ? sorted.operands : sorted.operands.slice(1);
  if (fromFile) trace.medium('sed-file', 'The script of sed comes from a file.');
  for (const script of scripts) {
    const problem = script.sort === 'unknown' ? 'MEDIUM' : sedProblem(script.text);
    if (problem)
      trace.add(
        problem,
        'sed-script',
        problem === 'HIGH'
          ? 'The script of sed runs programs or writes files.'
          : 'The script of sed is not understood.',
      );
  }
  const replaced = scripts.map((script) => textOfSed(script.text)).join('\n');
  if (inPlace) for (const file of files) judgeContent(replaced, file.text, trace);
  const silent = sorted.known.some(({ name }) => /^(?:-n|--quiet|--silent)$/.test(name));
  for (const file of files) {
    judgePathArg(file, inPlace ? 'write' : 'read', scene);
    if (inPlace && (silent || scripts.some((script) => /^\s*(?:(?:1,\$)?d|\d*[qQ])\s*$/.test(script.text))))
      judgeEmptied(file, scene);
    if (inPlace && file.sort === 'glob') trace.medium('sed-glob', 'sed changes several files at once.');
  }
}

/** What a script of sed puts into a text: its replacements, and whatever else is no pattern. */
function textOfSed(script: string): string {
  const replaced: string[] = [];
  const others = script.replace(
    /(?<![\w\\])s([^\w\s\\])(?:\\.|(?!\1)[^\\])*\1((?:\\.|(?!\1)[^\\])*)\1/g,
    (_whole, _delimiter: string, text: string) => {
      replaced.push(text.replace(/\\n/g, '\n').replace(/\\(.)/g, '$1'));
      return '';
    },
  );
  return [...replaced, replaced.join(''), others].join('\n');
}

/** `awk`: programs that only print and compute. */
export function judgeAwk({ sorted }: Line, scene: Scene): void {
  const { trace } = scene;
  const fromFile = sorted.values.some(({ option }) => option === '-f' || option === '--file');
  const [script] = sorted.operands;
  if (fromFile) trace.medium('awk-file', 'The program of awk comes from a file.');
  else if (script?.positional) {
    // Double quotes around the program are a slip: the shell puts its own `$1` in, which is empty as a rule.
    trace.medium('awk-unknown', 'The shell replaces parts of the program of awk by its own parameters.');
    judgeAwkScript(script.text.replaceAll(hole, ''), scene);
  } else if (!script || script.sort === 'unknown')
    trace.high('awk-unknown', 'The program of awk is not known beforehand.');
  else judgeAwkScript(script.text, scene);
  for (const file of fromFile ? sorted.operands : sorted.operands.slice(1)) {
    if (!/^[A-Za-z_]\w*=/.test(file.text)) judgePathArg(file, 'read', scene);
  }
}

function judgeAwkScript(text: string, scene: Scene): void {
  const problem = awkProblem(text);
  if (problem)
    scene.trace.add(
      problem,
      'awk-script',
      problem === 'HIGH'
        ? 'The program of awk runs others, or reads or writes files of its own.'
        : 'The program of awk is not understood.',
    );
}

/** `jq`, `yq`: a filter that reads the environment shows secrets. */
export function judgeJq({ sorted, program }: Line, scene: Scene): void {
  const fromFile = sorted.values.some(({ option }) => option === '-f' || option === '--from-file');
  const [filter, ...rest] = sorted.operands;
  const command = filter && /^(?:e|ea|eval|eval-all)$/.test(filter.text) && program.id === 'yq' ? rest[0] : filter;
  const files = fromFile ? sorted.operands : command === filter ? rest : rest.slice(1);
  if (!fromFile && command) {
    if (command.sort === 'unknown') scene.trace.medium('word-unknown', 'The filter is not known beforehand.');
    const bare = command.text.replace(/"(?:[^"\\]|\\[^(])*"/g, '""');
    if (/\$ENV|(?:^|[^.\w])(?:env|strenv|envsubst)\b/.test(bare))
      scene.trace.high('environment', 'The filter shows the environment, secrets included.');
    if (/\b(?:load\w*|system|exec)\b/.test(bare)) scene.trace.high('filter-load', 'The filter loads files by itself.');
    if (/\bsearch\s*:\s*\[?\s*"(?:[~/]|[^"]*\.\.)/.test(command.text))
      scene.trace.high('filter-load', 'The filter loads files from outside the project.');
    if (/\b(?:import|include)\b/.test(bare)) scene.trace.medium('filter-load', 'The filter loads further files.');
  }
  const inPlace = sorted.known.some(({ name }) => name === '-i' || name === '--inplace');
  for (const file of files) judgePathArg(file, inPlace ? 'write' : 'read', scene);
}

/** `tar`: lists LOW; packs and unpacks MEDIUM. The first word may be a bundle without a dash. */
export function judgeTar({ program, args, sorted }: Line, scene: Scene): void {
  const { trace } = scene;
  const [first, ...others] = args;
  const bundle: Arg | undefined =
    first && /^[A-Za-z]+$/.test(first.text) ? { ...first, text: `-${first.text}` } : undefined;
  const line = bundle ? sortWords([bundle, ...others], program, false) : sorted;
  if (bundle) {
    for (const { name, risk } of line.known)
      if (risk !== 'LOW') trace.add(risk, `tar ${name}`, `The option ${name} of tar goes beyond what is harmless.`);
    for (const name of line.unknown) trace.medium('option-unknown', `The option ${name} of tar is not known.`);
  }
  const has = (...names: string[]): boolean => line.known.some(({ name }) => names.includes(name));
  const packs = has('-c', '--create', '-r', '--append', '-u', '--update', '-A');
  const unpacks = has('-x', '--extract', '--get');
  if (packs || unpacks || !has('-t', '--list')) trace.medium('tar', 'An archive is packed or unpacked.');
  for (const { option, arg } of line.values) {
    if (option === '-f' || option === '--file') judgePathArg(arg, packs ? 'create' : 'read', scene);
    if (option === '-C' || option === '--directory') judgePathArg(arg, unpacks ? 'create' : 'enter', scene);
  }
  if (packs) for (const operand of line.operands) judgePathArg(operand, 'read', scene);
}

/** `grep` and its like: a pattern, then files; hunting for secrets through the whole project is not plain reading. */
export function judgeSearch({ program, sorted }: Line, scene: Scene): void {
  const lists = sorted.known.some(
    ({ name }) => name === '--files' || name === '--type-list' || (name === '-g' && program.id === 'ag'),
  );
  const given = lists || sorted.values.some(({ option }) => /^(?:-e|--regexp|-f|--file)$/.test(option));
  const patterns = given
    ? sorted.values.filter(({ role }) => role === 'pattern').map(({ arg }) => arg)
    : sorted.operands.slice(0, 1);
  // An option that was given no number may have left the pattern to the next word.
  const unsure = sorted.unknown.length > 0;
  const files = (given || unsure ? sorted.operands : sorted.operands.slice(1)).map((file) => file.stands ?? file);
  for (const pattern of patterns)
    if (pattern.sort === 'unknown') scene.trace.medium('word-unknown', 'The pattern is not known beforehand.');
  for (const file of files) judgePathArg(file, 'scan', scene);
  for (const { option, arg } of sorted.values) {
    if (
      /^(?:--include|-g|--glob|--iglob|-G)$/.test(option) &&
      [arg.text, ...alternativesOf(arg.text)].some((one) =>
        /\.env|\.pem|\.key|id_rsa|secret|credential|\.npmrc/i.test(one),
      ) &&
      !arg.text.startsWith('!')
    )
      scene.trace.high('search-secret', 'Files with secrets are searched.');
  }
  const listed = files.some((file) => file.listed && !isSource(file.text.replace(/\/[^/]*$/, ''), scene.place));
  const wide = listed || files.length === 0 || files.some((file) => /^\.?\/?$|^\*$/.test(file.text));
  const included = sorted.values.filter(({ option }) => option === '--include').map(({ arg }) => arg.text);
  if (included.some((name) => name.startsWith('.') && mayNameSecret(name)))
    scene.trace.high('search-secret', 'Hidden files are searched, secrets among them.');
  const narrowed = included.length > 0 && !included.some(mayNameSecret);
  const recursive =
    listed ||
    !/grep$/.test(program.id) ||
    sorted.known.some(({ name }) => /^(?:-r|-R|--recursive|--dereference-recursive)$/.test(name));
  const hidden =
    !/^(?:rg|ripgrep|ag|ack)$/.test(program.id) ||
    sorted.known.some(({ name }) => /^(?:-u|--hidden|--unrestricted)$/.test(name));
  if (
    recursive &&
    wide &&
    hidden &&
    (scene.stdin.kind !== 'pipe' || files.length > 0) &&
    !narrowed &&
    patterns.some((pattern) => findsSecrets(pattern.text))
  ) {
    scene.trace.medium('search-secret', 'The whole project is searched for secrets.');
  }
}

/** Tells whether a pattern asks for secrets by name, or is so wide that it shows a line of an environment file. */
function findsSecrets(pattern: string): boolean {
  if (/secret|passw|token|api.?key|private.?key|credential|AKIA|BEGIN/i.test(pattern)) return true;
  if (/\bKEY\b|_(?:KEY|URL|DSN|AUTH|PASS)\b/.test(pattern)) return true;
  try {
    return pattern.length < 12 && new RegExp(pattern.replace(/\\([|(){}+?])/g, '$1')).test('X_CODE=7f3a9');
  } catch {
    return pattern.length < 4;
  }
}

/** `less` and `more`: a leading + or ! runs a command. */
export function judgePager({ sorted }: Line, scene: Scene): void {
  for (const arg of sorted.operands) {
    if (arg.text.startsWith('+')) scene.trace.high('pager-command', 'The pager is told to run a command.');
    else judgePathArg(arg, 'read', scene);
  }
}

/** `ps`: with `e` it shows the environment of processes. */
export function judgePs({ args }: Line, scene: Scene): void {
  for (const arg of args)
    if (/^[a-zA-Z]*e[a-zA-Z]*$/.test(arg.text) && /^(?:[aAuxwfljvsTre]+)$/.test(arg.text))
      scene.trace.high('environment', 'The environments of processes are shown, secrets included.');
}

/** `bc`, `dc`, `expr`: `dc` runs commands behind a `!`. */
export function judgeCalc({ program, args }: Line, scene: Scene): void {
  if (program.id === 'dc' && (args.some((arg) => arg.text.includes('!')) || scene.stdin.kind !== 'none'))
    scene.trace.high('calc-command', 'The calculator may run a command.');
  if (/^(?:bc|dc)$/.test(program.id))
    for (const arg of args) if (!arg.text.startsWith('-')) judgePathArg(arg, 'read', scene);
}

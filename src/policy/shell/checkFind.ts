import { segmentMayMatch } from '../glob.ts';
import { secretSamples } from '../paths.ts';
import type { Line } from './checks.ts';
import { judgePathArg, judgeRole } from './roles.ts';
import type { Scene, Stdin } from './scene.ts';
import type { Arg } from './words.ts';
import { staticArg, unknownArg } from './words.ts';

const plainTests = new Set([
  '-print',
  '-print0',
  '-depth',
  '-empty',
  '-not',
  '-and',
  '-or',
  '-a',
  '-o',
  '!',
  '(',
  ')',
  ',',
  '-true',
  '-false',
  '-prune',
  '-quit',
  '-xdev',
  '-mount',
  '-ls',
  '-daystart',
  '-readable',
  '-writable',
  '-executable',
  '-noleaf',
  '-H',
  '-L',
  '-P',
  '-E',
  '-X',
  '-s',
  '-nouser',
  '-nogroup',
]);
const valueTests = new Set([
  '-name',
  '-iname',
  '-path',
  '-ipath',
  '-wholename',
  '-regex',
  '-iregex',
  '-regextype',
  '-type',
  '-xtype',
  '-maxdepth',
  '-mindepth',
  '-size',
  '-mtime',
  '-mmin',
  '-ctime',
  '-cmin',
  '-atime',
  '-amin',
  '-perm',
  '-user',
  '-group',
  '-links',
  '-printf',
  '-lname',
  '-inum',
  '-fstype',
  '-newermt',
  '-uid',
  '-gid',
]);
const fileTests = new Set(['-newer', '-anewer', '-cnewer', '-samefile']);
const fileActions = new Set(['-fprint', '-fprint0', '-fprintf', '-fls']);

/** `find`: its own little language; `-exec` runs a command with the paths it finds. */
export function judgeFind({ args }: Line, scene: Scene): void {
  const { trace } = scene;
  let at = 0;
  let roots = 0;
  while (/^-[HLP]$/.test(args[at]?.text ?? '')) at++;
  for (; at < args.length; at++, roots++) {
    const arg = args[at];
    if (!arg || /^[-(!]/.test(arg.text)) break;
    judgePathArg(arg, 'name', scene);
  }
  const first = roots > 0 ? args.slice(at - roots, at) : [staticArg('.')];
  const secretName = args.some(
    (arg, index) => /^-i?(?:name|path|regex|wholename)$/.test(args[index - 1]?.text ?? '') && namesSecret(arg.text),
  );
  for (; at < args.length; at++) {
    const { text = '', sort = 'unknown' } = args[at] ?? {};
    if (sort === 'unknown') trace.medium('find-unknown', 'An expression of find is not known beforehand.');
    else if (plainTests.has(text)) continue;
    else if (valueTests.has(text)) at++;
    else if (fileTests.has(text)) judgePathArg(args[++at] ?? unknownArg(), 'name', scene);
    else if (fileActions.has(text)) judgePathArg(args[++at] ?? unknownArg(), 'create', scene);
    else if (text === '-delete') trace.high('find-delete', 'find deletes whatever it finds.');
    else if (/^-(?:exec|execdir|ok|okdir)$/.test(text))
      at = judgeFindExec(args, at + 1, { roots: first, secretName, scene });
    else trace.medium('find-unknown', `The expression ${text} of find is not known.`);
  }
}

/** Tells whether a pattern of names is out for secrets. */
export function namesSecret(pattern: string): boolean {
  return /\.env|\.pem|\.key|id_rsa|id_ed|secret|credential|\.npmrc|\.netrc|passw|token|^\.?\*?\.\*$|^\.\*/i.test(
    pattern,
  );
}

/** Tells whether an expression of find takes only files whose names fit a pattern that no secret fits. */
export function namesNoSecret(args: readonly Arg[]): boolean {
  const texts = args.map((arg) => arg.text);
  if (args.some((arg) => arg.sort === 'unknown') || texts.some((text) => /^(?:-o|-or|,|!|-not)$/.test(text)))
    return false;
  const at = texts.findIndex((text) => text === '-name' || text === '-iname');
  const pattern = at === -1 ? undefined : texts[at + 1];
  if (pattern === undefined || namesSecret(pattern)) return false;
  return !mayNameSecret(pattern);
}

/** Tells whether a pattern of find or grep takes names of secrets; unlike the shell's, its leading `*` takes a dot too. */
export function mayNameSecret(pattern: string): boolean {
  const readings = [pattern, pattern.replace(/^[*?]/, '.*')];
  return secretSamples.some((name) => readings.some((reading) => segmentMayMatch(reading, name)));
}

function judgeFindExec(
  args: readonly Arg[],
  from: number,
  found: { roots: readonly Arg[]; secretName: boolean; scene: Scene },
): number {
  const { roots, secretName, scene } = found;
  let end = from;
  while (end < args.length && args[end]?.text !== ';' && !(args[end]?.text === '+' && args[end - 1]?.text === '{}'))
    end++;
  if (end >= args.length) scene.trace.high('find-open', 'The command of find -exec has no end.');
  if (secretName) scene.trace.high('find-secret', 'A command is run on files whose names tell of secrets.');
  const [root = staticArg('.')] = roots;
  const path: Arg =
    root.sort === 'static'
      ? {
          ...staticArg(`${root.text.replace(/\/$/, '')}/x`),
          listed: true,
          named: namesNoSecret(args.slice(0, from - 1)),
        }
      : unknownArg();
  const command = args
    .slice(from, end)
    .map((arg) => (arg.text === '{}' ? path : arg.text.includes('{}') ? unknownArg() : arg));
  scene.judgeCommand(command, { kind: 'none' });
  return end;
}

/** `xargs`: a command whose last words, or the places of `-I`, come from standard input. */
export function judgeXargs({ sorted }: Line, scene: Scene): void {
  const replace = sorted.values.find(({ option }) => option === '-I' || option === '--replace' || option === '-J');
  const marker =
    replace?.arg.text ?? (sorted.known.some(({ name }) => name === '-i' || name === '--replace') ? '{}' : undefined);
  const come = scene.stdin.listed ?? unknownArg();
  const own = sorted.operands.length > 0 ? sorted.operands : [staticArg('echo')];
  const nested: Stdin = { kind: 'none' };
  if (marker === undefined) scene.judgeCommand([...own, come], nested);
  else
    scene.judgeCommand(
      own.map((arg) => (arg.text === marker ? come : arg.text.includes(marker) ? unknownArg() : arg)),
      nested,
    );
  for (const { role, arg } of sorted.values) if (role === 'read') judgeRole(arg, 'read', scene);
}

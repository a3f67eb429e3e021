import { isInside } from '../paths.ts';
import { isCode, isRunByTests } from '../reach.ts';
import type { Line } from './checks.ts';
import { judgeOperands } from './operands.ts';
import { noteText } from './redirects.ts';
import { judgeEmptied, judgePathArg } from './roles.ts';
import type { Scene } from './scene.ts';
import type { Arg } from './words.ts';

/** Letters of options that leave the reach of `chmod` as it is. */
const plainModeOption = /^-[vcf]+$|^--(?:verbose|changes|silent|quiet|preserve-root)$/;

/** `chmod`: a mode that opens files to others, or a whole tree, is HIGH. */
export function judgeMode({ args }: Line, scene: Scene): void {
  const words = args.filter((arg) => !plainModeOption.test(arg.text) && arg.text !== '--');
  const [mode, ...files] = words;
  if (words.some((arg) => /^-\w*R|^--/.test(arg.text)))
    scene.trace.high('mode-tree', 'The rights of a whole tree are changed.');
  if (mode?.sort !== 'static') scene.trace.high('mode-unknown', 'The mode is not known beforehand.');
  else if (opensToOthers(mode.text))
    scene.trace.high('mode-open', `The mode ${mode.text} opens files to others or lends rights.`);
  for (const file of files) judgePathArg(file, 'write', scene);
}

function opensToOthers(mode: string): boolean {
  if (/^[0-7]+$/.test(mode)) return /^0*[1-7]\d{3}$|[2367]$/.test(mode);
  return mode
    .split(',')
    .some((clause) => /[+=]\w*[st]/.test(clause) || (/^[ug]*[oa]|^[+=]/.test(clause) && /[+=]\w*w/.test(clause)));
}

/** `ln`: a link out of the project makes later paths lie. */
export function judgeLink({ sorted }: Line, scene: Scene): void {
  for (const [index, arg] of sorted.operands.entries()) {
    const isTarget = index === 0 || index < sorted.operands.length - 1;
    if (arg.sort !== 'static' || !isInside(arg.text, scene.place))
      scene.trace.high('link-outside', `A link to ${arg.text} leaves the project.`);
    judgePathArg(arg, isTarget ? 'read' : 'write', scene);
  }
}

/** `cp`: an empty source leaves its target empty. */
export function judgeCopy({ program, sorted }: Line, scene: Scene): void {
  const target = sorted.operands.at(-1);
  if (target && sorted.operands.some((arg) => arg.text === '/dev/null')) judgeEmptied(target, scene);
  judgeOperands(program, sorted.operands, scene);
  noteTransfer(sorted.operands, scene);
}

/** A text, or a file from elsewhere, that becomes code that tests run. */
function noteTransfer(operands: readonly Arg[], scene: Scene): void {
  const target = operands.at(-1);
  if (!target) return;
  const strange = operands.slice(0, -1).some((source) => !isCode(source.text) || !isInside(source.text, scene.place));
  if (strange && isRunByTests(target.text)) noteText(target, undefined, scene);
}

/** `mv`: takes from one place and writes another. */
export function judgeMove({ program, sorted }: Line, scene: Scene): void {
  for (const arg of sorted.operands.slice(0, -1)) judgePathArg(arg, 'remove', scene);
  for (const arg of sorted.operands.slice(0, -1)) judgePathArg(arg, 'read', scene);
  const last = sorted.operands.slice(-1);
  judgeOperands({ ...program, operands: { first: [], repeated: 'write', last: [] } }, last, scene);
  noteTransfer(sorted.operands, scene);
}

/** `kill`: everything, or the first process, is HIGH. */
export function judgeKill({ args }: Line, scene: Scene): void {
  const targets = args.filter((arg, index) => index > 0 || !/^-(?!1$)/.test(arg.text));
  for (const arg of targets)
    if (/^-?[01]$/.test(arg.text)) scene.trace.high('kill-all', 'All processes, or the first one, are ended.');
}

/** `rm`: what a pattern or an unknown word reaches is not known beforehand. */
export function judgeRemove({ sorted }: Line, scene: Scene): void {
  if (sorted.operands.length > 5) scene.trace.high('remove-many', 'Many files are removed at once.');
  for (const arg of sorted.operands) {
    if (arg.sort !== 'static' || arg.listed)
      scene.trace.high('remove-pattern', 'What is removed is not known beforehand.');
    judgePathArg(arg, 'remove', scene);
  }
}

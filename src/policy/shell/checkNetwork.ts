import type { Line } from './checks.ts';
import { judgePathArg, judgeRole } from './roles.ts';
import type { Scene } from './scene.ts';

/** `curl`, `wget`: a plain GET of a page is MEDIUM by the program's class; the rest is in the options. */
export function judgeCurl({ sorted }: Line, scene: Scene): void {
  const { trace } = scene;
  for (const { option, arg } of sorted.values) {
    if ((option === '-X' || option === '--request') && !/^(?:GET|HEAD|OPTIONS)$/i.test(arg.text))
      trace.high('http-method', `The method ${arg.text} changes something at the other end.`);
    if (
      (option === '-H' || option === '--header') &&
      !/^(?:accept|accept-language|user-agent|content-type|cache-control|if-none-match|range)\s*:\s*[\w\s./;=,*+()-]*$/i.test(
        arg.text,
      )
    ) {
      trace.high('http-header', 'A header may carry a secret.');
    }
  }
  if (sorted.operands.length === 0) trace.medium('http-no-url', 'No URL is named.');
  for (const url of sorted.operands) judgeRole(url, 'url', scene);
  noteFetched(sorted, scene);
}

/** What is fetched into a file is not known: running it in the same call is running code from the network. */
function noteFetched(sorted: Line['sorted'], scene: Scene): void {
  const named = sorted.values.filter(({ option }) => /^(?:-o|--output|-O|--output-document)$/.test(option));
  for (const { arg } of named) scene.written.note(arg.text, undefined);
  const folder = sorted.values.find(({ option }) => /^(?:--output-dir|-P|--directory-prefix)$/.test(option))?.arg.text;
  for (const url of sorted.operands) {
    const name = url.text.replace(/[?#].*$/, '').replace(/^.*\//, '');
    if (name !== '') scene.written.note(folder === undefined ? name : `${folder}/${name}`, undefined);
  }
}

/** `http GET url`: what is sent beside the address changes something at the other end. */
export function judgeHttpie({ sorted }: Line, scene: Scene): void {
  const [first, ...others] = sorted.operands;
  const isMethod = first !== undefined && /^[A-Z]+$/.test(first.text);
  if (isMethod && !/^(?:GET|HEAD|OPTIONS)$/.test(first.text))
    scene.trace.high('http-method', `The method ${first.text} changes something at the other end.`);
  const [url, ...items] = isMethod ? others : sorted.operands;
  if (!url) scene.trace.medium('http-no-url', 'No URL is named.');
  else judgeRole(url, 'url', scene);
  if (scene.stdin.kind !== 'none') scene.trace.high('http-data', 'What comes in is sent out.');
  for (const item of items)
    if (item.sort !== 'static' || !/^[\w.-]+==[\w.-]*$/.test(item.text))
      scene.trace.high('http-data', 'The request carries data or a header.');
}

/** `rsync`: inside the project MEDIUM; to or from another machine HIGH. */
export function judgeRsync({ sorted }: Line, scene: Scene): void {
  for (const [index, arg] of sorted.operands.entries()) {
    if (/^[^/]*:/.test(arg.text)) scene.trace.high('rsync-remote', 'Files go to or come from another machine.');
    else judgePathArg(arg, index === sorted.operands.length - 1 ? 'write' : 'read', scene);
  }
}

import { withoutBlanks } from '../base/blanks.ts';
import type { Json } from '../base/json.ts';
import { canonicalJson, isObject } from '../base/json.ts';
import { limits } from '../limits.ts';
import type { Dialog, PendingCall } from './session.ts';

/**
 * The pending call that a permission dialog shows, or undefined when the transcript does not tell. What is judged is the call
 * found here, so a wrong one would lend its verdict to another: every call that the dialog could possibly show counts as a
 * rival, and among rivals that are not one and the same call none is chosen; the one that is left must agree in tool and
 * subject closely. Of equal calls the first that is not among `answered` is meant. While Claude asks a person something, no
 * call is chosen: the words of a question may draw any other dialog.
 */
export function callShownBy(
  dialog: Dialog,
  calls: readonly PendingCall[],
  answered: readonly string[] = [],
): PendingCall | undefined {
  if (calls.some(asksPerson)) return undefined;
  const possible = calls.filter((call) => couldShow(dialog, call));
  const [first, ...others] = possible;
  if (!first || others.some((other) => !isSameCall(first, other))) return undefined;
  const call = possible.find((candidate) => !answered.includes(candidate.id)) ?? first;
  return shows(dialog, call) ? call : undefined;
}

/** A question or a plan of the main thread, which the CLI shows before it shows anything else that waits. */
function asksPerson({ tool, agent }: PendingCall): boolean {
  return agent === undefined && (tool === 'AskUserQuestion' || tool === 'ExitPlanMode');
}

/** Whether the dialog may be this call's, read generously: what nobody can tell apart counts as its dialog. */
export function couldAsk(dialog: Dialog, call: PendingCall): boolean {
  switch (dialog.kind) {
    case 'permission':
      return dialog.tool === '' || couldShow(dialog, call);
    case 'question':
      return call.tool === 'AskUserQuestion';
    case 'plan':
      return call.tool === 'ExitPlanMode';
    default:
      return false;
  }
}

function isSameCall(a: PendingCall, b: PendingCall): boolean {
  return a.tool === b.tool && canonicalJson(a.input) === canonicalJson(b.input);
}

/** The field of a tool's input that its dialog shows. Other fields are the model's to fill in and prove nothing. */
const shownFields: Readonly<Record<string, string>> = {
  Bash: 'command',
  PowerShell: 'command',
  Edit: 'file_path',
  MultiEdit: 'file_path',
  Write: 'file_path',
  Read: 'file_path',
  NotebookEdit: 'notebook_path',
  NotebookRead: 'notebook_path',
  Glob: 'path',
  Grep: 'path',
  LS: 'path',
  WebFetch: 'url',
  WebSearch: 'query',
  Skill: 'skill',
};

/** Tools that the CLI draws with one and the same dialog. */
const drawnAlike: readonly (readonly string[])[] = [
  ['Edit', 'MultiEdit'],
  ['Read', 'NotebookRead', 'Glob', 'Grep', 'LS'],
];

function toolFits(shown: string, called: string): boolean {
  return shown === called || drawnAlike.some((family) => family.includes(shown) && family.includes(called));
}

/** Whether the dialog may be this call's, read generously. */
function couldShow(dialog: Dialog, call: PendingCall): boolean {
  // A server words the titles of its tools as it likes: one tool may be drawn with the name of another.
  if (isMcp(dialog.tool)) return isMcp(call.tool) && argumentsFit(dialog.subject, call);
  if (isSearch(dialog)) return withoutBlanks(searchOf(call) ?? '').includes(withoutBlanks(dialog.subject));
  const value = shownValue(call);
  const shown = withoutBlanks(dialog.subject);
  if (!toolFits(dialog.tool, call.tool) || value === undefined || shown === '') return false;
  if (isPath(call)) return withoutBlanks(value).endsWith(shown.replace(/^(?:~|\.)(?=\/)/, ''));
  return dialog.truncated ? withoutBlanks(value).includes(shown) : withoutBlanks(value) === shown;
}

/** Whether the dialog is drawn as this call's must be. */
function shows(dialog: Dialog, call: PendingCall): boolean {
  if (isMcp(dialog.tool)) return mcpNameFits(dialog.tool, call.tool);
  if (isSearch(dialog)) return !dialog.truncated && drawnAs(dialog.subject, searchOf(call) ?? '');
  const value = shownValue(call);
  if (value === undefined) return false;
  if (isPath(call)) return !dialog.truncated && pathFits(dialog.subject.trim(), value);
  return dialog.truncated ? endFits(dialog.subject, value) : drawnAs(dialog.subject, value);
}

/** A search is drawn with its arguments, in the same way for both tools, so that the dialog does not tell which it is. */
function isSearch({ tool, subject }: Dialog): boolean {
  return tool === 'Grep' && subject.startsWith('pattern:');
}

/** How the CLI draws a search: quotes in a pattern are left as they are. */
function searchOf({ tool, input }: PendingCall): string | undefined {
  const { pattern, path } = input;
  if ((tool !== 'Grep' && tool !== 'Glob') || typeof pattern !== 'string' || typeof path !== 'string') return undefined;
  return `pattern: "${pattern}", path: "${path}"`;
}

function shownValue(call: PendingCall): string | undefined {
  const field = shownFields[call.tool];
  const value = field === undefined ? undefined : call.input[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isPath(call: PendingCall): boolean {
  return shownFields[call.tool]?.endsWith('path') === true;
}

/** A dialog shows a path whole, from the project's folder on, or from the home folder on with `~`. */
function pathFits(shown: string, called: string): boolean {
  if (drawnAs(shown, called)) return true;
  if (shown.startsWith('/')) return false;
  if (shown.startsWith('~/')) {
    const inHome = /^(?:\/home\/[^/]+|\/Users\/[^/]+|\/root)(\/.*)$/s.exec(called)?.[1];
    return inHome !== undefined && drawnAs(shown.slice(1), inHome);
  }
  const name = shown.replace(/^\.\//, '');
  const end = endOf(called, name);
  return drawnAs(name, end) && called.slice(0, called.length - end.length).endsWith('/');
}

/** A dialog taller than the screen shows the end of a command; a short end fits too many commands to tell one. */
function endFits(shown: string, called: string): boolean {
  return withoutBlanks(shown).length >= endCharsMin && drawnAs(shown, endOf(called, shown));
}

const endCharsMin = 40;

/** As much of the end of a text as a shown text holds of visible characters. */
function endOf(text: string, shown: string): string {
  let left = withoutBlanks(shown).length;
  let at = text.length;
  while (left > 0 && at > 0) if (/\S/.test(text[--at] ?? '')) left--;
  return text.slice(at);
}

/**
 * True when the shown text can be the called one as the CLI wraps it. Blanks differ only where a row can have ended: a row
 * that is broken within a word gains nothing or a blank, one that is broken between words may lose the blank, and a line
 * break of the call may look like a wrap. A line break that is shown stands in the call.
 */
function drawnAs(shown: string, called: string): boolean {
  if (withoutBlanks(shown) !== withoutBlanks(called)) return false;
  const wanted = gapsOf(called);
  let rowChars = 0;
  return gapsOf(shown).every((gap, index) => {
    const own = wanted[index] ?? '';
    const isBreak = gap.includes('\n');
    if (isBreak && !own.includes('\n')) return false;
    const asWritten = (gap === '') === (own === '') && isBreak === own.includes('\n');
    if (!asWritten && rowChars < rowCharsMin) return false;
    rowChars = asWritten && !isBreak ? rowChars + gap.length + 1 : 1;
    return true;
  });
}

/** The narrowest row of a dialog: what the smallest terminal leaves beside frame and indent. */
const rowCharsMin = limits.colsMin - 8;

/** The blanks before each visible character. */
function gapsOf(text: string): string[] {
  return Array.from(text.trim().matchAll(/(\s*)\S/g), (match) => match[1] ?? '');
}

function isMcp(tool: string): boolean {
  return tool.startsWith('mcp__');
}

/** Dialogs show `Create Ticket` for `create_ticket`: server and name are compared by their letters and digits. */
function mcpNameFits(shown: string, called: string): boolean {
  const cut = shown.lastIndexOf('__');
  const wanted = `${letters(shown.slice('mcp__'.length, cut))}/${letters(shown.slice(cut))}`;
  const parts = called.slice('mcp__'.length).split('__');
  return parts.some(
    (_part, index) =>
      index > 0 && wanted === `${letters(parts.slice(0, index).join(''))}/${letters(parts.slice(index).join(''))}`,
  );
}

function letters(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** The arguments must be shown whole, all of them, in their order and nothing else but the tool's own description below. */
function argumentsFit(subject: string, call: PendingCall): boolean {
  let rest = withoutBlanks(subject);
  for (const [name, value] of Object.entries(call.input)) {
    const text = argumentTexts(value).find((form) => rest.startsWith(`${withoutBlanks(name)}:${form}`));
    if (text === undefined) return false;
    rest = rest.slice(withoutBlanks(name).length + 1 + text.length).replace(/^,/, '');
  }
  return rest === '' || rest.startsWith('Aboutthe');
}

/** How a value may be drawn. */
function argumentTexts(value: Json | undefined): string[] {
  const json = withoutBlanks(JSON.stringify(value ?? null));
  return typeof value === 'string'
    ? [json, `"${withoutBlanks(value)}"`]
    : [json, withoutBlanks(literal(value ?? null))];
}

/** Objects and lists as 2.1.329 draws them: `[{ prompt: "…" }]`, names without quotation marks where they need none. */
function literal(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(literal).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, one]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    return `${key}:${literal(one ?? null)}`;
  });
  return `{${fields.join(',')}}`;
}

import type { Json } from '../base/json.ts';
import type { Dialog, PendingCall } from './session.ts';

/**
 * The pending call that a permission dialog shows, or undefined when none or more than one different call fits. Tool and
 * subject must both agree; white space is left out of the comparison, since the dialog wraps lines where it likes.
 */
export function callShownBy(dialog: Dialog, calls: readonly PendingCall[]): PendingCall | undefined {
  const fitting = calls.filter((call) => toolFits(dialog.tool, call.tool) && subjectFits(dialog, call));
  const [first, ...others] = fitting;
  if (!first) return undefined;
  const same = others.every(
    (call) => call.tool === first.tool && JSON.stringify(call.input) === JSON.stringify(first.input),
  );
  return same ? first : undefined;
}

/** Tools that the CLI draws with one and the same dialog. */
const drawnAlike: readonly (readonly string[])[] = [
  ['Edit', 'MultiEdit'],
  ['Read', 'Glob', 'Grep', 'LS'],
  ['Task', 'Agent'],
];

function toolFits(shown: string, called: string): boolean {
  if (shown === called) return true;
  if (drawnAlike.some((family) => family.includes(shown) && family.includes(called))) return true;
  return shown.startsWith('mcp__') && called.startsWith('mcp__') && mcpName(shown) === mcpName(called);
}

/** Dialogs show `Create Ticket` for `create_ticket`: names are compared by their letters and digits only. */
function mcpName(name: string): string {
  return name
    .replace(/^mcp__/, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** The fields of a tool's input of which its dialog shows one. */
const subjectFields = ['command', 'file_path', 'notebook_path', 'url', 'path', 'pattern', 'query', 'skill', 'plan'];

function subjectFits(dialog: Dialog, call: PendingCall): boolean {
  if (call.tool.startsWith('mcp__')) return argumentsFit(dialog.subject, call);
  return subjectFields.some((field) => {
    const value = call.input[field];
    if (typeof value !== 'string' || value === '') return false;
    return field === 'command' ? textFits(dialog, value) : pathFits(dialog.subject, value) || textFits(dialog, value);
  });
}

function textFits(dialog: Dialog, value: string): boolean {
  const shown = packed(dialog.subject);
  const called = packed(value);
  if (shown === '') return false;
  // With a part off the screen what is left must still be a part of the call.
  return dialog.truncated ? called.includes(shown) : called === shown;
}

/** A dialog may show a path whole, from the project's folder on, with `~`, or only its last name. */
function pathFits(shown: string, called: string): boolean {
  const wanted = packed(shown)
    .replace(/^~(?=\/)/, '')
    .replace(/^\.\//, '');
  const path = packed(called);
  if (wanted === '') return false;
  return path === wanted || path.endsWith(wanted.startsWith('/') ? wanted : `/${wanted}`);
}

/** For MCP calls every argument that the dialog shows must be one of the call's. */
function argumentsFit(subject: string, call: PendingCall): boolean {
  const shown = packed(subject);
  return Object.values(call.input).every((value) => {
    const text = packed(plainText(value));
    return text === '' || shown.includes(text) || text.length > 60;
  });
}

function plainText(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function packed(text: string): string {
  return text.replace(/\s+/gu, '');
}

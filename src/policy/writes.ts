import type { Json } from '../base/json.ts';
import { isObject } from '../base/json.ts';
import type { Place } from './paths.ts';
import { absolutePath } from './paths.ts';
import { ShellWalk } from './shell/walk.ts';
import { WrittenFiles } from './shell/written.ts';
import { Trace } from './trace.ts';
import type { ToolCall } from './verdict.ts';

/** One file that a call writes. */
export interface FileWrite {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** True when the text is all that the file holds afterwards. */
  readonly whole: boolean;
}

/** The texts that a tool for files writes, each in the field of its tool; undefined when one is missing or no text. */
export function textsWrittenBy({ tool, input }: ToolCall): string[] | undefined {
  if (tool === 'MultiEdit') return editsOf(input['edits']);
  if (tool === 'Edit' && typeof input['old_string'] !== 'string') return undefined;
  const text = input[tool === 'Write' ? 'content' : tool === 'Edit' ? 'new_string' : 'new_source'];
  return typeof text === 'string' ? [text] : undefined;
}

function editsOf(value: Json | undefined): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const edits = value as readonly Json[];
  const texts = edits.map((edit) => (isObject(edit) ? edit['new_string'] : undefined));
  return texts.every((text) => typeof text === 'string') && texts.length > 0 ? texts : undefined;
}

/** What a call would write into which files, as far as the call itself tells: tools for files, and heredocs of the shell. */
export function writesOf(call: ToolCall, world: Pick<Place, 'rules' | 'facts'>): FileWrite[] {
  if (call.tool === 'Bash') return shellWrites(call, world);
  if (!/^(?:Write|Edit|MultiEdit|NotebookEdit)$/.test(call.tool)) return [];
  const named = call.input[call.tool === 'NotebookEdit' ? 'notebook_path' : 'file_path'];
  if (typeof named !== 'string' || named === '') return [];
  const path = absolutePath(named, call.cwd, world.facts.home);
  return (textsWrittenBy(call) ?? []).map((text) => ({ path, text, whole: call.tool === 'Write' }));
}

function shellWrites(call: ToolCall, world: Pick<Place, 'rules' | 'facts'>): FileWrite[] {
  const { command } = call.input;
  if (typeof command !== 'string' || (!command.includes('>') && !/\btee\b/.test(command))) return [];
  const place = { rules: world.rules, facts: world.facts, project: call.cwd, root: call.cwd, cwd: call.cwd };
  const written = new WrittenFiles();
  new ShellWalk(place, new Trace(), written).judgeText(command);
  // An earlier text of the same file may stay in it, and the command may fail half-way: it never counts as the whole file.
  return [...written.all()].flatMap(([path, { text }]) => (text === undefined ? [] : [{ path, text, whole: false }]));
}

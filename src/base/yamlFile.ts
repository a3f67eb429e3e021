import type { CST, Document } from 'yaml';
import { Composer, LineCounter, Parser, visit } from 'yaml';
import type { z } from 'zod';
import { limits } from '../limits.ts';
import { assert } from './assert.ts';
import { PccError, sentenceOf } from './errors.ts';

/**
 * One text of YAML with a name for its errors. It is read when its content, or the line of something in it, is first asked
 * for: whoever has kept the content of this very text need not read it again.
 */
export class YamlFile {
  readonly file: string;
  readonly #lines = new LineCounter();
  readonly #text: string;
  readonly #kept: unknown;
  #parsed: Document.Parsed | undefined;

  /** @param kept the content of this very text, when it was kept from an earlier reading */
  constructor(text: string, file: string, kept?: unknown) {
    this.#text = text;
    this.file = file;
    this.#kept = kept;
  }

  /** Plain values; an empty file is an empty object. Broken YAML is a `PccError`. */
  get content(): unknown {
    if (this.#kept !== undefined) return this.#kept;
    const [broken] = this.#document.errors;
    if (broken) return this.#failAt(broken.pos[0], broken.message);
    let content: unknown;
    try {
      content = this.#document.toJS({ maxAliasCount: 100 });
    } catch (error) {
      return this.#failAt(this.#aliasOffset(), sentenceOf(error));
    }
    return content ?? {};
  }

  /** The content in the shape that a schema describes. Another shape is a `PccError`. */
  contentAs<T>(schema: z.ZodType<T>, kind: string): T {
    const parsed = schema.safeParse(this.content);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    return this.fail(issue?.path ?? [], issue?.message ?? `the file has another shape than ${kind}`);
  }

  /** `file:line` of what stands at a path. */
  sourceOf(path: readonly PropertyKey[]): string {
    return `${this.file}:${this.#lines.linePos(this.#offsetOf(path)).line}`;
  }

  /** Throws a `PccError` that names file, line, column and path, and says what is wrong there. */
  fail(path: readonly PropertyKey[], sentence: string): never {
    const named = path.length > 0 ? `${path.map(String).join('.')}: ` : '';
    return this.#failAt(this.#offsetOf(path), `${named}${sentence}`);
  }

  get #document(): Document.Parsed {
    return (this.#parsed ??= this.#parse());
  }

  /** Composing values goes down with the nesting, and ends the whole process where the stack ends: depth is refused before. */
  #parse(): Document.Parsed {
    const tokens = [...new Parser(this.#lines.addNewLine).parse(this.#text)];
    const deep = tooDeep(tokens);
    if (deep !== undefined)
      return this.#failAt(deep, `the file is nested more than ${limits.yamlNestingMax} levels deep`);
    const [document, second] = new Composer({ prettyErrors: false }).compose(tokens, true, this.#text.length);
    assert(document !== undefined, 'composing gives a document also for an empty text');
    if (second) return this.#failAt(second.range[0], 'the file holds more than one document');
    return document;
  }

  /** Where an alias stands whose anchor is missing, else the first alias: what keeps a document from becoming values. */
  #aliasOffset(): number {
    const document = this.#document;
    const found: { first?: number; missing?: number } = {};
    visit(document, {
      Alias: (_key, alias) => {
        found.first ??= alias.range?.[0] ?? 0;
        if (alias.resolve(document) !== undefined) return undefined;
        found.missing = alias.range?.[0] ?? 0;
        return visit.BREAK;
      },
    });
    return found.missing ?? found.first ?? 0;
  }

  #offsetOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length > 0; length--) {
      const node: unknown = this.#document.getIn(path.slice(0, length), true);
      if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
        return Number(node.range[0]);
    }
    return 0;
  }

  #failAt(offset: number, sentence: string): never {
    const { line, col } = this.#lines.linePos(offset);
    throw new PccError('invalid_input', `${this.file}, line ${line}, column ${col}: ${sentence}.`);
  }
}

/** Where a document goes deeper than values may; undefined when it does nowhere. It does not go down itself. */
function tooDeep(tokens: readonly CST.Token[]): number | undefined {
  const open = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    if (depth > limits.yamlNestingMax) return token.offset;
    if (token.type === 'document' && token.value) open.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const { key, value } of token.items) {
      if (key) open.push({ token: key, depth: depth + 1 });
      if (value) open.push({ token: value, depth: depth + 1 });
    }
  }
  return undefined;
}

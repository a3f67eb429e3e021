import type { Document } from 'yaml';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { PccError } from './errors.ts';

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
    const content: unknown = this.#document.toJS({ maxAliasCount: 100 });
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
    return (this.#parsed ??= parseDocument(this.#text, { lineCounter: this.#lines, prettyErrors: false }));
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

import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { sentenceOf } from '../../base/errors.ts';
import { isDeeper, tooDeep } from '../../base/nesting.ts';

function isHook(value: unknown): value is (told: unknown) => unknown {
  return typeof value === 'function';
}

/**
 * The life of the process in which a hook that is a module is called: its default export gets what is told, and what it gives back
 * is put out as JSON. What it prints goes to the standard error.
 */
export async function runHookModule(path: string): Promise<void> {
  const answer = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  try {
    const told: unknown = JSON.parse(await text(process.stdin));
    const loaded = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
    const { default: hook } = loaded;
    if (!isHook(hook)) throw new Error('it has no default export that could be called');
    const said = await hook(told);
    if (isDeeper(said)) throw new Error(`what it gave back is ${tooDeep()}`);
    // What the module left open must not keep the process.
    answer(JSON.stringify(said ?? null), () => process.exit(0));
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`, () => process.exit(1));
  }
}

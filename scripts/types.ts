import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';

/** The files of the SDK whose declarations are public. They import nothing but each other, so that the declarations stand alone. */
const publicFiles = ['index', 'options', 'failure'] as const;

/** Writes the declarations of the SDK into a folder, with `index.d.ts` as their beginning. */
export function writeTypes(root: string, folder: string): void {
  const wanted = new Map(publicFiles.map((name) => [join(root, 'src/sdk', `${name}.ts`), `${name}.d.ts`]));
  const program = ts.createProgram([...wanted.keys()], {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    declaration: true,
    emitDeclarationOnly: true,
    // Types are checked by `npm run typecheck`; here only declarations are written, which takes a moment.
    noCheck: true,
    strict: true,
    types: [],
  });
  mkdirSync(folder, { recursive: true });
  for (const [path, name] of wanted) {
    const source = program.getSourceFile(path);
    const { emitSkipped } = program.emit(source, (_, text) => {
      writeFileSync(join(folder, name), withoutSourceNames(text));
    });
    if (emitSkipped || source === undefined) throw new Error(`No declarations were made of '${basename(path)}'.`);
  }
}

/** Who uses the declarations has no sources: `./options.ts` is `./options.js` to them. */
function withoutSourceNames(text: string): string {
  return text.replace(/(from '\.\/\w+)\.ts'/g, "$1.js'");
}

/** `npm run docs`: writes REFERENCE.md anew out of the tables that the program is a function of. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { referenceText } from './docs/reference.ts';

const root = resolve(import.meta.dirname, '..');
writeFileSync(join(root, 'REFERENCE.md'), referenceText(root));

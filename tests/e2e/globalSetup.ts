import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The end-to-end tests run the built program. */
export default function setup(): void {
  const program = resolve(import.meta.dirname, '../../dist/pcc.js');
  if (!existsSync(program)) throw new Error(`${program} is missing; run 'npm run build' first.`);
}

import { takeLock } from '../../../src/store/database.ts';

/* Tries to take the lock named by argv, says `won` or `lost`, and stays until its stdin ends or it is killed. */
const held = takeLock(process.argv[2] ?? '');
process.stdout.write(held ? 'won\n' : 'lost\n');
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));

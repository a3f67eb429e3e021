import type { Stage } from './stage.ts';

/** What `pcc daemon status` takes on a machine that does nothing else. */
const idleStatusMs = 500;

/** How many times slower than an idle machine this one is just now; 1 at least. */
export async function slownessNow(stage: Stage): Promise<number> {
  const beganMs = performance.now();
  await stage.daemonPid();
  return Math.max(1, (performance.now() - beganMs) / idleStatusMs);
}

/** Looks every few milliseconds until a claim holds and gives how long it took. @throws Error when it does not within `withinMs`. */
export async function measured(what: string, beganMs: number, claim: () => boolean, withinMs: number): Promise<number> {
  for (;;) {
    const holds = claim();
    const tookMs = performance.now() - beganMs;
    if (tookMs > withinMs) throw new Error(`${what}: not within ${Math.round(withinMs)} ms`);
    if (holds) return tookMs;
    await new Promise((done) => setTimeout(done, 5));
  }
}

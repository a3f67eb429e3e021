import { PccError } from '../../src/base/errors.ts';
import type { Row } from '../../src/screen/frame.ts';
import { aligned, inUnits, quantile } from './measure.ts';
import type { RigSpec, Viewer } from './tuiRig.ts';
import { openBare, openPcc, openTmux, until, wait } from './tuiRig.ts';

/** Keys that are typed, and the time from an echo to the next key: not in step with any frame clock. */
const keys = 400;
const gapMs = (index: number): number => 9 + ((index * 7) % 17);

/** Keys of a line before it is written over. */
const lineKeys = 40;

/** How long a key takes from the human's terminal to the child and, echoed, back onto the human's terminal. */
export async function echoTable(spec: Omit<RigSpec, 'panes' | 'pane'>): Promise<string> {
  const rig = { ...spec, panes: 1, pane: spec.window, watched: true };
  const bare = openBare(rig);
  const floor = await timedEchoes(bare);
  await bare.end();
  const tmux = await openTmux(rig, 'echo');
  const beside = await timedEchoes(tmux.viewer);
  await tmux.dispose();
  const pcc = await openPcc(rig, 'echo');
  // Takes the keyboard; the frame that says so is the answer.
  pcc.viewer.type('\r');
  await pcc.viewer.quiet(500);
  const own = await timedEchoes(pcc.viewer);
  await pcc.dispose();
  const line = (what: string, ms: readonly number[]): string[] => [
    what,
    ...[0.5, 0.95, 0.99].map((share) => inUnits(quantile(ms, share))),
    ...[0.5, 0.99].map((share) => (quantile(ms, share) / quantile(beside, share)).toFixed(2)),
  ];
  return aligned([
    [`echo of a typed key, ${keys} keys`, 'median', 'p95', 'p99', 'median / tmux', 'p99 / tmux'],
    line('pcc tui, the pane held', own),
    line('tmux', beside),
    line('the child alone', floor),
  ]);
}

/** Types keys one by one, each when the one before is on the screen; milliseconds of each. */
async function timedEchoes(viewer: Viewer): Promise<number[]> {
  const mark = 'QZQZ';
  viewer.type(mark);
  const rows = (): readonly Row[] => viewer.screen.frame().rows;
  await until('the first echo', () => rows().some(({ text }) => text.includes(mark)));
  const y = rows().findIndex(({ text }) => text.includes(mark));
  const x = rows()[y]?.text.indexOf(mark) ?? 0;
  const times: number[] = [];
  for (let index = 0; index < keys; index++) {
    const at = index % lineKeys;
    if (at === 0) viewer.type('\r');
    await wait(gapMs(index));
    // Each line is written in letters that the one before it has not.
    const letter = String.fromCharCode((Math.floor(index / lineKeys) % 2 === 0 ? 97 : 110) + (index % 13));
    times.push(await timedKey(viewer, letter, () => rows()[y]?.text[x + at] === letter));
  }
  return times;
}

/** The time from the write to the arrival of what brought the letter onto the screen. */
function timedKey(viewer: Viewer, letter: string, isShown: () => boolean): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new PccError('timeout', `The echo of '${letter}' did not come.`));
    }, 10_000);
    const beganMs = performance.now();
    viewer.onData = (atMs) => {
      if (!isShown()) return;
      viewer.onData = () => undefined;
      clearTimeout(late);
      resolve(atMs - beganMs);
    };
    viewer.type(letter);
  });
}

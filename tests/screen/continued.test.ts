import { expect, it } from 'vitest';
import { HeadlessScreen } from '../../src/terminal/headlessScreen.ts';
import { read } from './recordings.ts';

/** A turn that a limit cut off and that the CLI itself has continued, without a prompt: drawn as 2.1.329 does. */

const gray = (text: string): string => `\u001b[38;5;246m${text}\u001b[39m`;
const white = (text: string): string => `\u001b[38;5;231m${text}\u001b[39m`;
const rule = '─'.repeat(100);

function screenOf(behind: readonly string[]): HeadlessScreen {
  const screen = new HeadlessScreen({ cols: 100, rows: 24 });
  const rows = [
    `\u001b[48;5;237m${gray('❯')} ${white('do it all')}\u001b[49m`,
    `${gray('  ⎿  ')}\u001b[38;5;211mYou've hit your 5-hour limit · resets 1:38pm (UTC)\u001b[39m`,
    '',
    gray('● Usage limit reached · continuing automatically at 1:38pm · esc to cancel'),
    '',
    ...behind,
    rule,
    '❯ \u001b[7m \u001b[27m',
    rule,
    gray('  ⏸ manual mode on · ? for shortcuts'),
  ];
  screen.write(`${rows.join('\r\n')}\u001b[2A\r\u001b[2C`);
  return screen;
}

it('is a limit for as long as nothing follows, also beside what the CLI itself remarks', () => {
  expect(read(screenOf([]).frame())).toMatchObject({ state: 'limit', kind: 'five_hour', resumesItself: true });
});

it('is none any more once an answer stands below it', () => {
  const behind = [
    gray('● Usage limit reset · Continuing automatically'),
    '',
    `${white('●')} The work is done.`,
    '',
    gray('✻ Sautéed for 0s · done 1:39 PM'),
    '',
  ];
  expect(read(screenOf(behind).frame())).toMatchObject({ state: 'idle' });
});

it('is none any more once the CLI says that it goes on, also where the turn leaves no answer', () => {
  const behind = [
    gray('● Usage limit reset · Continuing automatically'),
    '',
    gray('  Did not run 1 call'),
    gray('  ⎿  $ touch one'),
    gray('  ⎿  Interrupted · What should Claude do instead?'),
    '',
  ];
  expect(read(screenOf(behind).frame())).toMatchObject({ state: 'idle' });
});

it('is one again where the turn that went on was refused', () => {
  const again = `${gray('  ⎿  ')}\u001b[38;5;211mYou've hit your weekly limit · resets 4pm (UTC)\u001b[39m`;
  const behind = [gray('● Usage limit reset · Continuing automatically'), again, ''];
  expect(read(screenOf(behind).frame())).toMatchObject({ state: 'limit', kind: 'seven_day' });
});

import { join } from 'node:path';
import type { ServicePlan } from './plan.ts';
import { markLines } from './plan.ts';

/** The name of the service in launchd. */
export const launchdLabel = 'perpetualcc.pcc';

/**
 * The agent of launchd that runs the daemon: `AbandonProcessGroup` leaves the pty host and the sessions alone when it ends,
 * `KeepAlive` starts it anew unless it ended with 0. There is no journal: what it says beside its own log goes into a file.
 */
export function launchdPlist(plan: ServicePlan): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    ...markLines(plan).map((line) => `<!-- ${line} -->`),
    '<plist version="1.0">',
    '<dict>',
    ...entry('Label', text(launchdLabel)),
    ...entry('ProgramArguments', '<array>', ...plan.program.map((word) => `  ${text(word)}`), '</array>'),
    ...entry(
      'EnvironmentVariables',
      '<dict>',
      ...plan.env.flatMap(([name, value]) => [`  <key>${escaped(name)}</key>`, `  ${text(value)}`]),
      '</dict>',
    ),
    ...entry('RunAtLoad', '<true/>'),
    ...entry('KeepAlive', '<dict>', '  <key>SuccessfulExit</key>', '  <false/>', '</dict>'),
    ...entry('ThrottleInterval', '<integer>10</integer>'),
    ...entry('AbandonProcessGroup', '<true/>'),
    ...entry('StandardErrorPath', text(join(plan.home, 'logs', 'service.log'))),
    '</dict>',
    '</plist>',
  ];
  return `${lines.join('\n')}\n`;
}

function entry(key: string, ...value: readonly string[]): string[] {
  return [`<key>${key}</key>`, ...value].map((line) => `  ${line}`);
}

function text(value: string): string {
  return `<string>${escaped(value)}</string>`;
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

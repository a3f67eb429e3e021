import { join } from 'node:path';
import ts from 'typescript';
import { declarationsIn, nameOf, plainType, wordsOf } from './declarations.ts';
import { code, table } from './schemas.ts';

const intro = `## Notifications

Sent without being asked to whoever watches, follows or is attached; over the WebSocket also what stands in the second table. A client
of the WebSocket may send \`error {message, code?}\` itself; it is counted and logged.`;

/** Types of the sources by the names that their values have here. */
const names: Readonly<Record<string, string>> = {
  Status: 'Session',
  Execution: 'List',
  UsageLimits: 'Limits',
  ScreenState: 'Screen',
  "Result<'daemon.status'>": 'Daemon',
  "Result<'fleet.watch'>": 'the result of fleet.watch',
};

/** Files of `src/api/` with the types that list them: they have no schema, so that the sources themselves are read. */
const places = [
  ['methods.ts', 'Notifications'],
  ['faces.ts', 'ServerNotifications'],
] as const;

/** The chapter of the notifications. */
export function notificationsPart(root: string): string {
  const tables = places.map(([file, type]) =>
    table(
      ['method', 'params', ''],
      membersOf(join(root, 'src/api', file), type).map((member) => rowOf(member)),
    ),
  );
  return [intro, ...tables].join('\n\n');
}

/** What they are called. */
export function notificationNames(root: string): string[] {
  return places.flatMap(([file, type]) => membersOf(join(root, 'src/api', file), type).map(nameOf));
}

function membersOf(path: string, type: string): ts.PropertySignature[] {
  const found = declarationsIn(path).find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === type,
  );
  if (!found) throw new Error(`'${path}' has no interface ${type}.`);
  return found.members.filter(ts.isPropertySignature);
}

function rowOf(member: ts.PropertySignature): string[] {
  return [code(nameOf(member)), code(typeOf(member.type)), wordsOf(member)];
}

function typeOf(type: ts.TypeNode | undefined): string {
  const plain = plainType(type).replace(/Readonly<Record<(.+?), (.+?)>>/g, '{ [name: $1]: $2 }');
  return Object.entries(names).reduce((text, [from, to]) => text.replaceAll(new RegExp(escaped(from), 'g'), to), plain);
}

function escaped(text: string): string {
  const whole = text.replace(/[<>'.()]/g, '\\$&');
  return /^\w+$/.test(text) ? `\\b${whole}\\b(?! of)` : whole;
}

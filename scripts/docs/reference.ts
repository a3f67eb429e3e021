import { commandsPart, hooksPart, settingsPart } from './commands.ts';
import { errorsPart, pagesPart, routesPart, toolsPart } from './faces.ts';
import { libraryPart } from './library.ts';
import { methodsPart } from './methods.ts';
import { notificationsPart } from './notifications.ts';
import { shapesPart } from './schemas.ts';

const head = `# Reference

Everything that can be called, set and heard, written by \`npm run docs\` out of the tables that the program itself is a function of.
[README.md](README.md) says what it is for and how one begins.

- [Methods](#methods): JSON-RPC 2.0 over the daemon's unix socket, and over the WebSocket of \`pcc server\`
- [Values](#values), [notifications](#notifications), [errors](#errors)
- [HTTP](#http), [MCP](#mcp), [the library](#library), [hooks](#hooks), [commands](#commands), [settings](#settings)

A name with \`?\` may be left out. Texts are counted in characters, and times are ISO-8601 in UTC.
`;

/** The text of REFERENCE.md for the sources in a folder. */
export function referenceText(root: string): string {
  const shared: Record<string, unknown> = {};
  // The methods come first, since they say which values there are.
  const methods = methodsPart(shared);
  const parts = [
    head,
    methods,
    shapesPart(shared),
    notificationsPart(root),
    errorsPart(),
    routesPart(),
    pagesPart(),
    toolsPart(),
    libraryPart(root),
    hooksPart(),
    commandsPart(),
    settingsPart(),
  ];
  return `${parts.map((part) => part.trim()).join('\n\n')}\n`;
}

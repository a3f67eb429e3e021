import type { VerbRun } from '../verb.ts';

/** `pcc mcp`: speaks MCP with the program that started it until that is done. */
export const run: VerbRun = async (_given, io) => (await io.engines.mcp()).serve(io);

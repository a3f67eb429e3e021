import { tooDeep } from '../../base/nesting.ts';

/** The errors of JSON-RPC with which a message is refused before anything of it is looked at. */
export const parseError = -32_700;
/** The same, for JSON that is no message. */
export const invalidRequest = -32_600;

/** That a message is nested too deeply to be walked through. */
export const deepMessage = `The message is ${tooDeep()}; make it flatter.`;

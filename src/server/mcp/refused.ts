import { tooDeep } from '../../base/nesting.ts';

/** The errors of JSON-RPC with which a message is refused before anything of it is looked at. */
export const parseError = -32_700;
/** The same, for JSON that is no message. */
export const invalidRequest = -32_600;

/** That JSON is no message. A batch is none: its answers would be kept for as long as one of them is missing. */
export const singleMessage = 'The message is no single request, notification or answer of JSON-RPC 2.0.';

/** That a message is nested too deeply to be walked through. */
export const deepMessage = `The message is ${tooDeep()}; make it flatter.`;

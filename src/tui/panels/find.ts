import { actionEntries, sessionEntries } from './entries.ts';
import { pickerKind } from './picker.ts';

/** Sessions by name, folder, task and state, and commands, in one list. */
export const findKind = pickerKind({
  name: 'find',
  title: 'Find',
  summary: 'Find a session or a command',
  hint: 'some letters of a session, its folder, task or state, or of a command',
  entries: (model) => [...sessionEntries(model), ...actionEntries(model)],
});

import { actionEntries, sessionCommandEntries, spelledEntry } from './entries.ts';
import { pickerKind } from './picker.ts';

/** Every command by its name; those of one session once something is typed. */
export const paletteKind = pickerKind({
  name: 'palette',
  title: 'Commands',
  summary: 'Every command by its name',
  hint: 'a command, such as: layout rows · pause app-2 · new ~/app',
  entries: (model, typed) => {
    const spelled = spelledEntry(typed, model);
    const ofSessions = typed.trim() === '' ? [] : sessionCommandEntries(model);
    return [...(spelled ? [spelled] : []), ...actionEntries(model), ...ofSessions];
  },
});

/** What each group of verbs is for, by the first word of their names; the overview of `pcc --help` has a line of each. */
export const groupSummaries: Readonly<Record<string, string>> = {
  daemon: 'Look after the daemon: status, stop, restart.',
  config: 'Show and set what is configured, and choose a brain.',
  rules: 'List, explain, begin and try the rules.',
  schedule: 'Have work begin at times of the calendar: add, list, next, runs, remove.',
  history: 'Look at the lists of tasks that were run: list, show, export.',
  server: 'Serve HTTP, WebSocket and MCP for programs: start, status, stop.',
  test: 'Try this pcc as it is installed here, offline, on your own claude: assess, stress.',
  service: 'Have the system start the daemon: install, status, uninstall.',
};

/** The verbs whose first examples show how a day goes. */
export const shownVerbs: readonly string[] = ['tui', 'start', 'add', 'pending', 'respond', 'schedule add'];

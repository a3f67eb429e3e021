/** The open tasks of a requirements file: its `- [ ] …` lines in order, with the lines indented under each. */
export function openTasks(text: string): string[] {
  const tasks: string[] = [];
  let open: string[] | undefined;
  for (const line of [...text.split(/\r?\n/), '']) {
    const head = /^\s*[-*+] \[( |x|X)\] +(.*\S)\s*$/.exec(line);
    const belongs = open !== undefined && /^\s{2,}\S/.test(line) && !head;
    if (belongs) open?.push(line.trim());
    else if (open) {
      tasks.push(open.join('\n'));
      open = undefined;
    }
    if (head && head[1] === ' ') open = [head[2] ?? ''];
  }
  return tasks;
}

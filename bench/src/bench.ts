/** `npm run bench [-- group …]`: measures, and prints each figure as a line of JSON and then all as a table. */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { calendarAnswers } from './groups/calendar.ts';
import { chat } from './groups/chat.ts';
import { evidence } from './groups/evidence.ts';
import { flares } from './groups/flares.ts';
import { idle } from './groups/idle.ts';
import { knowledge } from './groups/knowledge.ts';
import { mail } from './groups/mail.ts';
import { tickets } from './groups/tickets.ts';
import { widget } from './groups/widget.ts';
import { type Figure, type Say, table } from './report.ts';

const groups: Record<string, (say: Say) => Promise<void>> = {
  calendar: calendarAnswers,
  chat,
  evidence,
  flares,
  idle,
  knowledge,
  mail,
  tickets,
  widget,
};

function commit(): string {
  try {
    const id = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim();
    const changed = execFileSync('git', ['status', '--porcelain'], { encoding: 'utf8', stdio: 'pipe' }) !== '';
    return changed ? `${id} with changes` : id;
  } catch {
    return 'unknown';
  }
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(groups, name));
if (unknown.length > 0) {
  console.error(`There is no group ${unknown.join(', ')}: choose from ${Object.keys(groups).join(', ')}.`);
  process.exit(2);
}

const figures: Figure[] = [];
for (const [name, group] of Object.entries(groups)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  await group((figure) => {
    figures.push(figure);
    console.log(JSON.stringify(figure));
  });
}

const machine = `${availableParallelism()} × ${cpus()[0]?.model ?? process.arch}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
console.log(`\n${table(figures)}\n\n${machine}, commit ${commit()}`);

/** `fairlead ticket`: tickets on a shell, for people and scripts. */
import { text as readAll } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { newId } from '@fairlead/client';
import type { CallInput, Entry, Ticket } from '@fairlead/contract';
import { CannotStart } from '@fairlead/server/refusals';
import { ticketUsage } from './usage.ts';
import { type Ask, deskAt } from './calling.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const options = {
  desk: text,
  json: flag,
  view: text,
  search: text,
  state: text,
  limit: text,
  subject: text,
  area: text,
  text,
  about: text,
  customer: text,
  id: text,
  note: flag,
};

export interface Shell {
  env: Record<string, string | undefined>;
  stdin: NodeJS.ReadableStream;
}

type Query = NonNullable<CallInput<'GET /tickets'>['query']>;

/** What to print. Throws `CannotStart` with a sentence for whoever called it wrongly or was refused. */
export async function ticket(args: string[], { env, stdin }: Shell): Promise<string> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [verb, number] = positionals;
  const ask = deskAt(values.desk, env);
  const said = async () => {
    const given = values.text ?? (await readAll(stdin));
    if (given.trim() === '') throw new CannotStart('There is nothing to say: give --text, or write to standard input.');
    return given;
  };
  const shown = (found: object, lines: string) => (values.json ? `${JSON.stringify(found, null, 2)}\n` : lines);
  switch (verb) {
    case 'list': {
      const { view, search: q, state, limit } = values;
      const query = { view, q, state: state as Query['state'], limit };
      const { tickets, next } = await ask('GET /tickets', { query });
      return shown({ tickets, next }, tickets.map(row).join(''));
    }
    case 'show': {
      const found = await ask('GET /tickets/{number}', { params: { number: numbered(number) } });
      const entries = await thread(ask, found.thread);
      return shown({ ticket: found, entries }, `${row(found)}\n${entries.map(told).join('')}`);
    }
    case 'create': {
      const { subject, area, about, customer, id } = values;
      if (!subject || !area) throw new CannotStart('Say --subject and --area.');
      const body = {
        id: id ?? newId(),
        question: 'technical' as const,
        area,
        subject,
        text: await said(),
        about: about?.split(',') ?? [],
        ...(customer ? { customer: { email: customer } } : {}),
      };
      const made = await ask('POST /tickets', { body });
      return shown(made, row(made));
    }
    case 'reply': {
      const found = await ask('GET /tickets/{number}', { params: { number: numbered(number) } });
      const body = { id: newId(), kind: values.note ? ('note' as const) : ('message' as const), text: await said() };
      const appended = await ask('POST /threads/{id}/entries', { params: { id: found.thread }, body });
      return shown(appended, `#${found.number}: said\n`);
    }
    case 'close': {
      const me = await ask('GET /me', {});
      const body = { state: me.kind === 'staff' ? ('closed' as const) : ('solved' as const) };
      const closed = await ask('PUT /tickets/{number}/state', { params: { number: numbered(number) }, body });
      return shown(closed, row(closed));
    }
    default:
      throw new CannotStart(`Usage:\n${ticketUsage}`);
  }
}

function numbered(given: string | undefined): number {
  const number = Number((given ?? '').replace(/^#/, ''));
  if (!Number.isSafeInteger(number) || number < 1) throw new CannotStart('Say the number of a ticket, like 1042.');
  return number;
}

async function thread(ask: Ask, id: string): Promise<Entry[]> {
  const all: Entry[] = [];
  for (;;) {
    const { entries } = await ask('GET /threads/{id}/entries', { params: { id }, query: { after: all.at(-1)?.number ?? 0 } });
    if (entries.length === 0) return all;
    all.push(...entries);
  }
}

const row = (t: Ticket) =>
  `#${t.number}  ${t.state.padEnd(8)}${t.urgent ? 'urgent  ' : ''}  ${t.subject}  (${t.member.name}, ${t.organization.name}${t.assignee ? `; ${t.assignee.name}` : ''})\n`;

function told({ at, by, kind, body }: Entry): string {
  if (kind === 'event') return `${at}  · ${body.event}\n`;
  const who = `${by.kind === 'desk' ? 'desk' : by.name}${kind === 'note' ? ' (note)' : ''}`;
  return `${at}  ${who}\n${body.text.replaceAll(/^/gm, '    ')}\n`;
}

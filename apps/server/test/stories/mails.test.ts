/** Every mail of `test/mails` has the outcome that its table says. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Entry } from '@fairlead/contract';
import { beforeAll, describe, expect, test } from 'vitest';
import { read } from '../acts.ts';
import { mailDesk } from '../mail.ts';

const folder = new URL('../mails/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.eml'));

interface Row {
  outcome: string;
  by: string;
  subject: string;
  said: string;
  folded: string;
  files: string;
  events: string;
}

const columns = ['outcome', 'by', 'subject', 'said', 'folded', 'files', 'events'] as const;
/** As the table writes it, without tabs: a line end as ⏎, a bar as ¦, and of what is long its beginning. */
const written = (text: string) => {
  const line = text.replaceAll('|', '¦').replaceAll('\t', ' ').replaceAll('\n', '⏎').trim();
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
};

function table(): Map<string, Row> {
  const [, ...lines] = readFileSync(new URL('outcomes.tsv', folder), 'utf8').trimEnd().split('\n');
  return new Map(
    lines.map((line) => {
      const [name, ...cells] = line.split('\t');
      return [name!, Object.fromEntries(columns.map((c, i) => [c, cells[i] ?? ''])) as unknown as Row];
    }),
  );
}

const desk = await mailDesk({}, true);

describe('mails as programs send them', () => {
  beforeAll(async () => {
    for (const name of ['Dana', 'Omar', 'Jiwoo', 'Takeru'] as const) await desk.member(name);
  });

  async function became(name: string): Promise<Row> {
    const before = new Set((await desk.ada.call('GET /mails/received', { query: { limit: 100 } })).mails.map((m) => m.id));
    await desk.write({ from: 'relay@skerry.example', raw: readFileSync(new URL(name, folder)) });
    // A second reading is what an unreadable one gets before it is set aside.
    await desk.read();
    const mail = (await desk.ada.call('GET /mails/received', { query: { limit: 100 } })).mails.find((m) => !before.has(m.id));
    if (!mail) return { outcome: 'duplicate', by: '', subject: '', said: '', folded: '', files: '', events: '' };
    const ticket = mail.ticket === null ? undefined : await desk.ada.call('GET /tickets/{number}', { params: { number: mail.ticket } });
    const entries = ticket ? await read(desk.ada, ticket) : [];
    const message = entries.find((e): e is Extract<Entry, { kind: 'message' }> => e.kind === 'message');
    const events = entries.flatMap((e) =>
      e.kind === 'note' ? [`note: ${written(e.body.text)}`] : e.kind === 'event' && e.body.event.startsWith('mail_') ? [e.body.event] : [],
    );
    return {
      outcome: [mail.outcome, mail.detail].filter(Boolean).join(': '),
      by: message?.by.name ?? '',
      subject: written(ticket?.subject ?? ''),
      said: written(message?.body.text ?? ''),
      folded: written(message?.body.mail?.folded ?? ''),
      files: written(message?.body.files.map((f) => f.name).join(', ') ?? ''),
      events: events.join(', '),
    };
  }

  const expected = table();
  test('every mail has a line, and every line a mail', () => {
    expect([...expected.keys()].toSorted()).toEqual(files.toSorted());
  });
  test.each(files)('%s', async (name) => {
    const row = await became(name);
    if (process.env['SHOW']) process.stdout.write(`${name}\t${columns.map((c) => row[c]).join('\t')}\n`);
    else expect(row).toEqual(expected.get(name));
    expect(desk.errors).toEqual([]);
    await desk.query("update mails_in set done_at = done_at - interval '2 hours'");
  });
});

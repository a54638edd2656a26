/** One ticket with its whole thread, as its reader sees it, to keep or to hand on. */
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { knownZone } from '@fairlead/calendar';
import type { Desk as DeskFacts, Download, Entry, FileRef, Ticket } from '@fairlead/contract';
import type { Words } from '@fairlead/words';
import { itemTitle } from '@fairlead/words/item-name';
import { loadWords } from '@fairlead/words/node';
import { happeningSentence } from '@fairlead/words/sentences';
import yazl from 'yazl';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { Who } from '../accounts/accounts.ts';
import * as files from '../evidence/files.ts';
import { fieldsShown } from '../policy/asks.ts';
import * as policy from '../policy/policy.ts';
import * as threads from '../threads/threads.ts';
import type { Page } from './pdf.ts';
import * as screens from './screens.ts';

export interface Exported {
  zone: string;
  /** Staff: with what stays among staff. */
  notes: boolean;
}

interface Told {
  ticket: Ticket;
  /** The ticket's thread first, then those of tickets that were merged into it, as far as the reader may see them. */
  threads: { number: number; subject: string; entries: Entry[] }[];
}

const pageSize = 200;

async function told({ db: { reader } }: Desk, who: Who, number: number, { notes }: Exported): Promise<Told> {
  const ticket = await screens.ticket(reader, who, number);
  const entriesOf = async (id: string) => {
    const { id: thread } = await threads.forWho(reader, who, id);
    const all: Entry[] = [];
    for (let last = 0; ;) {
      const page = await threads.after(reader, thread, who.kind === 'staff' ? 'staff' : 'public', last, pageSize);
      const shown = notes && who.kind === 'staff' ? page : page.filter(threads.isPublic);
      all.push(...(who.kind === 'staff' ? shown.map(threads.forStaff) : shown.filter(threads.isPublic).map(threads.forMember)));
      if (page.length < pageSize) return all;
      last = who.kind === 'staff' ? page.at(-1)!.seq : page.at(-1)!.publicSeq!;
    }
  };
  const own = { number: ticket.number, subject: ticket.subject, entries: await entriesOf(ticket.thread) };
  const merged: Told['threads'] = [];
  for (const { number: from, subject, thread } of ticket.merged)
    try {
      merged.push({ number: from, subject, entries: await entriesOf(thread) });
    } catch (error) {
      // What another customer of the organization said before the merge stays theirs.
      if (!(error instanceof Refusal && error.code === 'not_found')) throw error;
    }
  return { ticket, threads: [own, ...merged] };
}

/** Loaded with the first export: sentences of every event, in every language. */
let words: Record<Who['locale'], Words> | undefined;

function wordsFor(who: Who, zone: string): Words {
  if (!knownZone(zone)) throw new Refusal('invalid', [{ path: 'zone', message: 'use an IANA name like Asia/Seoul' }]);
  words ??= loadWords('shared', 'ui', 'server');
  const clock = new Intl.DateTimeFormat(who.locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone });
  return { ...words[who.locale], time: (at) => clock.format(new Date(at)) };
}

export async function asPdf(desk: Desk, who: Who, number: number, how: Exported): Promise<Download> {
  const language = wordsFor(who, how.zone);
  const all = await told(desk, who, number, how);
  return { name: `ticket-${all.ticket.number}.pdf`, content: await pdfOf(desk, who, language, how, all) };
}

async function pdfOf(desk: Desk, who: Who, language: Words, { zone }: Exported, all: Told): Promise<AsyncIterable<Uint8Array>> {
  const { writePdf } = await import('./pdf.ts');
  const fields = fieldsShown((await policy.inForce(desk.db.reader)).document.evidence);
  return writePdf(pageOf(language, who, zone, { fields }, all));
}

function pageOf(t: Words, who: Who, zone: string, desk: Pick<DeskFacts, 'fields'>, { ticket, threads: told }: Told): Page {
  const audience = who.kind === 'staff' ? 'staff' : 'member';
  const state = ticket.state === 'pending' && audience === 'staff' ? 'state.pending.staff' : `state.${ticket.state}`;
  const facts: [string, string][] = [
    [t.t('export.state'), t.t(state)],
    [t.t('export.customer'), `${ticket.member.name} <${ticket.member.email}>`],
    [t.t('export.organization'), ticket.organization.name],
    [t.t('export.opened'), t.time(ticket.created)],
    ...(ticket.solved ? [[t.t('export.solved'), t.time(ticket.solved)] as [string, string]] : []),
    ...(ticket.assignee ? [[t.t('export.assignee'), ticket.assignee.name] as [string, string]] : []),
    [t.t('export.zone'), zone],
  ];
  const filesOf = (refs: readonly FileRef[]) => refs.map((f) => t.t('export.file', { name: f.name, size: t.bytes(f.bytes) }));
  const said = (entry: Entry) => {
    const { by, kind, body, at } = entry;
    if (kind === 'event')
      return {
        is: 'event' as const,
        head: t.time(at),
        text: happeningSentence(t, body, audience, ticket.state === 'closed', desk),
        files: [],
      };
    const title = kind === 'evidence' ? itemTitle(t, desk, body.item, body.label) : kind === 'note' ? t.t('export.note') : null;
    const head = [by.name, title, t.time(at)].filter(Boolean).join(' · ');
    return { is: kind === 'note' ? ('note' as const) : ('said' as const), head, text: body.text, files: filesOf(body.files) };
  };
  return {
    language: t.language,
    title: `#${ticket.number} ${ticket.subject}`,
    facts,
    parts: told.map(({ number, subject, entries }, i) => ({ title: i === 0 ? null : `#${number} ${subject}`, entries: entries.map(said) })),
    footer: (page) => t.t('export.page', { number: ticket.number, page }),
  };
}

/** What names of files may not hold in an archive. */
const harmless = (name: string) => basename(name.replaceAll(/[\\:*?"<>|\p{Cc}]/gu, '_')) || 'file';

export async function asZip(desk: Desk, who: Who, number: number, how: Exported): Promise<Download> {
  const language = wordsFor(who, how.zone);
  const all = await told(desk, who, number, how);
  const pdf: Uint8Array[] = [];
  for await (const piece of await pdfOf(desk, who, language, how, all)) pdf.push(piece);
  const zip = new yazl.ZipFile();
  const output = zip.outputStream as NodeJS.ReadableStream & { destroy(error: Error): void };
  zip.on('error', (error: Error) => output.destroy(error));
  // Who goes away in the middle leaves no file open.
  let reading: Readable | undefined;
  output.once('close', () => reading?.destroy());
  const leftOut: FileRef[] = [];
  const refs = all.threads.flatMap(({ entries }) => entries.flatMap((e) => (e.kind === 'event' ? [] : e.body.files)));
  for (const [i, ref] of [...new Map(refs.map((r) => [r.id, r])).values()].entries()) {
    const file = await files.byLink(desk.db.reader, ref.id);
    // Still being checked, or found to be harmful.
    if (!file) leftOut.push(ref);
    else
      zip.addReadStreamLazy(`files/${i + 1}-${harmless(ref.name)}`, { compress: /^text|json|xml/.test(ref.type) }, (take) => {
        desk.blobs.get(file.blob).then(
          (stream) => {
            reading = stream;
            if (stream) take(null, stream);
            else take(new Error(`the bytes of file ${ref.id} are not in the store`), undefined!);
          },
          (error: unknown) => take(error, undefined!),
        );
      });
  }
  zip.addBuffer(Buffer.from(JSON.stringify({ ...all, left_out: leftOut }, null, 2)), 'ticket.json');
  zip.addBuffer(Buffer.concat(pdf), 'ticket.pdf');
  zip.end();
  return { name: `ticket-${all.ticket.number}.zip`, content: output as unknown as AsyncIterable<Uint8Array> };
}

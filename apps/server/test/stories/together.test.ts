/** Several tickets and several people: merging and its undoing, splitting, following, ratings, macros, mentions, drafts, many at once. */
import { newId } from '@fairlead/client';
import type { Ticket } from '@fairlead/contract';
import { describe, expect, test } from 'vitest';
import { closeSolved } from '../../src/domains/tickets/closing.ts';
import { a, end, ask, events, follow, idOf, note, openTicket, read, say, texts, ticketOf } from '../acts.ts';
import { type Actor, newDesk, openDesk, type TestDesk } from '../desk.ts';

const northwind = { org: 'together', orgs: [{ id: 'together', name: 'Together', site: 'US1', plan: 'standard', hipaa: false }] };
const colleague = (desk: TestDesk, name: string) =>
  desk.stranger({ sub: `together-${name}`, name, email: `${name.toLowerCase()}@together.example`, locale: 'en', ...northwind });

const merge = (staff: Actor, from: Ticket, into: Ticket, id = newId()) =>
  staff.call('PUT /tickets/{number}/merge/{id}', { params: { number: from.number, id }, body: { into: into.number } });
const refusedMerge = (staff: Actor, from: Ticket, into: Ticket) =>
  staff.refused('PUT /tickets/{number}/merge/{id}', { params: { number: from.number, id: newId() }, body: { into: into.number } });
const undo = (staff: Actor, { number }: Ticket) => staff.call('DELETE /tickets/{number}/merge', { params: { number } });
const setState = (who: Actor, { number }: Ticket, state: 'open' | 'pending' | 'solved' | 'closed') =>
  who.call('PUT /tickets/{number}/state', { params: { number }, body: { state } });
const rate = (who: Actor, { number }: Ticket, good: boolean, comment = '') =>
  who.call('PUT /tickets/{number}/rating', { params: { number }, body: { good, comment } });
const mine = async (who: Actor) => (await who.call('GET /tickets', { query: { state: 'any' } })).tickets.map((t) => t.number);

describe('merging', () => {
  async function two(desk: TestDesk) {
    const [omar, lena, aiko] = [await colleague(desk, 'Omar'), await colleague(desk, 'Lena'), await desk.staff('Aiko')];
    const first = await openTicket(omar, { subject: 'No data', text: 'Nothing arrives' });
    const second = await openTicket(lena, { subject: 'No data either', text: 'Same here', urgent: urgent() });
    return { omar, lena, aiko, first, second };
  }
  const urgent = () => ({ impact: 'No alerts', since: 'noon', affected: 'all of us' });

  test('both numbers lead to one ticket, both customers go on there, and what was said stays readable to both', async () => {
    const desk = await newDesk();
    const { omar, lena, aiko, first, second } = await two(desk);
    await merge(aiko, second, first);

    for (const who of [aiko, lena]) {
      const led = await ticketOf(who, second);
      expect(led).toMatchObject({ number: first.number, thread: first.thread, may: 'write' });
      expect(led.merged).toMatchObject([{ number: second.number, subject: second.subject, thread: second.thread, undoable: true }]);
    }
    expect(await mine(lena)).toEqual([first.number]);
    expect(await mine(omar)).toEqual([first.number]);

    await say(lena, first, 'It is back');
    await say(lena, second, 'To the old thread');
    await say(omar, first, 'Here, too');
    expect(texts(await read(omar, first)).slice(-3)).toEqual(['It is back', 'To the old thread', 'Here, too']);
    expect(texts(await read(omar, second))).toEqual(['Same here']);
    expect(await omar.refused('POST /threads/{id}/entries', { params: { id: second.thread }, body: { id: newId(), text: 'x' } })).toBe(
      'not_allowed',
    );
    expect(events(await read(lena, second))).toContain('merged_into');
    await setState(lena, second, 'solved');
    expect((await ticketOf(omar, first)).state).toBe('solved');
    // Whose ticket it was all along works by the other's number, too.
    await setState(omar, second, 'open');
    expect((await ticketOf(lena, first)).state).toBe('open');
  });

  test('what was said twice, before a merge and after it, stands once', async () => {
    const desk = await newDesk();
    const { lena, aiko, first, second } = await two(desk);
    const id = newId();
    await say(lena, second, 'Once', { id });
    await merge(aiko, second, first);
    await say(lena, second, 'Once', { id });
    const after = newId();
    await say(lena, second, 'Twice sent', { id: after });
    await say(lena, second, 'Twice sent', { id: after });
    expect(texts(await read(aiko, second))).toEqual(['Same here', 'Once']);
    expect(texts(await read(aiko, first))).toEqual(['Nothing arrives', 'Twice sent']);
  });

  test('undone within a day, each ticket stands as it stood, with what is owed, and hears no more of the other', async () => {
    const desk = await newDesk();
    const { omar, lena, aiko, first, second } = await two(desk);
    await setState(aiko, second, 'open');
    const before = await ticketOf(aiko, second);
    const hears = await lena.live();
    await merge(aiko, second, first);
    expect((await ticketOf(aiko, first)).promises.length).toBeGreaterThan(0);
    await follow(hears, first);
    await desk.pass({ minutes: 1 });
    await undo(aiko, second);

    const after = await ticketOf(aiko, second);
    const apart = { last: 0, updated: '', promises: [], promised: null };
    expect({ ...after, ...apart }).toEqual({ ...before, ...apart });
    expect(after.promises.map((p) => p.kind)).toEqual(before.promises.map((p) => p.kind));
    // The minute in which the other ticket stood for it did not count.
    expect(Date.parse(after.promises[0]!.due!) - Date.parse(before.promises[0]!.due!)).toBe(60_000);
    expect(await mine(lena)).toEqual([second.number]);
    expect(await lena.refused('GET /tickets/{number}', { params: { number: first.number } })).toBe('not_found');
    expect(await lena.refused('GET /threads/{id}/entries', { params: { id: first.thread } })).toBe('not_found');
    await say(omar, first, 'Between us');
    await hears.settled();
    expect(hears.heard.filter((m) => m.is === 'entry' && m.entry.kind === 'message')).toEqual([]);
    expect(events(await read(aiko, first))).toContain('merge_undone');
  });

  test('after a day a merge stands; undone twice, there is nothing to undo', async () => {
    const desk = await newDesk();
    const { aiko, first, second } = await two(desk);
    await merge(aiko, second, first);
    await undo(aiko, second);
    expect(await aiko.refused('DELETE /tickets/{number}/merge', { params: { number: second.number } })).toBe('not_found');
    await merge(aiko, second, first);
    desk.down({ minutes: 24 * 60 + 1 });
    expect((await ticketOf(aiko, first)).merged).toMatchObject([{ undoable: false }]);
    expect(await aiko.refused('DELETE /tickets/{number}/merge', { params: { number: second.number } })).toBe('merge_stands');
  });

  test('not into itself, not in a circle, not across organizations; by a chain every number leads to the last', async () => {
    const desk = await newDesk();
    const { omar, aiko, first, second } = await two(desk);
    const third = await openTicket(omar, { subject: 'A third' });
    const foreign = await openTicket(await desk.member('Dana'));
    expect(await refusedMerge(aiko, first, first)).toBe('merge_circle');
    expect(await refusedMerge(aiko, first, foreign)).toBe('merge_other_organization');
    const id = newId();
    await merge(aiko, first, second, id);
    await merge(aiko, first, second, id);
    expect(await refusedMerge(aiko, second, first)).toBe('merge_circle');
    expect(await refusedMerge(aiko, first, third)).toBe('changed_meanwhile');
    await merge(aiko, second, third);
    expect(await refusedMerge(aiko, third, first)).toBe('merge_circle');
    expect((await ticketOf(aiko, first)).number).toBe(third.number);
    expect((await ticketOf(omar, first)).number).toBe(third.number);
    await say(omar, first, 'Where does this go?');
    expect(texts(await read(aiko, third))).toContain('Where does this go?');
    expect(await desk.query('select count(*)::int as n from merges')).toEqual([{ n: 2 }]);
  });

  test('of many who merge two tickets into each other, one is heard', async () => {
    const desk = await newDesk();
    const { aiko, first, second } = await two(desk);
    const tries = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) => (i % 2 ? merge(aiko, first, second) : merge(aiko, second, first))),
    );
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
    expect(await desk.query('select count(*)::int as n from tickets where merged_into is not null')).toEqual([{ n: 1 }]);
    expect(desk.errors).toEqual([]);
  });
});

const desk = await openDesk();
const [omar, lena, dana] = [await colleague(desk, 'Omar'), await colleague(desk, 'Lena'), await desk.member('Dana')];
const [aiko, priya, ada] = [await desk.staff('Aiko'), await desk.staff('Priya'), await desk.staff('Ada')];

describe('splitting', () => {
  const split = (staff: Actor, { number }: Ticket, body: { subject: string; area?: string | null; entries: string[] }, id = newId()) =>
    staff.call('PUT /tickets/{number}/splits/{id}', { params: { number, id }, body });

  test('another problem becomes a ticket of its own that begins with what was said of it; repeated, there is one', async () => {
    const ticket = await openTicket(omar, { subject: 'Two things', text: 'First thing' });
    const other = await say(omar, ticket, 'And logs are slow');
    await note(aiko, ticket, 'Secret');
    const id = newId();
    const made = await split(aiko, ticket, { subject: 'Logs are slow', area: 'logs', entries: [other.id] }, id);
    expect((await split(aiko, ticket, { subject: 'Logs are slow', area: 'logs', entries: [other.id] }, id)).number).toBe(made.number);
    expect(made).toMatchObject({ subject: 'Logs are slow', area: 'logs', state: 'open', split_from: ticket.number });
    expect(made.promises.length).toBeGreaterThan(0);
    const entries = await read(omar, made);
    expect(texts(entries)).toEqual(['And logs are slow']);
    expect(entries.find((e) => e.kind === 'message')!.by.name).toBe('Omar');
    expect(texts(await read(omar, ticket))).toEqual(['First thing', 'And logs are slow']);
    expect(events(await read(omar, ticket))).toContain('split_off');
  });

  test('a note, or what was said elsewhere, is not split off', async () => {
    const ticket = await openTicket(omar);
    const secret = await note(aiko, ticket, 'Secret');
    for (const entries of [[secret.id], [newId()]])
      expect(
        await aiko.refused('PUT /tickets/{number}/splits/{id}', {
          params: { number: ticket.number, id: newId() },
          body: { subject: 'x', entries },
        }),
      ).toBe('invalid');
  });
});

describe('closing', () => {
  test('a solved ticket closes by itself once its customer can no longer reopen it, and no sooner', async () => {
    const desk = await newDesk();
    const [dana, aiko] = [await desk.member('Dana'), await desk.staff('Aiko')];
    const [early, late] = [await openTicket(dana), await openTicket(dana)];
    await setState(aiko, early, 'solved');
    desk.down({ minutes: 24 * 60 });
    await setState(aiko, late, 'solved');
    desk.down({ minutes: 13 * 24 * 60 + 1 });
    await Promise.all([closeSolved(desk.running.desk), closeSolved(desk.running.desk)]);
    expect((await ticketOf(aiko, early)).state).toBe('closed');
    expect((await ticketOf(aiko, late)).state).toBe('solved');
    expect(events(await read(aiko, early)).filter((e) => e === 'ticket_state')).toHaveLength(2);
    const again = await desk.member('Dana');
    expect(await again.refused('PUT /tickets/{number}/state', { params: { number: early.number }, body: { state: 'open' } })).toBe(
      'reopens_no_more',
    );
    expect((await setState(again, late, 'open')).state).toBe('open');
  });
});

describe('how it went', () => {
  test('a customer rates a solved ticket, once or otherwise; not before, and nobody else’s', async () => {
    const ticket = await openTicket(omar);
    expect(await omar.refused('PUT /tickets/{number}/rating', { params: { number: ticket.number }, body: { good: true } })).toBe(
      'ticket_state',
    );
    await setState(aiko, ticket, 'solved');
    await rate(omar, ticket, true);
    await rate(omar, ticket, true);
    expect((await rate(omar, ticket, false, 'It came back')).rating).toEqual({ good: false, comment: 'It came back' });
    expect(events(await read(aiko, ticket)).filter((e) => e === 'rated')).toHaveLength(2);
    expect(await dana.refused('PUT /tickets/{number}/rating', { params: { number: ticket.number }, body: { good: true } })).toBe(
      'not_found',
    );
  });
});

describe('following', () => {
  test('who may read a colleague’s ticket follows it: it is in their list, and they hear of it', async () => {
    const ticket = await openTicket(omar, { subject: 'To follow' });
    const following = (follows: boolean) =>
      lena.call('PUT /tickets/{number}/following', { params: { number: ticket.number }, body: { follows } });
    expect(await lena.refused('PUT /tickets/{number}/following', { params: { number: ticket.number }, body: { follows: true } })).toBe(
      'not_found',
    );
    const organization = ticket.organization.id;
    const grant = (all: boolean) =>
      ada.call('PUT /organizations/{id}/members/{member}/view', {
        params: { id: organization, member: lenaId },
        body: { organization: all },
      });
    const lenaId = await idOf(lena);
    await grant(true);
    expect(await mine(lena)).not.toContain(ticket.number);
    expect(await following(true)).toMatchObject({ follows: true, may: 'read' });
    expect(await mine(lena)).toContain(ticket.number);
    const hears = await lena.live();
    await say(aiko, ticket, 'News');
    await hears.hears(a('changed', (m) => m.what === 'tickets'));
    await hears.leave();
    expect(await following(false)).toMatchObject({ follows: false });
    expect(await mine(lena)).not.toContain(ticket.number);
    await following(true);
    await grant(false);
    expect(await mine(lena)).not.toContain(ticket.number);
    expect(await lena.refused('GET /tickets/{number}', { params: { number: ticket.number } })).toBe('not_found');
  });
});

describe('macros', () => {
  const save = (who: Actor, body: { name: string; text: string; shared?: boolean; state?: 'pending' | null }, id = newId()) =>
    who.call('PUT /macros/{id}', { params: { id }, body });
  const refused = (who: Actor, body: { name: string; text: string; shared?: boolean }, id = newId()) =>
    who.refused('PUT /macros/{id}', { params: { id }, body });
  const list = async (who: Actor) => (await who.call('GET /macros', {})).macros.map((m) => m.name);

  test('placeholders are filled from the ticket; one that stands for nothing is refused and named', async () => {
    const ticket = await openTicket(omar, { subject: 'Hello' });
    const macro = await save(aiko, {
      name: 'Greeting',
      text: 'Hi {{customer.name}}, #{{ ticket.number }} in {{ticket.area}}. {{staff.name}}',
      state: 'pending',
    });
    const filled = await aiko.call('GET /tickets/{number}/macros/{id}', { params: { number: ticket.number, id: macro.id } });
    expect(filled).toEqual({ text: `Hi Omar, #${ticket.number} in Agent. Aiko Tanaka`, state: 'pending' });
    expect(await refused(aiko, { name: 'x', text: '{{customer.password}}' })).toBe('macro_placeholder');
  });

  test('one’s own are one’s own; leads share', async () => {
    const own = await save(aiko, { name: 'Mine', text: 'x' });
    expect(await list(priya)).not.toContain('Mine');
    expect(await refused(priya, { name: 'Taken', text: 'x' }, own.id)).toBe('id_taken');
    expect(await refused(aiko, { name: 'For all', text: 'x', shared: true })).toBe('not_allowed');
    const shared = await save(ada, { name: 'For all', text: 'x', shared: true });
    expect(await list(aiko)).toContain('For all');
    expect(await refused(aiko, { name: 'Changed', text: 'x' }, shared.id)).toBe('not_allowed');
    await aiko.call('DELETE /macros/{id}', { params: { id: own.id } });
    await aiko.call('DELETE /macros/{id}', { params: { id: own.id } });
    expect(await list(aiko)).not.toContain('Mine');
  });
});

describe('colleagues', () => {
  test('who is called by name is told where, until they have looked; only staff call, and only staff', async () => {
    const ticket = await openTicket(omar);
    await note(aiko, ticket, 'Nothing');
    await say(aiko, ticket, '@Priya can you look?', { kind: 'note', mentions: [await idOf(priya)] });
    const where = async () => (await priya.call('GET /mentions', {})).mentions;
    expect(await where()).toMatchObject([{ ticket: ticket.number, by: 'Aiko Tanaka', text: '@Priya can you look?' }]);
    await priya.call('PUT /tickets/{number}/mentions/seen', { params: { number: ticket.number } });
    expect(await where()).toEqual([]);
    const call = (who: Actor, id: string) =>
      who.refused('POST /threads/{id}/entries', { params: { id: ticket.thread }, body: { id: newId(), text: 'x', mentions: [id] } });
    expect(await call(omar, await idOf(priya))).toBe('not_allowed');
    expect(await call(aiko, await idOf(omar))).toBe('invalid');
    expect(texts(await read(aiko, ticket))).not.toContain('x');
  });

  test('a draft is there on another screen, is one’s own, and an empty one is forgotten', async () => {
    const ticket = await openTicket(omar);
    const at = { params: { id: ticket.thread } };
    await aiko.call('PUT /threads/{id}/draft', { ...at, body: { kind: 'note', text: 'Half a thought' } });
    expect((await aiko.call('GET /threads/{id}/draft', at)).draft).toMatchObject({ kind: 'note', text: 'Half a thought' });
    expect((await priya.call('GET /threads/{id}/draft', at)).draft).toBeNull();
    expect(await omar.refused('GET /threads/{id}/draft', at)).toBe('not_allowed');
    await aiko.call('PUT /threads/{id}/draft', { ...at, body: { kind: 'note', text: ' ' } });
    expect((await aiko.call('GET /threads/{id}/draft', at)).draft).toBeNull();
  });

  test('who has a ticket before their eyes is told to colleagues, never to the customer', async () => {
    const ticket = await openTicket(omar);
    const [one, other, customer] = [await aiko.live(), await priya.live(), await omar.live()];
    await Promise.all([follow(one, ticket), follow(other, ticket), follow(customer, ticket)]);
    one.send({ do: 'looking', thread: ticket.thread });
    await other.hears(a('looking', (m) => m.by.name === 'Aiko Tanaka' && !m.gone));
    one.send({ do: 'looking', thread: ticket.thread, gone: true });
    await other.hears(a('looking', (m) => m.gone));
    await customer.settled();
    expect(customer.heard.filter((m) => m.is === 'looking')).toEqual([]);
    await Promise.all([one, other, customer].map((l) => l.leave()));
  });

  test('an issue of the vendor’s tracker stands beside a ticket, for staff', async () => {
    const ticket = await openTicket(omar);
    const id = newId();
    const at = { number: ticket.number, id };
    const linked = await aiko.call('PUT /tickets/{number}/issues/{id}', {
      params: at,
      body: { url: 'https://issues.example/7', title: 'Leak' },
    });
    expect(linked.issues).toEqual([{ id, url: 'https://issues.example/7', title: 'Leak' }]);
    expect((await ticketOf(omar, ticket)).issues).toEqual([]);
    expect(events(await read(omar, ticket))).not.toContain('issue_linked');
    expect(
      await aiko.refused('PUT /tickets/{number}/issues/{id}', { params: at, body: { url: 'javascript:alert(1)', title: 'Leak' } }),
    ).toBe('invalid');
    await aiko.call('DELETE /tickets/{number}/issues/{id}', { params: at });
    await aiko.call('DELETE /tickets/{number}/issues/{id}', { params: at });
    expect((await ticketOf(aiko, ticket)).issues).toEqual([]);
  });

  test('beside a ticket stand the customer’s others, the organization’s, and ones that say alike', async () => {
    const ticket = await openTicket(omar, { subject: 'kafka consumer lags' });
    const own = await openTicket(omar, { subject: 'Unlike' });
    const theirs = await openTicket(lena, { subject: 'Unlike, too' });
    const alike = await openTicket(dana, { subject: 'Our kafka is slow' });
    const { indexStale } = await import('../../src/domains/tickets/indexing.ts');
    await indexStale(desk.running.desk);
    const related = await priya.call('GET /tickets/{number}/related', { params: { number: ticket.number } });
    expect(related.customer.map((t) => t.number)).toContain(own.number);
    expect(related.organization.map((t) => t.number)).toContain(theirs.number);
    expect(related.alike.map((t) => t.number)).toEqual([alike.number]);
  });
});

describe('customers', () => {
  const find = (who: Actor, q: string) => who.call('GET /customers', { query: { q } });

  test('staff find organizations and people by parts of their names, in every script, and what an organization asks', async () => {
    await openTicket(await desk.member('Jiwoo'));
    expect((await find(aiko, '빛모')).organizations.map((o) => o.name)).toEqual(['한빛모빌리티']);
    const { members } = await find(aiko, 'OMAR@together');
    expect(members).toMatchObject([{ member: { name: 'Omar' }, organizations: [{ name: 'Together' }] }]);
    expect(await find(aiko, '100%_\\')).toEqual({ organizations: [], members: [] });
    const { organizations } = await find(aiko, 'together');
    const { tickets, unsolved } = await aiko.call('GET /organizations/{id}', { params: { id: organizations[0]!.id } });
    expect(tickets).toBeGreaterThan(unsolved);
    expect(await omar.refused('GET /customers', { query: { q: 'o' } })).toBe('not_allowed');
    expect(await aiko.refused('GET /organizations/{id}', { params: { id: newId() } })).toBe('not_found');
  });
});

describe('many at once', () => {
  test('each change stands for itself, and the same call with what was undoes it', async () => {
    const tickets = [await openTicket(omar), await openTicket(omar), await openTicket(omar)];
    await setState(aiko, tickets[1]!, 'solved');
    const changes = tickets.map(({ number }) => ({ number, state: 'pending' as const, was: { state: 'new' as const } }));
    const { changed } = await aiko.call('POST /tickets/changes', { body: { changes: [...changes, { number: 999_999, state: 'open' }] } });
    expect(changed.map((c) => c.refused)).toEqual([null, 'changed_meanwhile', null, 'not_found']);
    const back = [0, 2].map((i) => ({ number: tickets[i]!.number, state: 'open' as const, was: { state: 'pending' as const } }));
    expect((await aiko.call('POST /tickets/changes', { body: { changes: back } })).changed.map((c) => c.refused)).toEqual([null, null]);
    expect((await ticketOf(aiko, tickets[1]!)).state).toBe('solved');
  });

  test('an engineer replies as the customer closes: nothing is lost, and it ends in one of the two states', async () => {
    for (let i = 0; i < 5; i++) {
      const ticket = await openTicket(omar);
      await Promise.all([say(aiko, ticket, 'An answer'), setState(omar, ticket, 'solved')]);
      expect(texts(await read(omar, ticket))).toContain('An answer');
      // Staff's words never reopen what its customer has solved.
      expect((await ticketOf(omar, ticket)).state).toBe('solved');
    }
  });
});

test('a deleted ticket takes what stood beside it, and what was merged into it stands by itself', async () => {
  const [first, second] = [await openTicket(omar), await openTicket(lena)];
  await merge(aiko, second, first);
  await setState(aiko, first, 'solved');
  await rate(omar, first, true);
  await aiko.call('PUT /threads/{id}/draft', { params: { id: first.thread }, body: { kind: 'note', text: 'x' } });
  await ada.call('POST /tickets/{number}/deletion', { params: { number: first.number }, body: { id: newId(), reason: 'asked' } });
  expect(await ticketOf(lena, second)).toMatchObject({ number: second.number, state: 'closed', may: 'write' });
});

test('a chat’s ticket merges like any other', async () => {
  const mina = await desk.onDuty('Mina');
  const chat = await end(mina, await ask(omar));
  const ticket = await ticketOf(omar, chat);
  const other = await openTicket(omar);
  await merge(mina, ticket, other);
  expect((await ticketOf(omar, ticket)).number).toBe(other.number);
});

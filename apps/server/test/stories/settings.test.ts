/** How administrators set the desk up: people, teams and areas, and the history of it. */
import { newId } from '@fairlead/client';
import type { CallInput } from '@fairlead/contract';
import { describe, expect, test } from 'vitest';
import { ask, idOf, look, openTicket } from '../acts.ts';
import { type Actor, newDesk, type TestDesk } from '../desk.ts';

type Person = CallInput<'PUT /settings/people/{id}'>['body'];
const save = (who: Actor, id: string, person: Person) => who.call('PUT /settings/people/{id}', { params: { id }, body: person });
const settings = (who: Actor) => who.call('GET /settings', {});
const history = async (who: Actor) => (await who.call('GET /settings/changes', {})).changes;
const nils: Person = { name: 'Nils Berg', email: 'nils@skerry.example', role: 'engineer', capacity: 2 };
const named = (name: string) => ({ en: name, ko: name, ja: name });

/** Signs in by password, as the console does. */
async function signedIn(desk: TestDesk, email: string, password: string): Promise<Actor | null> {
  const answer = await fetch(`${desk.address}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: desk.address },
    body: JSON.stringify({ email, password }),
  });
  if (!answer.ok) return null;
  const cookie = answer.headers
    .getSetCookie()
    .map((c) => c.split(';')[0])
    .join('; ');
  return desk.browser(cookie);
}

describe('people', () => {
  test('who is added signs in with the password that is told once, and takes chats up to their capacity', async () => {
    const desk = await newDesk();
    const [ada, dana] = [await desk.staff('Ada'), await desk.member('Dana')];
    const id = newId();
    const { person, password } = await save(ada, id, nils);
    expect(person).toMatchObject({ name: 'Nils Berg', role: 'engineer', capacity: 2, teams: [], left: null });
    const again = await save(ada, id, { ...nils, capacity: 5 });
    expect([again.password, again.person.capacity]).toEqual([null, 5]);

    const his = (await signedIn(desk, nils.email, password!))!;
    expect(await his.call('GET /me', {})).toMatchObject({ kind: 'staff', staff: { name: 'Nils Berg' }, capacity: 5 });
    await his.live();
    await his.call('PUT /me/availability', { body: { available: true } });
    expect((await look(his, await ask(dana))).engineer?.name).toBe('Nils Berg');
    expect(JSON.stringify(await history(ada))).not.toContain(password);
  });

  test('who leaves is signed out at once, signs in no more, is offered for no work, and what they did keeps their name', async () => {
    const desk = await newDesk();
    const [ada, aiko, dana] = [await desk.staff('Ada'), await desk.onDuty('Aiko'), await desk.member('Dana')];
    const id = await idOf(aiko);
    const ticket = await openTicket(dana);
    expect(ticket.assignee?.name).toBe('Aiko Tanaka');
    const { secret } = await aiko.call('POST /tokens', { body: { id: newId(), name: 'Mine', scopes: ['tickets:read'] } });
    const left = await ada.call('PUT /settings/people/{id}/left', { params: { id }, body: { left: true } });
    expect(left.left).toBe('2026-11-23T15:00:01.000Z');
    expect(await aiko.refused('GET /me', {})).toBe('not_signed_in');
    expect(await desk.program(secret).refused('GET /tickets', {})).toBe('not_signed_in');
    expect((await ada.call('GET /staff', {})).staff.map((s) => s.name)).not.toContain('Aiko Tanaka');
    expect(
      await ada.refused('PUT /tickets/{number}/assignee', { params: { number: ticket.number }, body: { team: null, staff: id } }),
    ).toBe('invalid');
    expect((await dana.call('GET /tickets/{number}', { params: { number: ticket.number } })).assignee?.name).toBe('Aiko Tanaka');
    expect((await openTicket(dana, { subject: 'Another' })).assignee).toBeNull();

    await ada.call('PUT /settings/people/{id}/left', { params: { id }, body: { left: false } });
    const { password } = await ada.call('PUT /settings/people/{id}/password', { params: { id } });
    expect(await (await signedIn(desk, 'aiko@skerry.example', password))!.call('GET /me', {})).toMatchObject({
      staff: { name: 'Aiko Tanaka' },
    });
  });

  test('a new password ends the sessions of the old one', async () => {
    const desk = await newDesk();
    const [ada, mina] = [await desk.staff('Ada'), await desk.staff('Mina')];
    const id = await idOf(mina);
    const { password } = await ada.call('PUT /settings/people/{id}/password', { params: { id } });
    expect(await mina.refused('GET /me', {})).toBe('not_signed_in');
    expect(await signedIn(desk, 'mina@skerry.example', password)).not.toBeNull();
    expect(await signedIn(desk, 'mina@skerry.example', `${password}x`)).toBeNull();
  });

  test('the last administrator stays one; of two who demote each other at once one remains', async () => {
    const desk = await newDesk();
    const [ada, mina] = [await desk.staff('Ada'), await desk.staff('Mina')];
    const [adaId, minaId] = [await idOf(ada), await idOf(mina)];
    const asNow = async (id: string) => {
      const { name, email, capacity, teams } = (await settings(ada)).people.find((p) => p.id === id)!;
      return { name, email, capacity, teams };
    };
    const [a, m] = [await asNow(adaId), await asNow(minaId)];
    expect(await ada.refused('PUT /settings/people/{id}', { params: { id: adaId }, body: { ...a, role: 'lead' } })).toBe(
      'last_administrator',
    );
    expect(await ada.refused('PUT /settings/people/{id}/left', { params: { id: adaId }, body: { left: true } })).toBe('last_administrator');
    await save(ada, minaId, { ...m, role: 'administrator' });
    await Promise.allSettled([save(ada, minaId, { ...m, role: 'lead' }), save(mina, adaId, { ...a, role: 'lead' })]);
    const [{ count }] = (await desk.query<{ count: string }>(
      `select count(*) from staff where role = 'administrator' and left_at is null`,
    )) as [{ count: string }];
    expect(Number(count)).toBeGreaterThanOrEqual(1);
  });

  test('nobody but administrators sees or changes any of it, and addresses are one person’s', async () => {
    const desk = await newDesk();
    const [ada, mina] = [await desk.staff('Ada'), await desk.staff('Mina')];
    expect(await mina.refused('GET /settings', {})).toBe('not_allowed');
    expect(await mina.refused('PUT /settings/people/{id}', { params: { id: newId() }, body: nils })).toBe('not_allowed');
    expect(await mina.refused('GET /settings/changes', {})).toBe('not_allowed');
    expect(
      await ada.refused('PUT /settings/people/{id}', { params: { id: newId() }, body: { ...nils, email: 'MINA@skerry.example' } }),
    ).toBe('invalid');
    expect(await ada.refused('PUT /settings/people/{id}', { params: { id: newId() }, body: { ...nils, teams: [newId()] } })).toBe(
      'invalid',
    );
    expect((await settings(ada)).people.map((p) => p.name)).not.toContain('Nils Berg');
  });
});

describe('teams and areas', () => {
  test('a new area’s tickets go to its new team; what is in use is not removed, and keys stay', async () => {
    const desk = await newDesk();
    const [ada, dana] = [await desk.staff('Ada'), await desk.member('Dana')];
    const [team, area] = [newId(), newId()];
    await ada.call('PUT /settings/teams/{id}', { params: { id: team }, body: { key: 'synthetics', name: named('Synthetics') } });
    await ada.call('PUT /settings/areas/{id}', { params: { id: area }, body: { key: 'browser', name: named('Browser tests'), team } });
    expect((await dana.call('GET /desk', {})).areas.map((a) => a.key)).toContain('browser');
    expect(await openTicket(dana, { area: 'browser' })).toMatchObject({ team: { key: 'synthetics' }, area: 'browser' });

    for (const [what, id] of [
      ['teams', team],
      ['areas', area],
    ] as const)
      expect(await ada.refused(`DELETE /settings/${what}/{id}`, { params: { id } })).toBe('in_use');
    expect(await ada.refused('PUT /settings/teams/{id}', { params: { id: team }, body: { key: 'other', name: named('x') } })).toBe(
      'invalid',
    );
    expect(
      await ada.refused('PUT /settings/areas/{id}', { params: { id: newId() }, body: { key: 'browser', name: named('x'), team } }),
    ).toBe('invalid');
    const spare = newId();
    await ada.call('PUT /settings/teams/{id}', { params: { id: spare }, body: { key: 'spare', name: named('Spare') } });
    await ada.call('DELETE /settings/teams/{id}', { params: { id: spare } });
    await ada.call('DELETE /settings/teams/{id}', { params: { id: spare } });
    expect((await settings(ada)).teams.map((t) => t.key)).not.toContain('spare');
  });
});

test('each change is in the history with how it was and is, newest first, page by page; what changes nothing is not', async () => {
  const desk = await newDesk();
  const ada = await desk.staff('Ada');
  const id = newId();
  await save(ada, id, nils);
  await save(ada, id, nils);
  await save(ada, id, { ...nils, role: 'lead' });
  const macro = newId();
  const body = { name: 'Hello', text: 'Hello', shared: true };
  await ada.call('PUT /macros/{id}', { params: { id: macro }, body });
  await ada.call('PUT /views/{id}', { params: { id: newId() }, body: { name: 'Agent', q: 'area:agent', shared: true } });
  await ada.call('PUT /views/{id}', { params: { id: newId() }, body: { name: 'My own', q: 'area:agent' } });
  await ada.call('DELETE /macros/{id}', { params: { id: macro } });
  const service = { id: newId(), name: 'Probe' };
  const { token } = await ada.call('POST /tokens', { body: { id: newId(), name: 'EU', scopes: ['tickets:read'], service } });
  await ada.call('DELETE /tokens/{id}', { params: { id: token.id } });
  const all = await history(ada);
  expect(all.map((c) => [c.what, c.name, c.was === null, c.now === null])).toEqual([
    ['token', 'Probe: EU', false, true],
    ['token', 'Probe: EU', true, false],
    ['macro', 'Hello', false, true],
    ['view', 'Agent', true, false],
    ['macro', 'Hello', true, false],
    ['person', 'Nils Berg', false, false],
    ['person', 'Nils Berg', true, false],
  ]);
  expect(all[5]).toMatchObject({ by: 'Ada Olsen', was: { role: 'engineer' }, now: { role: 'lead' } });
  const first = await ada.call('GET /settings/changes', { query: { limit: 4 } });
  const rest = await ada.call('GET /settings/changes', { query: { limit: 4, before: first.next! } });
  expect([...first.changes, ...rest.changes]).toEqual(all);
  expect(rest.next).toBeNull();
});

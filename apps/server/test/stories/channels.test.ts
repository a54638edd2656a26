/** Which channel, when, for whom: the same answer at every door, and enforced there. */
import { newId } from '@fairlead/client';
import { type RouteName, routes } from '@fairlead/contract';
import { describe, expect, test } from 'vitest';
import { shippedYaml } from '../../src/domains/policy/shipped.ts';
import { a, adopt, ask, end, events, follow, idOf, look, openTicket, read, say, ticketOf } from '../acts.ts';
import { newDesk, type TestDesk } from '../desk.ts';
import { request } from '../wire.ts';

/** The test's clock begins on Mon 23 Nov 2026 at 10:00 in New York. */
const untilMinute = (desk: TestDesk, instant: string) => desk.pass({ seconds: (Date.parse(instant) - desk.clock.now().getTime()) / 1000 });
const jumpTo = (desk: TestDesk, instant: string) => desk.down({ seconds: (Date.parse(instant) - desk.clock.now().getTime()) / 1000 });
const why = { impact: 'Checkout takes no orders', since: '09:10 today', affected: 'All shops' };

describe('advice before contact', () => {
  test('says what suits, why, what to have ready and what happens next, in the reader’s language', async () => {
    const desk = await newDesk();
    await adopt(desk, shippedYaml);
    const dana = await desk.member('Dana');
    const setup = await dana.call('GET /channels', { query: { about: 'setup', area: 'agent' } });
    expect(setup).toMatchObject({
      advice: { channel: 'chat', reason: 'Chat suits help with setting up.' },
      prepare: [
        { item: 'flare', need: 'required', label: 'Agent flare', shape: 'flare', command: 'skerry-agent flare' },
        { item: 'link', need: 'recommended', label: 'Link to the page', shape: 'link', command: null },
        { item: 'runs_on', choices: [{ value: 'host' }, { value: 'container' }, { value: 'kubernetes', label: 'On Kubernetes' }] },
        { item: 'version' },
        { item: 'docs' },
      ],
      chat: { open: true, place: 1, minutes: null, closes: '2026-11-24T00:00:00.000Z' },
      ticket: { open: true, promised: '2026-11-24T15:00:01.000Z' },
    });
    const mina = await desk.onDuty('Mina');
    expect((await dana.call('GET /channels', {})).chat).toMatchObject({ place: 1, minutes: 0 });
    await mina.console.leave();
    const urgent = await dana.call('GET /channels', { query: { text: 'It is urgent, all is down', language: 'ko' } });
    expect(urgent).toMatchObject({ about: ['urgent', 'incident'], from_words: true, asks_why: true, advice: { channel: 'ticket' } });
    expect(urgent.advice.reason).toMatch(/[가-힣]/);
  });

  test('is never a wall, and the choice is recorded beside it', async () => {
    const desk = await newDesk();
    const [mina, dana] = [await desk.onDuty('Mina'), await desk.member('Dana')];
    const chat = await ask(dana, { about: ['several'] });
    expect((await read(mina, chat))[0]).toMatchObject({
      body: { event: 'channel_chosen', advised: 'ticket', chosen: 'chat', about: ['several'] },
    });
    expect(events(await read(dana, chat))).not.toContain('channel_chosen');
    expect(await desk.query('select advised, chosen, about from requests')).toEqual([
      { advised: 'ticket', chosen: 'chat', about: ['several'] },
    ]);
  });

  test('urgent needs a reason at every door; it is read first, reaches the area’s specialist and calls whoever is on duty (S13)', async () => {
    const desk = await newDesk();
    const [dana, aiko, priya] = [await desk.member('Dana'), await desk.onDuty('Aiko'), await desk.onDuty('Priya')];
    const asked = { id: newId(), question: 'technical' as const, area: 'agent', about: ['urgent'] };
    expect(await dana.refused('POST /tickets', { body: { ...asked, subject: 'Down', text: 'All of it' } })).toBe('why_urgent');
    expect(await dana.refused('POST /chats', { body: { ...asked, summary: 'Down' } })).toBe('why_urgent');
    expect(await dana.refused('POST /tickets', { body: { ...asked, subject: 'x', text: 'x', urgent: { ...why, since: ' ' } } })).toBe(
      'invalid',
    );

    const ticket = await openTicket(dana, { about: ['urgent'], urgent: why });
    expect(ticket).toMatchObject({ urgent: why, team: { key: 'agent' }, assignee: { name: 'Aiko Tanaka' } });
    expect((await read(aiko, ticket))[0]).toMatchObject({ body: { event: 'urgent', ...why } });
    expect((await aiko.call('GET /pages', {})).pages).toMatchObject([
      { ticket: ticket.number, urgent: why, organization: 'Northwind Bikes' },
    ]);
    expect((await priya.call('GET /pages', {})).pages).toEqual([]);
    await aiko.console.hears(a('changed', (m) => m.what === 'pages'));
    await aiko.call('PUT /pages/{number}/answer', { params: { number: ticket.number } });
    expect((await aiko.call('GET /pages', {})).pages).toEqual([]);
  });

  test('with nobody on duty the whole team is called', async () => {
    const desk = await newDesk();
    const ticket = await openTicket(await desk.member('Dana'), { area: 'logs', urgent: why });
    expect((await (await desk.staff('Priya')).call('GET /pages', {})).pages).toMatchObject([{ ticket: ticket.number }]);
  });

  test('an urgent chat’s ticket carries the reason and calls as well', async () => {
    const desk = await newDesk();
    const [mina, dana, aiko] = [await desk.onDuty('Mina'), await desk.member('Dana'), await desk.onDuty('Aiko')];
    const chat = await ask(dana, { about: ['urgent'], urgent: why });
    expect(await look(mina, chat)).toMatchObject({ urgent: why });
    const ended = await end(mina, chat);
    expect(await ticketOf(aiko, ended)).toMatchObject({ urgent: why, about: ['urgent'] });
    expect((await aiko.call('GET /pages', {})).pages).toHaveLength(1);
  });

  test('the promise stands on the ticket until staff have answered', async () => {
    const desk = await newDesk();
    await adopt(desk, shippedYaml);
    const [dana, priya] = [await desk.member('Dana'), await desk.staff('Priya')];
    const ticket = await openTicket(dana);
    expect(ticket.promised).toBe('2026-11-24T15:00:01.000Z');
    expect(events(await read(dana, ticket))).toContain('ticket_opened');
    await say(priya, ticket, 'A note', { kind: 'note' });
    expect((await ticketOf(dana, ticket)).promised).toBe(ticket.promised);
    await say(priya, ticket, 'Here I am');
    expect((await ticketOf(dana, ticket)).promised).toBeNull();
  });
});

describe('HIPAA organizations never chat (S8)', () => {
  const hipaa = { org: 'clinic', orgs: [{ id: 'clinic', name: 'Clinic', site: 'US1', plan: 'premier', hipaa: true }] };
  const nurse = { sub: 'nurse', name: 'Nora Quinn', email: 'nora@clinic.example', locale: 'en', ...hipaa };

  test('every route there is, called by their members and by staff, opens no chat; a new route has to be looked at here', async () => {
    const desk = await newDesk();
    const [nora, mina, ada] = [await desk.stranger(nurse), await desk.onDuty('Mina'), await desk.staff('Ada')];
    const ticket = await openTicket(nora);
    const me = await nora.call('GET /me', {});
    const organization = me.kind === 'member' ? me.organization.id : '';
    const bodies: Record<Exclude<RouteName, never>, object | undefined> = {
      desk: undefined,
      openSession: { identity: 'x' },
      closeSession: undefined,
      portalLink: {},
      enterPortal: { code: 'x' },
      me: undefined,
      setMyLocale: { locale: 'en' },
      setMyZone: { zone: 'America/New_York' },
      actFor: { organization },
      channels: undefined,
      incidents: undefined,
      declareIncident: { id: newId(), title: 'x', text: 'x' },
      updateIncident: { id: newId(), text: 'x' },
      closeIncident: { text: 'x' },
      attachToIncident: undefined,
      policy: undefined,
      adoptPolicy: { yaml: shippedYaml, why: 'x', base: 1 },
      checkPolicy: { yaml: shippedYaml },
      previewPolicy: { case: { at: '2026-11-23T17:00:00Z', plan: 'standard', language: 'en' } },
      dryRunPolicy: { yaml: shippedYaml },
      policyVersions: undefined,
      policyVersion: undefined,
      rollBackPolicy: { version: 1, why: 'x' },
      setHolidays: { ics: 'x' },
      removeHolidays: undefined,
      setHipaa: { hipaa: true },
      pages: undefined,
      answerPage: undefined,
      entriesAfter: undefined,
      append: { id: newId(), text: 'hello' },
      mark: { read: 1 },
      sendFile: undefined,
      receiveUpload: { name: 'x', sha256: '0'.repeat(64) },
      removeFile: undefined,
      fileLinks: undefined,
      fileLines: undefined,
      fileMatches: undefined,
      checklist: undefined,
      giveEvidence: { id: newId(), item: 'link', text: 'https://app.us1.skerry.example' },
      askForEvidence: { id: newId(), items: ['screenshot'] },
      declineEvidence: { declined: true },
      evidenceReport: undefined,
      organizationMembers: undefined,
      grantView: { organization: true },
      deletions: undefined,
      startChat: { id: newId(), question: 'technical', area: 'agent', summary: 'x' },
      myChat: undefined,
      chats: undefined,
      chat: undefined,
      endChat: { solved: false },
      takeChat: { staff: await idOf(mina) },
      joinChat: undefined,
      leaveChat: undefined,
      deskReport: undefined,
      loadReport: undefined,
      ticketsCsv: undefined,
      exportPdf: undefined,
      exportZip: undefined,
      settings: undefined,
      savePerson: { name: 'x', email: 'x@skerry.example', role: 'engineer' },
      newPassword: undefined,
      letGo: { left: false },
      saveTeam: { key: 'x', name: { en: 'x', ko: 'x', ja: 'x' } },
      removeTeam: undefined,
      saveArea: { key: 'x', name: { en: 'x', ko: 'x', ja: 'x' }, team: newId() },
      removeArea: undefined,
      deskChanges: undefined,
      mailChoices: undefined,
      chooseMail: { off: [], quiet: null },
      addAddress: { address: 'nora@home.example' },
      removeAddress: undefined,
      sentMails: undefined,
      sentMail: undefined,
      sendAgain: undefined,
      receivedMails: undefined,
      mailSource: undefined,
      readAgain: undefined,
      dismissMail: undefined,
      settleHeld: { sender: 'nora@clinic.example', let_in: true },
      deliveries: undefined,
      mailSettings: undefined,
      saveMailAddress: { address: 'help@clinic.example', name: 'Help' },
      removeMailAddress: undefined,
      findArticles: undefined,
      linkedArticles: undefined,
      readArticle: undefined,
      articleSolved: { id: newId(), via: 'portal' },
      articlesRead: undefined,
      articles: undefined,
      article: undefined,
      saveArticle: { slug: 'agent/no-data' },
      saveDraft: { title: 'x', markdown: 'x' },
      dropDraft: undefined,
      reviewDraft: { asked: true },
      publishDraft: { was: '2026-11-23T15:00:00.000Z' },
      withdrawArticle: undefined,
      addArticleFile: undefined,
      previewArticle: { markdown: 'x' },
      articleFromTicket: { id: newId() },
      knowledgeReport: undefined,
      saveCategory: { key: 'x', name: { en: 'x', ko: 'x', ja: 'x' } },
      removeCategory: undefined,
      importArticle: { path: 'x.md', text: 'x' },
      importFolderFile: undefined,
      folderFiles: undefined,
      exportArticles: undefined,
      flareKeys: undefined,
      makeFlareKey: { id: newId(), name: 'x' },
      revokeFlareKey: undefined,
      flares: undefined,
      sendFlare: undefined,
      flareServices: undefined,
      flareLogs: undefined,
      showFinding: { shown: true },
      ticketsWithFinding: undefined,
      flareOriginal: undefined,
      flareRules: undefined,
      putFlareRules: { yaml: '', why: 'x', base: 0 },
      tryFlareRules: { yaml: '', sample: 'x' },
      flaresAlike: undefined,
      flareDifferences: undefined,
      askForFlare: { id: newId(), service: newId(), seconds: 0 },
      flare: undefined,
      flareReport: undefined,
      flareFiles: undefined,
      flareText: undefined,
      flareSearch: undefined,
      tokens: undefined,
      makeToken: { id: newId(), name: 'x', scopes: ['tickets:write', 'chats:write'] },
      revokeToken: undefined,
      openTicket: { id: newId(), question: 'technical', area: 'agent', subject: 'x', text: 'x' },
      tickets: undefined,
      ticket: undefined,
      searchTickets: undefined,
      views: undefined,
      saveView: { name: 'Agent', q: 'area:agent' },
      removeView: undefined,
      escalateTicket: { area: 'logs', note: 'x' },
      setUrgency: { urgent: null },
      promises: undefined,
      customers: undefined,
      organization: undefined,
      rateTicket: { good: true },
      followTicket: { follows: true },
      mergeTicket: { into: ticket.number },
      undoMerge: undefined,
      splitTicket: { subject: 'x', entries: [newId()] },
      relatedTickets: undefined,
      changeTickets: { changes: [{ number: ticket.number, state: 'pending' }] },
      linkIssue: { url: 'https://issues.example/1', title: 'x' },
      unlinkIssue: undefined,
      macros: undefined,
      saveMacro: { name: 'x', text: 'x' },
      removeMacro: undefined,
      fillMacro: undefined,
      mentions: undefined,
      seeMentions: undefined,
      draft: undefined,
      keepDraft: { kind: 'note', text: 'x' },
      meetings: undefined,
      proposeMeeting: { kind: 'call', times: [{ local: '2026-11-24T11:00', zone: 'America/New_York' }] },
      agreeMeeting: { starts: '2026-11-24T16:00:00Z' },
      invitation: undefined,
      cancelMeeting: { reason: 'x' },
      setTicketState: { state: 'open' },
      assignTicket: { team: null, staff: null },
      colleagues: undefined,
      setAvailability: { available: true },
      // The last: it leaves nothing to ask of.
      deleteTicket: { id: newId(), reason: 'x' },
    };
    expect(Object.keys(bodies).toSorted()).toEqual(Object.keys(routes).toSorted());
    for (const name of Object.keys(bodies) as RouteName[]) {
      if (name === 'closeSession') continue;
      const { method, path } = routes[name];
      const at = path
        .replace('{id}', path.startsWith('/organizations') ? organization : ticket.thread)
        .replace('{number}', String(ticket.number))
        .replace(/\{\w+\}/, '0');
      for (const as of [nora, mina, ada]) {
        const body = bodies[name];
        const answer = await request(desk, method, at, { as, ...(body ? { json: body } : {}) });
        expect(answer.status, name).toBeLessThan(500);
        if (name === 'startChat' && as === nora) expect(answer.code).toBe('chat_not_offered');
        expect(
          await desk.query("select c.id from chats c join organizations o on o.id = c.organization_id where o.external_id = 'clinic'"),
          name,
        ).toEqual([]);
      }
    }
    expect(desk.errors).toEqual([]);
  });

  test('the database itself takes no open chat of theirs, whatever door it came through', async () => {
    const desk = await newDesk();
    const [dana, nora] = [await desk.member('Dana'), await desk.stranger(nurse)];
    const chat = await ask(dana);
    await expect(desk.query("update organizations set hipaa = true where external_id = 'northwind'")).rejects.toThrow('hipaa_never_chats');
    const ticket = await openTicket(nora);
    await expect(
      desk.query(
        `insert into chats (id, thread_id, member_id, organization_id, question, summary, started_at, waiting_since, member_seen_at)
         select gen_random_uuid(), t.id, t.member_id, t.organization_id, 'technical', 'x', now(), now(), now() from threads t where t.id = $1`,
        [ticket.thread],
      ),
    ).rejects.toThrow('a_chat_knows_of_hipaa');
    expect(await look(dana, chat)).toMatchObject({ state: 'waiting' });
  });

  test('becoming HIPAA during a chat, by token or by staff, ends the chat into its ticket in the same moment', async () => {
    const desk = await newDesk();
    const [mina, dana, jiwoo] = [await desk.onDuty('Mina'), await desk.member('Dana'), await desk.member('Jiwoo')];
    const [byToken, byStaff] = [await ask(dana), await ask(jiwoo)];
    await say(dana, byToken, 'So far');
    const live = await dana.live();
    await follow(live, byToken);
    const identity = await desk.identityToken('Dana', { orgs: [{ id: 'northwind', name: 'Northwind Bikes', site: 'US1', hipaa: true }] });
    await dana.call('POST /sessions', { body: { identity } });
    const ended = await look(mina, byToken);
    expect(ended).toMatchObject({ state: 'ended', solved: false, ticket: expect.any(Number) });
    await live.hears(a('entry', ({ entry }) => entry.kind === 'event' && entry.body.event === 'chat_ended' && entry.body.by === 'hipaa'));
    expect(await dana.refused('POST /chats', { body: { id: newId(), question: 'sales', summary: 'again' } })).toBe('chat_not_offered');
    expect((await say(dana, byToken, 'Goes to the ticket')).number).toBeGreaterThan(1);

    const me = await jiwoo.call('GET /me', {});
    const id = me.kind === 'member' ? me.organization.id : '';
    await mina.call('PUT /organizations/{id}/hipaa', { params: { id }, body: { hipaa: true } });
    expect(await look(mina, byStaff)).toMatchObject({ state: 'ended' });
    await (await desk.member('Jiwoo')).call('GET /me', {});
    expect((await jiwoo.call('GET /channels', {})).chat).toMatchObject({ open: false, why: 'hipaa' });
    expect(await jiwoo.refused('PUT /organizations/{id}/hipaa', { params: { id }, body: { hipaa: false } })).toBe('not_allowed');
    await mina.call('PUT /organizations/{id}/hipaa', { params: { id }, body: { hipaa: false } });
    expect((await jiwoo.call('GET /channels', {})).chat.open).toBe(true);
  });

  test('forty chats that begin while the organization becomes HIPAA leave none open', async () => {
    const desk = await newDesk();
    const mina = await desk.staff('Mina');
    const orgs = [{ id: 'acme', name: 'Acme', site: 'US1' }];
    const people = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        desk.stranger({ sub: `p${i}`, name: `P${i}`, email: `p${i}@acme.example`, locale: 'en', org: 'acme', orgs }),
      ),
    );
    const me = await people[0]!.call('GET /me', {});
    const id = me.kind === 'member' ? me.organization.id : '';
    const starts = people.map((p) =>
      request(desk, 'POST', '/chats', { as: p, json: { id: newId(), question: 'technical', area: 'agent', summary: 'x' } }),
    );
    const [, ...answers] = await Promise.all([
      mina.call('PUT /organizations/{id}/hipaa', { params: { id }, body: { hipaa: true } }),
      ...starts,
    ]);
    expect(answers.every((answer) => answer.status === 200 || answer.code === 'chat_not_offered')).toBe(true);
    expect(await desk.query('select id from chats where ended_at is null')).toEqual([]);
    expect(desk.errors).toEqual([]);
  });
});

describe('closing time (S7)', () => {
  test('18:59 → 19:00 in New York: who waits is told 15 minutes before and becomes a ticket with everything said, who talks may finish', async () => {
    const desk = await newDesk();
    await adopt(desk, shippedYaml);
    jumpTo(desk, '2026-11-23T23:30:00Z');
    await desk.sweep();
    const mina = await desk.onDuty('Mina');
    await desk.query('update presences set capacity = 1');
    const [dana, omar] = [await desk.member('Dana'), await desk.member('Omar')];
    const running = await ask(dana);
    const waiting = await ask(omar);
    const live = await omar.live();
    await follow(live, waiting);
    await follow(await dana.live(), running);
    await say(omar, waiting, 'Since noon');
    await untilMinute(desk, '2026-11-23T23:44:55Z');
    expect(events(await read(omar, waiting))).not.toContain('closing_soon');
    await untilMinute(desk, '2026-11-23T23:59:00Z');
    expect(events(await read(omar, waiting)).filter((e) => e === 'closing_soon')).toHaveLength(1);
    expect(await look(omar, waiting)).toMatchObject({ state: 'waiting' });
    await untilMinute(desk, '2026-11-24T00:00:00Z');
    const ended = await look(omar, waiting);
    expect(ended).toMatchObject({ state: 'ended', solved: false });
    const ticket = await ticketOf(omar, ended);
    expect(ticket).toMatchObject({ promised: '2026-11-25T00:00:00.000Z', team: { key: 'agent' } });
    expect(events(await read(omar, ticket)).slice(-3)).toEqual(['chat_ended', 'evidence_asked', 'ticket_opened']);
    expect(await look(dana, running)).toMatchObject({ state: 'active' });
    await say(mina, running, 'Nearly there');
    expect(await omar.refused('POST /chats', { body: { id: newId(), question: 'sales', summary: 'late' } })).toBe('chat_closed');
    expect(await look(dana, await end(mina, running, { solved: true }))).toMatchObject({ solved: true });
    expect(desk.errors).toEqual([]);
  });

  test('nobody takes who waits after the closing, not even in the moment before the desk looks', async () => {
    const desk = await newDesk();
    await adopt(desk, shippedYaml);
    jumpTo(desk, '2026-11-23T23:59:00Z');
    const dana = await desk.member('Dana');
    const chat = await ask(dana);
    jumpTo(desk, '2026-11-24T00:00:00Z');
    const mina = await desk.onDuty('Mina');
    expect(await look(dana, chat)).toMatchObject({ state: 'waiting' });
    expect(await mina.refused('PUT /chats/{id}/engineer', { params: { id: chat.id }, body: { staff: await idOf(mina) } })).toBe(
      'chat_closed',
    );
    await desk.sweep();
    expect(await look(dana, chat)).toMatchObject({ state: 'ended' });
  });

  test('each part is policy: waiting may wait on, running may end', async () => {
    const desk = await newDesk();
    await adopt(desk, shippedYaml.replace('waiting: ticket, running: finish', 'waiting: wait, running: end'));
    jumpTo(desk, '2026-11-23T23:55:00Z');
    await desk.sweep();
    await desk.onDuty('Mina');
    await desk.query('update presences set capacity = 1');
    const [dana, omar] = [await desk.member('Dana'), await desk.member('Omar')];
    const [running, waiting] = [await ask(dana), await ask(omar)];
    await untilMinute(desk, '2026-11-24T00:00:05Z');
    expect(await look(dana, running)).toMatchObject({ state: 'ended' });
    expect(await look(omar, waiting)).toMatchObject({ state: 'waiting' });
    expect(events(await read(omar, waiting))).not.toContain('closing_soon');
  });

  test('US holiday: closed for standard, open for premier; Korean gets English chat; Japanese has hours of its own', async () => {
    const desk = await newDesk();
    await adopt(desk, shippedYaml);
    const [jiwoo, takeru] = [await desk.member('Jiwoo'), await desk.member('Takeru')];
    const premier = {
      sub: 'p',
      name: 'Pia',
      email: 'pia@big.example',
      locale: 'en',
      org: 'big',
      orgs: [{ id: 'big', name: 'Big', site: 'US1', plan: 'premier' }],
    };
    expect((await jiwoo.call('GET /channels', {})).chat).toMatchObject({ open: true, language: 'en', other_language: true });
    expect(await ask(jiwoo)).toMatchObject({ language: 'en' });
    expect((await takeru.call('GET /channels', {})).chat).toMatchObject({ open: false, why: 'hours', opens: '2026-11-24T01:00:00.000Z' });
    jumpTo(desk, '2026-11-26T23:59:00Z');
    const [standard, pia] = [await desk.member('Dana'), await desk.stranger(premier)];
    expect((await standard.call('GET /channels', {})).chat).toMatchObject({
      open: false,
      why: 'holiday',
      opens: '2026-11-27T15:00:00.000Z',
    });
    expect((await pia.call('GET /channels', {})).chat).toMatchObject({ open: true, why: null });
    expect(await ask(pia)).toMatchObject({ state: 'waiting' });
  });
});

describe('organizations and sites', () => {
  const two = {
    sub: 'rita',
    name: 'Rita Sol',
    email: 'rita@two.example',
    locale: 'en',
    org: 'one',
    orgs: [
      { id: 'one', name: 'One', site: 'US3' },
      { id: 'two', name: 'Two', site: 'EU1', hipaa: true },
    ],
  };

  test('who belongs to several switches where they are; each request belongs to one', async () => {
    const desk = await newDesk();
    const rita = await desk.stranger(two);
    const me = await rita.call('GET /me', {});
    if (me.kind !== 'member') throw new Error('a member');
    expect(me.organizations.map((o) => o.name)).toEqual(['One', 'Two']);
    const first = await openTicket(rita);
    const other = me.organizations[1]!.id;
    expect(await rita.call('PUT /me/organization', { body: { organization: other } })).toMatchObject({ organization: { name: 'Two' } });
    expect((await rita.call('GET /channels', {})).chat).toMatchObject({ open: false, why: 'hipaa' });
    expect(await rita.refused('GET /tickets/{number}', { params: { number: first.number } })).toBe('not_found');
    expect((await openTicket(rita)).organization.name).toBe('Two');
    expect(await rita.refused('PUT /me/organization', { body: { organization: newId() } })).toBe('not_found');
    const northwind = await (await desk.member('Dana')).call('GET /me', {});
    expect(
      await rita.refused('PUT /me/organization', { body: { organization: northwind.kind === 'member' ? northwind.organization.id : '' } }),
    ).toBe('not_found');
  });

  test('an organization that the token no longer names is left', async () => {
    const desk = await newDesk();
    await desk.stranger(two);
    const rita = await desk.stranger({ ...two, orgs: [two.orgs[0]!] });
    const me = await rita.call('GET /me', {});
    expect(me.kind === 'member' && me.organizations.map((o) => o.name)).toEqual(['One']);
  });

  test('a link to another site, or to another organization, is caught while typing', async () => {
    const desk = await newDesk();
    const rita = await desk.stranger(two);
    const noticed = async (text: string) => (await rita.call('GET /channels', { query: { text } })).notices;
    expect(await noticed('https://app.eu1.skerry.example/x')).toMatchObject([{ is: 'other_site', site: 'EU1', own: 'US3' }]);
    expect(await noticed('https://two.eu1.skerry.example/x')).toMatchObject([
      { is: 'other_organization', name: 'Two', switch_to: expect.any(String) },
    ]);
    expect(await noticed('https://app.us3.skerry.example/x')).toEqual([]);
  });

  test('staff see the customer’s time zone once their browser has said it', async () => {
    const desk = await newDesk();
    const [dana, mina] = [await desk.member('Dana'), await desk.staff('Mina')];
    await dana.call('PUT /me/zone', { body: { zone: 'Asia/Kathmandu' } });
    expect(await dana.refused('PUT /me/zone', { body: { zone: 'Mars/Olympus' } })).toBe('invalid');
    expect((await ticketOf(mina, await openTicket(dana))).member.zone).toBe('Asia/Kathmandu');
  });
});

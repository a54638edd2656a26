/** Loads the demo desk into an empty database, by the same commands that people use. */
import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import * as accounts from '../domains/accounts/accounts.ts';
import type { SignIn } from '../domains/accounts/sign-in.ts';
import * as chats from '../domains/chats/chats.ts';
import * as articles from '../domains/knowledge/articles.ts';
import * as folder from '../domains/knowledge/folder.ts';
import * as addresses from '../domains/mail/addresses.ts';
import { adopt } from '../domains/policy/policy.ts';
import * as routing from '../domains/routing/routing.ts';
import * as threads from '../domains/threads/threads.ts';
import * as macros from '../domains/tickets/macros.ts';
import { reply } from '../domains/tickets/saying.ts';
import * as tickets from '../domains/tickets/tickets.ts';
import type { Database, Tx } from '../platform/db.ts';
import { hasSecret, secret } from '../platform/secrets.ts';
import { articleFiles, categories } from './articles.ts';
import { areas, customers, staff, teams } from './people.ts';
import { openAtAnyHour } from './policy.ts';

const sharedMacros = [
  {
    name: 'Ask for the configuration',
    text: 'Hello {{customer.name}},\n\ncould you send the configuration of the Agent on one host that is affected? Values of keys and passwords may be left out.',
    state: 'pending' as const,
  },
  {
    name: 'Is it solved?',
    text: 'Hello {{customer.name}},\n\nwe have not heard from you on #{{ticket.number}}. Does it work for you now?',
    state: 'pending' as const,
  },
];

const password = () => randomBytes(9).toString('base64url');

/** Makes the demo unless it is there; answers the password of all its people. */
export async function seedDemo(db: Database, openSignIn: () => Promise<SignIn>): Promise<string> {
  const known = await db.transaction(async (tx) => ((await hasSecret(tx, 'demo_password')) ? secret(tx, 'demo_password') : null));
  if (known) return known;
  const chosen = password();
  const signIn = await openSignIn();
  // Sign-in keeps its users through connections of its own, so they come first; a start that was cut off in between finds them again.
  const users = new Map(
    await Promise.all([...staff, ...customers].map(async (p) => [p.email, await signIn.createUser({ ...p, password: chosen })] as const)),
  );
  return db.transaction(async (tx) => {
    const teamIds = new Map(teams.map((t) => [t.key, uuidv7()]));
    for (const { key, name } of teams) await routing.addTeam(tx, { id: teamIds.get(key)!, key, name });
    for (const [position, { key, name, team }] of areas.entries())
      await routing.addArea(tx, { id: uuidv7(), key, name, team: teamIds.get(team)!, position });
    await adopt(tx, null, openAtAnyHour, 'Chat at any hour, for trying the demo', 0);

    const who = new Map<string, accounts.StaffWho>();
    for (const person of staff) {
      const id = await accounts.addStaff(tx, { ...person, locale: 'en', authUser: users.get(person.email)! });
      await routing.employ(tx, id, { available: true, teams: person.teams.map((t) => teamIds.get(t)!) });
      who.set(person.name, { kind: 'staff', id, name: person.name, role: person.role, locale: 'en' });
    }
    const members = new Map<string, accounts.MemberWho>();
    for (const { note: _, ...customer } of customers) {
      const { member, organization } = await accounts.welcome(tx, customer as Parameters<typeof accounts.welcome>[1]);
      await accounts.linkMember(tx, member, users.get(customer.email)!);
      members.set(customer.sub, { kind: 'member', id: member, name: customer.name, locale: customer.locale as 'en', organization });
    }
    for (const macro of sharedMacros) await macros.save(tx, who.get('Ada Olsen')!, { id: uuidv7(), ...macro, shared: true });
    await addresses.save(tx, who.get('Ada Olsen')!, {
      id: uuidv7(),
      address: 'support@skerry.example',
      name: 'Skerry Support',
      question: 'technical',
      area: null,
      language: 'en',
      plus: true,
      first: true,
    });
    await writeArticles(tx, who.get('Ada Olsen')!);
    await history(tx, who, members);
    return secret(tx, 'demo_password', () => chosen);
  });
}

async function writeArticles(tx: Tx, who: accounts.StaffWho): Promise<void> {
  for (const [position, { key, name }] of categories.entries()) await articles.saveCategory(tx, who, { id: uuidv7(), key, name, position });
  for (const file of articleFiles) await folder.takeIn(tx, who, file);
}

/** A little that happened before, so that no screen is empty. */
async function history(tx: Tx, staffByName: Map<string, accounts.StaffWho>, members: Map<string, accounts.MemberWho>): Promise<void> {
  const hoursAgo = (hours: number): Tx => ({ ...tx, now: new Date(tx.now.getTime() - hours * 3600_000) });
  const dana = members.get('dana')!;
  const jiwoo = members.get('jiwoo')!;
  const mina = staffByName.get('Mina Park')!;
  const message = (thread: string, who: accounts.Who, text: string): threads.NewAppend => ({
    thread,
    id: uuidv7(),
    by: threads.author(who),
    audience: 'public',
    what: { kind: 'message', body: { text, files: [] } },
  });
  const say = (at: Tx, thread: string, who: accounts.Who, text: string) => threads.append(at, message(thread, who, text));

  const solved = {
    id: uuidv7(),
    question: 'technical' as const,
    area: 'dashboards',
    summary: 'How do I put two queries into one graph?',
    about: [],
    urgent: null,
  };
  await chats.start(hoursAgo(26), dana, solved);
  const { thread_id } = await tx.read.selectFrom('chats').select('thread_id').where('id', '=', solved.id).executeTakeFirstOrThrow();
  await chats.handOver(hoursAgo(25.99), mina, solved.id, { staff: mina.id, note: '' });
  await say(hoursAgo(25.98), thread_id, dana, 'I want CPU and load in the same graph. Is there a way without a formula?');
  await say(
    hoursAgo(25.95),
    thread_id,
    mina,
    'Yes: press **Add query** under the first one. Both are drawn on one axis:\n\n```\navg:system.cpu.user{host:web-14}\navg:system.load.1{host:web-14}\n```',
  );
  await say(hoursAgo(25.9), thread_id, dana, 'That is it, thank you!');
  await chats.end(hoursAgo(25.89), mina, solved.id, { solved: true, note: '', missing: [] });

  const number = await tickets.open(hoursAgo(5), jiwoo, {
    id: uuidv7(),
    question: 'technical',
    area: 'logs',
    about: [],
    urgent: null,
    evidence: [],
    declined: [],
    subject: 'multiline 로그가 한 줄씩 나뉘어 수집됩니다',
    text: 'Java 스택 트레이스가 줄마다 별도 로그로 들어옵니다. 설정은 다음과 같습니다.\n\n```yaml\nlogs:\n  - type: file\n    path: /var/log/app/*.log\n    service: checkout\n```',
  });
  const { thread_id: logs } = await tx.read
    .selectFrom('tickets')
    .select('thread_id')
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
  const priya = staffByName.get('Priya Nair')!;
  const asked = '안녕하세요. `log_processing_rules`에 `multi_line` 규칙을 추가하면 됩니다. 사용 중인 버전을 알려 주시겠어요?';
  await reply(hoursAgo(4), priya, message(logs, priya, asked));
  await tickets.setState(hoursAgo(4), priya, number, 'pending');
}

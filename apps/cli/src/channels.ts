/** `fairlead channels`: ticket or chat? From a policy's file, or from a desk that runs. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type CallReply, PreviewCase } from '@fairlead/contract';
import { askPolicy } from '@fairlead/server/channels';
import { CannotStart } from '@fairlead/server/refusals';
import { deskAt } from './calling.ts';

type Channels = CallReply<'GET /channels'>;

export async function channels(args: string[], env: Record<string, string | undefined>, now: Date): Promise<string> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = {
    policy: text,
    at: text,
    plan: text,
    language: text,
    site: text,
    about: text,
    area: text,
    text,
    desk: text,
    hipaa: flag,
    sales: flag,
    json: flag,
  };
  const { values } = parseArgs({ args, options });
  const question = values.sales ? 'sales' : 'technical';
  if (values.desk) {
    const query = { about: values.about ?? '', area: values.area ?? '', text: values.text ?? '', question } as const;
    const said = await deskAt(values.desk, env, false)('GET /channels', { query });
    return values.json ? `${JSON.stringify(said, null, 2)}\n` : told(said);
  }
  const tried = PreviewCase.safeParse({
    at: values.at ?? now.toISOString(),
    plan: values.plan ?? 'standard',
    language: values.language ?? 'en',
    hipaa: values.hipaa,
    site: values.site ?? '',
    about: values.about?.split(',') ?? [],
    question,
  });
  if (!tried.success) throw new CannotStart(tried.error.issues.map((i) => `--${i.path.join('.')}: ${i.message}`).join('\n'));
  const { sentence, channels: said } = askPolicy(values.policy ? read(values.policy) : null, tried.data);
  return values.json ? `${JSON.stringify({ sentence, channels: said }, null, 2)}\n` : `${sentence}\n${told(said)}`;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CannotStart(`${path} cannot be read.`, { cause });
  }
}

function told({ advice, prepare, chat, ticket }: Channels): string {
  const lines = [
    `advised    ${advice.channel}: ${advice.reason}`,
    `chat       ${chat.open ? `open${chat.closes ? ` until ${chat.closes}` : ''}, in ${chat.language}` : `closed (${chat.why})${chat.opens ? `, opens ${chat.opens}` : ''}`}`,
    `ticket     ${ticket.open ? (ticket.promised ? `a first answer by ${ticket.promised}` : 'no promise') : 'not offered'}`,
    `have ready ${prepare.map(({ label, need }) => (need === 'required' ? `${label} (needed)` : label)).join(', ')}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Takes mail by SMTP, for the desk's own addresses only. Each is on record before it is acknowledged. */
import type { AddressInfo } from 'node:net';
import type { SMTPServer } from 'smtp-server';
import type { Desk } from '../../platform/desk.ts';
import { CannotStart, Refusal } from '../../platform/refusals.ts';
import * as addresses from './addresses.ts';
import { takeIn } from './arriving.ts';

const mostConnections = 100;
/** Recipients of one mail; a relay sends the rest again (RFC 5321, 4.5.3.1.10). */
const mostRecipients = 100;

/** A refusal as SMTP says it: 4xx is tried again, 5xx is not. */
const answer = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });

export interface Listener {
  port: number;
  close(): Promise<void>;
}

/** Listens at `host:port`. Throws `CannotStart`. */
export async function listen(desk: Desk, where: string): Promise<Listener> {
  const { SMTPServer: Server } = await import('smtp-server');
  const [, host, port] = /^(.*):(\d+)$/.exec(where)!;
  const server: SMTPServer = new Server({
    name: new URL(desk.origin).hostname,
    banner: 'Fairlead',
    size: desk.config.mail.largest,
    rejectOversized: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    maxClients: mostConnections,
    logger: false,
    onRcptTo({ address }, session, respond) {
      if (session.envelope.rcptTo.length >= mostRecipients) return respond(answer(452, '4.5.3 Too many recipients, send the rest again'));
      addresses.all(desk.db.reader).then(
        (own) => respond(addresses.ownIn(own, [address]).length > 0 ? null : answer(550, '5.1.1 No such mailbox here')),
        () => respond(answer(451, '4.3.0 Try again later')),
      );
    },
    onData(stream, session, respond) {
      takeIn(desk, stream, { via: 'smtp', to: session.envelope.rcptTo.map((r) => r.address) }).then(
        () => respond(null, '2.0.0 Kept'),
        (error: unknown) => {
          // What comes after the reason to refuse is read and dropped, so that its sender hears why.
          stream.resume();
          const code = error instanceof Refusal ? error.code : undefined;
          if (code === 'too_large') return respond(answer(552, '5.3.4 This mail is too large'));
          if (code === 'disk_full') return respond(answer(452, '4.3.1 No room at the moment'));
          if (code === undefined) desk.log('error', 'a mail could not be taken in', { error });
          respond(answer(451, '4.3.0 Try again later'));
        },
      );
    },
  });
  server.on('error', (error: NodeJS.ErrnoException) => desk.log('warn', 'a mail connection failed', { code: error.code }));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: Error) =>
      reject(new CannotStart(`Mail cannot be taken at ${where}: ${cause.message}. Set MAIL_LISTEN to another.`, { cause })),
    );
    server.listen(Number(port), host, () => resolve());
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

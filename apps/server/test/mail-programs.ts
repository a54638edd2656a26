/** Postfix, dovecot and swaks as they come with Debian, for tests: in folders and on ports of their own, on loopback, ended by whoever began them. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { freePort, until } from './desk.ts';

const run = promisify(execFile);
const programs = ['/usr/sbin/postfix', '/usr/sbin/dovecot', '/usr/bin/swaks', '/usr/lib/dovecot/imap'];
/** Postfix drops its rights by itself and needs them for that. */
export const hasMailPrograms = process.getuid?.() === 0 && programs.every((path) => existsSync(path));

function idOf(user: string): { uid: number; gid: number } {
  const [, , uid, gid] = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`${user}:`))!
    .split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

export interface MailWorld {
  /** Of postfix, which takes everything. */
  smtp: number;
  imap: number;
  /** Mails of a mailbox as they were delivered, oldest first. */
  inbox(address: string): string[];
  /** From now on a mailbox is full, or is no more. */
  fill(address: string, isFull: boolean): Promise<void>;
  /** Sends by swaks; its options by name. */
  swaks(options: Record<string, string>): Promise<void>;
  /** Ends and begins dovecot again. */
  restartDovecot(): Promise<void>;
}

/** A small world of mail: postfix brings what is for `desk.domain` to the desk's own port, and everything else into mailboxes that dovecot serves. */
export async function openMailWorld(desk: { domain: string; port: number; mailboxes: string[]; people: string[] }): Promise<MailWorld> {
  const home = mkdtempSync(join(tmpdir(), 'fairlead-mail-'));
  chmodSync(home, 0o755);
  const [smtp, imap] = [await freePort(), await freePort()];
  const mail = join(home, 'mail');
  const owner = idOf('nobody');
  mkdirSync(mail);
  chownSync(mail, owner.uid, owner.gid);

  const postfix = join(home, 'postfix');
  const [queue, data] = [join(home, 'queue'), join(home, 'data')];
  for (const folder of [postfix, queue, data]) mkdirSync(folder);
  chownSync(data, idOf('postfix').uid, 0);
  const at = (address: string) => address.replace('@', '/');
  // Mailboxes of the desk's own domain are dovecot's; everything else of it goes to the desk.
  const routes = `if /@${desk.domain.replaceAll('.', '\\.')}$/\n${desk.mailboxes.map((m) => `/^${m}@/ virtual:\n`).join('')}/./ smtp:[127.0.0.1]:${desk.port}\nendif\n/./ virtual:\n`;
  writeFileSync(join(postfix, 'transport.regexp'), routes);
  const own = desk.mailboxes.map((name) => `${name}@${desk.domain}`);
  // What is privileged takes no part of an address for a path.
  writeFileSync(
    join(postfix, 'mailboxes.regexp'),
    [...own, ...desk.people].map((address) => `/^${address.replaceAll('.', '\\.')}$/ ${at(address)}/Maildir/\n`).join(''),
  );
  writeFileSync(
    join(postfix, 'main.cf'),
    Object.entries({
      compatibility_level: '3.6',
      queue_directory: queue,
      data_directory: data,
      command_directory: '/usr/sbin',
      daemon_directory: '/usr/lib/postfix/sbin',
      mail_owner: 'postfix',
      setgid_group: 'postdrop',
      myhostname: 'mx.world.example',
      mydestination: '',
      alias_maps: '',
      inet_interfaces: '127.0.0.1',
      inet_protocols: 'ipv4',
      mynetworks: '127.0.0.0/8',
      smtpd_recipient_restrictions: 'permit_mynetworks,reject',
      smtpd_reject_unlisted_recipient: 'no',
      smtpd_peername_lookup: 'no',
      smtp_dns_support_level: 'disabled',
      smtp_host_lookup: 'native',
      transport_maps: `regexp:${join(postfix, 'transport.regexp')}`,
      virtual_mailbox_domains: 'regexp:{{/./ ok}}',
      virtual_mailbox_base: mail,
      virtual_mailbox_maps: `regexp:${join(postfix, 'mailboxes.regexp')}`,
      virtual_uid_maps: `static:${owner.uid}`,
      virtual_gid_maps: `static:${owner.gid}`,
      virtual_minimum_uid: '1',
      virtual_mailbox_limit: '0',
      message_size_limit: '0',
      mailbox_size_limit: '0',
      maillog_file: join(home, 'postfix.log'),
      maillog_file_prefixes: tmpdir(),
      bounce_queue_lifetime: '1d',
      minimal_backoff_time: '1s',
      maximal_backoff_time: '2s',
      queue_run_delay: '1s',
      smtputf8_enable: 'no',
    })
      .map(([name, value]) => `${name} = ${value}\n`)
      .join(''),
  );
  const open = new Set(['pickup', 'cleanup', 'qmgr', 'postlog']);
  const wakes: Record<string, string> = { qmgr: '300', pickup: '60' };
  const service = (name: string, type: string, command: string, processes = '-') =>
    `${name} ${type} ${open.has(name) || type === 'inet' ? 'n' : '-'} ${name === 'virtual' ? 'n' : '-'} n ${wakes[name] ?? '-'} ${processes} ${command}`;
  writeFileSync(
    join(postfix, 'master.cf'),
    [
      service(`127.0.0.1:${smtp}`, 'inet', 'smtpd'),
      service('pickup', 'unix', 'pickup', '1'),
      service('cleanup', 'unix', 'cleanup', '0'),
      service('qmgr', 'unix', 'qmgr', '1'),
      service('rewrite', 'unix', 'trivial-rewrite'),
      service('bounce', 'unix', 'bounce', '0'),
      service('defer', 'unix', 'bounce', '0'),
      service('trace', 'unix', 'bounce', '0'),
      service('smtp', 'unix', 'smtp'),
      service('error', 'unix', 'error'),
      service('retry', 'unix', 'error'),
      service('virtual', 'unix', 'virtual'),
      service('proxymap', 'unix', 'proxymap'),
      service('anvil', 'unix', 'anvil', '1'),
      service('postlog', 'unix-dgram', 'postlogd', '1'),
      '',
    ].join('\n'),
  );
  const postfixRun = (command: string) => run('/usr/sbin/postfix', ['-c', postfix, command], { timeout: 20_000 });
  await postfixRun('start');

  const conf = join(home, 'dovecot.conf');
  const base = join(home, 'dovecot');
  mkdirSync(base);
  writeFileSync(
    conf,
    `protocols = imap
base_dir = ${base}
state_dir = ${base}
log_path = ${join(home, 'dovecot.log')}
ssl = no
disable_plaintext_auth = no
default_internal_user = dovecot
default_login_user = dovenull
mail_location = maildir:${mail}/%n/%d/Maildir
mail_uid = ${owner.uid}
mail_gid = ${owner.gid}
first_valid_uid = 1
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${owner.uid} gid=${owner.gid} home=${mail}/%n/%d
}
service imap-login {
  chroot =
  inet_listener imap {
    address = 127.0.0.1
    port = ${imap}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`,
  );
  let dovecot: ChildProcess;
  const startDovecot = async () => {
    dovecot = spawn('/usr/sbin/dovecot', ['-F', '-c', conf], { stdio: 'ignore' });
    await until('dovecot answers', () => answers(imap));
  };
  const stopDovecot = () =>
    new Promise<void>((resolve) => {
      if (dovecot.exitCode !== null) return resolve();
      dovecot.once('exit', () => resolve());
      dovecot.kill('SIGTERM');
    });
  await startDovecot();
  onTestFinished(async () => {
    await stopDovecot();
    await postfixRun('stop');
    rmSync(home, { recursive: true, force: true });
  }, 30_000);
  await until('postfix answers', () => answers(smtp));

  return {
    smtp,
    imap,
    inbox(address) {
      const folder = join(mail, at(address), 'Maildir');
      return ['new', 'cur'].flatMap((part) => {
        const path = join(folder, part);
        return existsSync(path)
          ? readdirSync(path)
              .toSorted((a, b) => (a < b ? -1 : 1))
              .map((name) => readFileSync(join(path, name), 'utf8'))
          : [];
      });
    },
    async fill(address, isFull) {
      const full = `/^${address.replaceAll('.', '\\.')}$/ error:5.2.2 The mailbox of ${address} is full\n`;
      writeFileSync(join(postfix, 'transport.regexp'), `${isFull ? full : ''}${routes}`);
      await postfixRun('reload');
    },
    async swaks(options) {
      const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
      await run('/usr/bin/swaks', ['--server', `127.0.0.1:${smtp}`, ...args]).catch((error: { stdout: string }) => {
        throw new Error(`swaks could not send: ${error.stdout}`);
      });
    },
    async restartDovecot() {
      await stopDovecot();
      await startDovecot();
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const { connect } = await import('node:net');
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
    socket.setTimeout(500, () => (socket.destroy(), resolve(false)));
  });
}

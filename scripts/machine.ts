/** What the tests need of the machine beside Node: a Chromium with fonts, ClamAV's daemon, and programs that send mails and flares. Got where it is missing. */
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.ts';

const known = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const find = () => [process.env['CHROMIUM'] ?? '', ...known].find((path) => path !== '' && existsSync(path));

const isDebian = process.platform === 'linux' && existsSync('/usr/bin/apt-get');

/** Installs packages of Debian and its kin. */
async function install(what: string, packages: string[]): Promise<void> {
  process.stdout.write(`Installing ${what} for the tests …\n`);
  const apt = process.getuid?.() === 0 ? ['apt-get'] : ['sudo', '-n', 'apt-get'];
  const call = (...args: string[]) => run(apt[0]!, [...apt.slice(1), ...args], { quiet: true, env: { DEBIAN_FRONTEND: 'noninteractive' } });
  await call('update');
  const { code, output } = await call('install', '-y', '--no-install-recommends', ...packages);
  if (code !== 0) process.stderr.write(output);
}

/** The path of a Chromium. On Debian and its kin it is installed, with the fonts that Korean and Japanese need; elsewhere a person is asked to. */
export async function provideBrowser(): Promise<string> {
  const noFonts = process.platform === 'linux' && globSync('/usr/share/fonts/**/NotoSansCJK*').length === 0;
  if (isDebian && (!find() || noFonts)) await install('Chromium and fonts', [...(find() ? [] : ['chromium']), 'fonts-noto-cjk']);
  const found = find();
  if (!found) {
    process.stderr.write('The browser tests need Chromium: install it, or set CHROMIUM to its path, and run npm test again.\n');
    process.exit(1);
  }
  return found;
}

/** ClamAV's daemon for the tests of scanning, which are left out where there is none and it cannot be had. */
export async function provideScanner(): Promise<void> {
  const paths = ['/usr/sbin/clamd', '/usr/bin/clamd', '/usr/local/sbin/clamd', '/opt/homebrew/sbin/clamd'];
  if (isDebian && !paths.some((path) => existsSync(path))) await install('ClamAV', ['clamav-daemon']);
}

/** Postfix, dovecot and swaks for the tests of mail, which are left out where they are not and cannot be had. */
export async function provideMailPrograms(): Promise<void> {
  const packages = { postfix: '/usr/sbin/postfix', 'dovecot-imapd': '/usr/lib/dovecot/imap', swaks: '/usr/bin/swaks' };
  const missing = Object.entries(packages).flatMap(([name, path]) => (existsSync(path) ? [] : [name]));
  if (isDebian && missing.length > 0) await install('mail programs', missing);
}

/** sos, kubectl, curl, and what npm has of Datadog, for the tests of flares, which are left out where they are not and cannot be had. */
export async function provideSenders(): Promise<void> {
  if (process.platform !== 'linux') return;
  const packages = {
    sosreport: 'sos',
    'python3-requests': 'python3-requests',
    'kubernetes-client': 'kubectl',
    curl: 'curl',
    openssl: 'openssl',
    iproute2: 'ip',
    'util-linux': 'nsenter',
  };
  const isThere = (name: string) =>
    name === 'python3-requests'
      ? existsSync('/usr/lib/python3/dist-packages/requests')
      : ['/usr/bin', '/usr/sbin', '/bin', '/sbin', '/usr/local/bin'].some((folder) => existsSync(join(folder, name)));
  const missing = Object.entries(packages).flatMap(([name, program]) => (isThere(program) ? [] : [name]));
  if (isDebian && missing.length > 0) await install('programs that send flares', missing);
  const folder = join(root, 'apps/server/test/senders');
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) return;
  process.stdout.write('Installing what npm has of programs that send flares, for the tests …\n');
  const { code, output } = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder], { quiet: true });
  if (code !== 0) process.stderr.write(output);
}

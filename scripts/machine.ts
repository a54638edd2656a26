/** Finds a Chromium for the browser tests, and gets one where there is none. */
import { existsSync, globSync } from 'node:fs';
import { run } from './run.ts';

const known = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const find = () => [process.env['CHROMIUM'] ?? '', ...known].find((path) => path !== '' && existsSync(path));

/** The path of a Chromium. On Debian and its kin it is installed, with the fonts that Korean and Japanese need; elsewhere a person is asked to. */
export async function provideBrowser(): Promise<string> {
  const noFonts = process.platform === 'linux' && globSync('/usr/share/fonts/**/NotoSansCJK*').length === 0;
  if (process.platform === 'linux' && existsSync('/usr/bin/apt-get') && (!find() || noFonts)) {
    process.stdout.write('Installing Chromium and fonts for the browser tests …\n');
    const apt = process.getuid?.() === 0 ? ['apt-get'] : ['sudo', '-n', 'apt-get'];
    const call = (...args: string[]) =>
      run(apt[0]!, [...apt.slice(1), ...args], { quiet: true, env: { DEBIAN_FRONTEND: 'noninteractive' } });
    await call('update');
    const { code, output } = await call('install', '-y', '--no-install-recommends', ...(find() ? [] : ['chromium']), 'fonts-noto-cjk');
    if (code !== 0) process.stderr.write(output);
  }
  const found = find();
  if (!found) {
    process.stderr.write('The browser tests need Chromium: install it, or set CHROMIUM to its path, and run npm test again.\n');
    process.exit(1);
  }
  return found;
}

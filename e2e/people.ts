/** People in front of real browsers. Each has a browser context of their own, like a computer of their own. */
import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Frame, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { afterAll, expect, onTestFinished } from 'vitest';
import type { Stage } from './desk.ts';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Who is asked for the screen or the microphone says yes; the screen is the tab itself, with its real pixels.
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream=display-media-type=browser',
];

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
let browser: Browser | undefined;

export async function openBrowser(): Promise<Browser> {
  if (browser) return browser;
  browser = await chromium.launch({ executablePath, args: flags });
  afterAll(async () => {
    await browser?.close();
    browser = undefined;
  });
  return browser;
}

/** A browser whose owner lets nobody see the screen. For the test that calls this. */
export async function refusingBrowser(): Promise<Browser> {
  const refuses = flags.map((flag) => (flag === '--use-fake-ui-for-media-stream' ? `${flag}=deny` : flag));
  const refusing = await chromium.launch({ executablePath, args: refuses });
  onTestFinished(() => refusing.close());
  return refusing;
}

export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page complained about, apart from answers that a story expects. */
  readonly complaints: string[];
}

export async function seat(options: Parameters<Browser['newContext']>[0] = {}, at?: Browser): Promise<Person> {
  const context = await (at ?? (await openBrowser())).newContext({ viewport: { width: 1360, height: 860 }, locale: 'en-US', ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (
      message.type() === 'error' &&
      !/Failed to load resource|WebSocket connection|ERR_|Permissions policy violation: camera/.test(message.text())
    )
      complaints.push(message.text());
  });
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail' && !page.isClosed()) await shot(page, `failed-${Date.now()}`);
    await context.close();
  });
  return { context, page, complaints };
}

/** Keeps a picture, when `SHOTS` names a folder for them. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** No WCAG 2.2 AA violation, nothing cut off sideways; and a picture. */
export async function looksRight(name: string, page: Page): Promise<void> {
  await shot(page, name);
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  expect(violations.map((v) => `${name}: ${v.id} at ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)).toEqual([]);
  const sideways = (where: Page | Frame) =>
    where.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  for (const frame of page.frames()) expect(await sideways(frame), `${name} scrolls sideways`).toBeLessThanOrEqual(0);
}

export interface Customer extends Person {
  /** The widget's inside. */
  readonly support: FrameLocator;
  readonly log: Locator;
  open(): Promise<void>;
  /** From the chat that ended last, if one is shown, to the start. */
  startAnew(): Promise<void>;
  startChat(what: { area?: string; summary: string }): Promise<void>;
  say(text: string): Promise<void>;
  sees(text: string | RegExp): Promise<void>;
}

/** A customer on the vendor's product page. `as` is one of the demo's customers. */
export async function customer(
  stage: Stage,
  as = 'dana',
  options: Parameters<Browser['newContext']>[0] = {},
  at?: Browser,
): Promise<Customer> {
  const person = await seat(options, at);
  const { page } = person;
  await page.goto(`${stage.product}/demo?as=${as}`);
  const support = page.frameLocator('iframe');
  const log = support.getByRole('log');
  const startAnew = async () => {
    const anew = support.getByRole('button', { name: /Start a new chat|새 채팅|新しいチャット/ });
    await support.getByRole('radio').first().or(anew).waitFor();
    if (await anew.isVisible()) await anew.click();
  };
  return {
    ...person,
    support,
    log,
    open: () => page.locator('#support').click(),
    startAnew,
    async startChat({ area, summary }) {
      await page.locator('#support').click();
      await startAnew();
      await support
        .getByRole('radio')
        .nth(area ? 0 : 1)
        .check();
      if (area) await support.locator('form select').selectOption(area);
      await support.locator('form input:not([type=radio])').fill(summary);
      await support.locator('form button.primary').click();
      await log.waitFor();
    },
    async say(text) {
      await support.getByRole('textbox').fill(text);
      await support.getByRole('textbox').press('Enter');
    },
    sees: (text) => support.getByText(text).first().waitFor(),
  };
}

export interface Staff extends Person {
  readonly log: Locator;
  say(text: string): Promise<void>;
  note(text: string): Promise<void>;
  openChat(customerName: string): Promise<void>;
  sees(text: string | RegExp): Promise<void>;
}

/** Somebody of the support team at the console. `who` is the first part of their address in the demo. */
export async function staff(stage: Stage, who: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Staff> {
  const person = await seat(options);
  const { page } = person;
  await page.goto(`${stage.address}/console`);
  await signIn(page, `${who}@skerry.example`, stage.password);
  await page.getByRole('switch').waitFor();
  return {
    ...person,
    log: page.getByRole('log'),
    async say(text) {
      await page.getByPlaceholder('Write a message').fill(text);
      await page.keyboard.press('Enter');
    },
    async note(text) {
      await page.keyboard.press('Escape');
      await page.keyboard.press('n');
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    },
    async openChat(customerName) {
      await page
        .getByRole('link', { name: new RegExp(customerName) })
        .first()
        .click();
      await page.getByRole('heading', { name: customerName }).waitFor();
    },
    sees: (text) => page.getByText(text).first().waitFor(),
  };
}

export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[type=password]').fill(password);
  await page.keyboard.press('Enter');
}

/** Opens the portal from the widget, in a new tab that is signed in by its link. */
export async function toPortal(from: Customer): Promise<Page> {
  const [portal] = await Promise.all([
    from.context.waitForEvent('page'),
    from.support.getByRole('button', { name: 'Open in the portal' }).click(),
  ]);
  await portal.waitForLoadState();
  return portal;
}

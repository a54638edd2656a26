/**
 * The script in the vendor's page: a launcher, and on the first opening a frame from the desk's origin.
 * No framework, no request but the frame, and styles through a constructed sheet, so the page may have a strict CSP
 * (`script-src` and `frame-src` with the desk's origin are all it takes).
 *
 *     <script async src="https://desk.example/widget.js" data-identity="…" data-launcher="#support" data-language="ko"></script>
 *
 * With `data-capture="console"` another script keeps the page's errors, so that the customer can send them.
 */
import { type Page, read, type Shape, type ToFrame, type ToPage } from './protocol.ts';

declare const LAUNCHER_LABELS: Record<string, string>;

/** On the page's own storage: something goes on, so the next page loads the frame at once (hidden) and shows what arrives. */
const busyKey = 'fairlead.busy';

const script = document.currentScript;
if (script instanceof HTMLScriptElement && !document.documentElement.hasAttribute('data-fairlead')) {
  document.documentElement.setAttribute('data-fairlead', '');
  if (keepsErrors(script)) {
    const keeper = document.createElement('script');
    keeper.src = new URL('/widget-console.js', script.src).href;
    document.head.append(keeper);
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => load(script));
  else load(script);
}

function keepsErrors(tag: HTMLScriptElement): boolean {
  return tag.dataset['capture'] === 'console';
}

function load(tag: HTMLScriptElement): void {
  const desk = new URL(tag.src).origin;
  const selector = tag.dataset['launcher'];
  const language = tag.dataset['language'] || document.documentElement.lang || navigator.language;
  let frame: HTMLIFrameElement | null = null;
  /** Whether the frame has said that it is there: before, it is a blank page of another origin. */
  let met = false;
  let open = false;
  let unread = 0;
  let shape: Shape = 'panel';

  document.adoptedStyleSheets = [...document.adoptedStyleSheets, styles()];
  const own = selector ? null : ownLauncher();

  function ownLauncher(): HTMLElement {
    const button = document.createElement('button');
    button.id = 'fairlead-launcher';
    button.type = 'button';
    button.setAttribute('aria-label', LAUNCHER_LABELS[language.slice(0, 2)] ?? LAUNCHER_LABELS['en'] ?? '');
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', 'M4 5h16v11H10l-4 4v-4H4z');
    svg.append(path);
    button.append(svg);
    document.body.append(button);
    return button;
  }

  /** Found anew each time: a product that draws its menu again has another element. */
  const launcher = () => own ?? document.querySelector<HTMLElement>(selector!);
  const page = (): Page => ({ url: location.href, title: document.title });
  const say = (message: ToFrame) => {
    if (met) frame?.contentWindow?.postMessage(message, desk);
  };

  function show(): void {
    const entry = launcher();
    entry?.setAttribute('aria-expanded', String(open));
    if (unread > 0) entry?.setAttribute('data-fairlead-unread', unread > 9 ? '9+' : String(unread));
    else entry?.removeAttribute('data-fairlead-unread');
    if (!frame) return;
    frame.hidden = !open;
    frame.dataset['shape'] = shape;
    if (!open) return;
    const at = entry?.getBoundingClientRect();
    const left = at && at.width > 0 && at.left + at.width / 2 < innerWidth / 2;
    frame.style.left = left ? `${Math.max(16, Math.min(at.right + 24, innerWidth - 416))}px` : '';
    frame.style.right = left ? 'auto' : '';
  }

  function makeFrame(): void {
    frame = document.createElement('iframe');
    frame.id = 'fairlead-frame';
    if (own) frame.className = 'fairlead-above';
    frame.hidden = true;
    frame.allow = 'clipboard-write; display-capture; microphone';
    frame.src = `${desk}/widget/`;
    document.body.append(frame);
  }

  function toggle(to: boolean): void {
    if (to === open) return;
    open = to;
    if (!frame) makeFrame();
    show();
    if (open) {
      frame!.focus();
      say({ fairlead: 'opened', page: page() });
    } else {
      say({ fairlead: 'closed' });
      launcher()?.focus();
    }
  }

  /** Asks the vendor's own script for a new token; without an answer the one in the tag has to do. */
  function renew(): void {
    let used = false;
    const use = (identity: string) => {
      if (used) return;
      used = true;
      say({ fairlead: 'identity', identity });
    };
    dispatchEvent(new CustomEvent('fairlead:identity', { detail: { use } }));
    setTimeout(() => use(tag.dataset['identity'] ?? ''), 3_000);
  }

  function hear(message: ToPage): void {
    switch (message.fairlead) {
      case 'ready':
        met = true;
        shape = 'panel';
        show();
        return say({ fairlead: 'hello', identity: tag.dataset['identity'] ?? '', language, page: page(), open, errors: keepsErrors(tag) });
      case 'titled':
        frame!.title = message.title;
        return;
      case 'close':
        return toggle(false);
      case 'unread':
        unread = message.count;
        return show();
      case 'busy':
        return setBusy(message.busy);
      case 'open_portal': {
        const url = new URL(message.url, desk);
        if (url.origin === desk) window.open(url.href, '_blank', 'noopener');
        return;
      }
      case 'renew_identity':
        return renew();
      case 'want_errors': {
        const use = (text: string) => say({ fairlead: 'errors', text });
        return void dispatchEvent(new CustomEvent('fairlead:errors', { detail: { use } }));
      }
      case 'shape':
        shape = message.as;
        return show();
    }
  }

  addEventListener('message', (event) => {
    if (event.origin !== desk || !frame || event.source !== frame.contentWindow) return;
    const message = read<ToPage>(event.data);
    if (message) hear(message);
  });
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || !event.target.closest(own ? '#fairlead-launcher' : selector!)) return;
    event.preventDefault();
    toggle(!open);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && open && !event.defaultPrevented) toggle(false);
  });
  addEventListener('resize', show);
  if (isBusy()) makeFrame();
  show();
}

function isBusy(): boolean {
  try {
    return localStorage.getItem(busyKey) !== null;
  } catch {
    return false;
  }
}

function setBusy(busy: boolean): void {
  try {
    if (busy) localStorage.setItem(busyKey, '1');
    else localStorage.removeItem(busyKey);
  } catch {
    // Without storage the next page opens the frame when it is asked to.
  }
}

function styles(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
#fairlead-frame{position:fixed;z-index:2147483000;right:16px;bottom:16px;width:400px;height:min(640px,calc(100vh - 32px));max-width:calc(100vw - 32px);border:0;border-radius:14px;box-shadow:0 0 0 1px rgb(128 128 128/24%),0 16px 48px rgb(0 0 0/24%);background:Canvas;color-scheme:light dark}
#fairlead-frame[hidden]{display:none}
#fairlead-frame.fairlead-above{bottom:92px;height:min(640px,calc(100vh - 108px))}
#fairlead-launcher{all:initial;position:fixed;z-index:2147482999;right:20px;bottom:20px;width:56px;height:56px;border-radius:50%;background:#0b6e75;color:#fff;cursor:pointer;display:grid;place-items:center;box-shadow:0 4px 16px rgb(0 0 0/28%)}
#fairlead-launcher:focus-visible{outline:3px solid #0b6e75;outline-offset:3px}
#fairlead-launcher svg{width:26px;height:26px;fill:currentColor}
[data-fairlead-unread]{position:relative}
#fairlead-launcher[data-fairlead-unread]{position:fixed}
[data-fairlead-unread]::after{content:attr(data-fairlead-unread);position:absolute;top:-4px;right:-4px;min-width:18px;height:18px;padding:0 5px;box-sizing:border-box;border-radius:9px;background:#c62828;color:#fff;font:600 11px/18px system-ui,sans-serif;text-align:center}
@media(min-width:480px){#fairlead-frame[data-shape=large]{inset:16px!important;width:calc(100vw - 32px);height:calc(100vh - 32px)}}
#fairlead-frame[data-shape=aside]{opacity:0;pointer-events:none}
@media(max-width:479.98px){#fairlead-frame{inset:0!important;width:100%;height:100%!important;max-width:none;border-radius:0}}
#fairlead-frame[data-shape=strip]{inset:auto 16px 16px auto!important;width:min(400px,calc(100vw - 32px));height:88px!important;border-radius:14px}
@media(prefers-reduced-motion:no-preference){#fairlead-frame:not([hidden]){animation:fairlead-in .16s ease-out}@keyframes fairlead-in{from{opacity:0;transform:translateY(10px)}}}`);
  return sheet;
}

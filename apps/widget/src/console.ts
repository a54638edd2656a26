/**
 * Keeps what goes wrong in the vendor's page, where its tag says `data-capture="console"`, until the customer asks to send it:
 * errors and warnings of the console, errors that nobody caught, and requests that failed. Of a request it keeps method, address,
 * status and duration; no bodies, no headers, and no value of a query. Nothing leaves the page before the customer has seen it.
 *
 * The page comes first: what is wrapped behaves as before, what goes wrong in here is swallowed, and no object of the page is
 * looked into.
 */
interface Line {
  at: number;
  what: 'error' | 'warning' | 'request';
  text: string;
  times: number;
}

const keptFor = 5 * 60_000;
const most = 200;
const longest = 600;
const lines: Line[] = [];

function keep(what: Line['what'], say: () => string, at = Date.now()): void {
  try {
    const text = say().slice(0, longest);
    const last = lines.at(-1);
    if (last?.text === text && last.what === what) {
      last.at = at;
      last.times++;
      return;
    }
    lines.push({ at, what, text, times: 1 });
    if (lines.length > most) lines.shift();
  } catch {
    // What cannot be said is not kept.
  }
}

/** Text without what could open a door: values of queries and fragments, credentials in addresses, and tokens. */
function masked(text: string): string {
  return text
    .slice(0, 4_000)
    .replace(/\bdata:[^\s"'<>)]{40,}/g, 'data:…')
    .replace(/\/\/[^/\s@"'<>?#]+@/g, '//…@')
    .replace(/([?&#;][^\s"'<>=&#?;:/]{1,100}=)[^\s"'<>&#;)]+/g, '$1…')
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 …')
    .replace(/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, 'eyJ…');
}

function address(given: string): string {
  const url = new URL(given, document.baseURI);
  if (url.protocol === 'data:' || url.protocol === 'blob:') return `${url.protocol}…`;
  const names = url.search
    .slice(1)
    .split('&')
    .map((pair) => (pair.includes('=') ? `${pair.slice(0, pair.indexOf('='))}=…` : '…'));
  return `${url.origin}${url.pathname}${url.search ? `?${names.join('&')}` : ''}`;
}

function shown(value: unknown): string {
  if (value instanceof Error) {
    const [first, ...stack] = (value.stack ?? '').split('\n');
    const said = `${value.name}: ${value.message}`;
    // Chromium begins the stack with what was said, others do not.
    const frames = first?.includes(value.message) ? stack : [first ?? '', ...stack];
    return [said, ...frames.slice(0, 4).map((frame) => frame.trim())].filter(Boolean).join(' | ');
  }
  if (typeof value === 'object' && value !== null) return Object.prototype.toString.call(value);
  return typeof value === 'function' ? '[function]' : String(value).replace(/\s*\n\s*/g, ' | ');
}

function request(method: string, url: string, answer: string, began: number): void {
  const at = Date.now();
  keep('request', () => `${method.toUpperCase()} ${address(url)} → ${answer}, ${Math.round(performance.now() - began)} ms`, at);
}

/** Stands in for a function of the page's: same name, same properties, same answers. */
function watch<O extends object, N extends keyof O>(
  owner: O,
  name: N,
  apply: (call: () => unknown, self: unknown, given: unknown[]) => unknown,
): void {
  const original: unknown = owner[name];
  if (typeof original !== 'function') return;
  try {
    owner[name] = new Proxy(original, {
      apply: (target, self, given: unknown[]) =>
        apply(() => Reflect.apply(target as (...all: unknown[]) => unknown, self, given), self, given),
    }) as O[N];
  } catch {
    // The page has frozen it.
  }
}

function start(): void {
  for (const [method, what] of [
    ['error', 'error'],
    ['warn', 'warning'],
  ] as const) {
    watch(console, method, (call, _, given) => {
      keep(what, () => masked(given.slice(0, 8).map(shown).join(' ')));
      return call();
    });
  }

  addEventListener(
    'error',
    (event: Event) => {
      if (event instanceof ErrorEvent) {
        const at = event.filename ? ` (${event.filename}:${event.lineno}:${event.colno})` : '';
        keep('error', () => masked(`Uncaught ${event.error instanceof Error ? shown(event.error) : event.message}${at}`));
      } else if (event.target instanceof Element) {
        const { target } = event;
        const from = target.getAttribute('src') ?? target.getAttribute('href');
        if (from) keep('request', () => `<${target.localName}> ${address(from)} → failed`);
      }
    },
    true,
  );
  addEventListener('unhandledrejection', (event) => keep('error', () => masked(`Uncaught (in promise) ${shown(event.reason)}`)));

  watch(window, 'fetch', (call, _, given) => {
    const began = performance.now();
    const answer = call();
    if (!(answer instanceof Promise)) return answer;
    let method = 'GET';
    let url = '';
    try {
      const [to, how] = given as Parameters<typeof fetch>;
      method = how?.method ?? (to instanceof Request ? to.method : 'GET');
      url = to instanceof Request ? to.url : String(to);
    } catch {
      // The page's own fault, which its own call has told it.
    }
    // What the page gets rejects exactly when the answer does, so that a rejection nobody handles is still heard of.
    return answer.then(
      (response: Response) => {
        if (response.status >= 400) request(method, url, String(response.status), began);
        return response;
      },
      (error: unknown) => {
        if (!(error instanceof DOMException && error.name === 'AbortError')) request(method, url, 'failed', began);
        throw error;
      },
    );
  });

  const opened = new WeakMap<XMLHttpRequest, { method: string; url: string }>();
  watch(XMLHttpRequest.prototype, 'open', (call, self, [method, url]) => {
    try {
      opened.set(self as XMLHttpRequest, { method: String(method), url: String(url) });
    } catch {
      // As above.
    }
    return call();
  });
  watch(XMLHttpRequest.prototype, 'send', (call, self) => {
    const began = performance.now();
    const sent = self as XMLHttpRequest;
    const to = opened.get(sent);
    if (to) {
      let stopped = false;
      const ended = () => {
        if (sent.status === 0 ? !stopped : sent.status >= 400)
          request(to.method, to.url, sent.status ? String(sent.status) : 'failed', began);
      };
      sent.addEventListener('abort', () => (stopped = true), { once: true });
      sent.addEventListener('loadend', ended, { once: true });
    }
    return call();
  });

  // Requests that failed before this script was here; browsers tell their status, not their method.
  for (const entry of performance.getEntriesByType('resource') as PerformanceResourceTiming[]) {
    if (!/^(fetch|xmlhttprequest)$/.test(entry.initiatorType) || !(entry.responseStatus >= 400)) continue;
    const text = () => `${address(entry.name)} → ${entry.responseStatus}, ${Math.round(entry.duration)} ms`;
    keep('request', text, performance.timeOrigin + entry.responseEnd);
  }
}

function collected(): string {
  const now = Date.now();
  const recent = lines.filter((line) => now - line.at <= keptFor);
  if (recent.length === 0) return '';
  const rows = recent.map(({ at, what, text, times }) => {
    const again = times > 1 ? ` (${times} times)` : '';
    return `${new Date(at).toISOString().slice(11, 23)}  ${what.padEnd(7)}  ${text}${again}`;
  });
  const head = [`Page     ${address(location.href)}`, `Browser  ${navigator.userAgent}`, `Until    ${new Date(now).toISOString()}`];
  return [...head, '', ...rows, ''].join('\n');
}

start();
addEventListener('fairlead:errors', (event) => {
  (event as CustomEvent<{ use: (text: string) => void }>).detail.use(collected());
});

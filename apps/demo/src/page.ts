/** The product page of a fictional vendor, which embeds the widget as a real vendor would: one script tag. It runs no script of its own. */
import type { Language, Words } from '@fairlead/words';
import { loadWords } from '@fairlead/words/node';
import { chart, type Series, silentFor, sparkline, values } from './charts.ts';
import { html, type Html } from './html.ts';
import { boardStyles } from './board-styles.ts';
import { narrowStyles, styles } from './styles.ts';

export interface DemoPerson {
  sub: string;
  name: string;
  organization: string;
  /** What is special about being this person, like their plan. */
  note: string;
}

const spoken = loadWords('demo');

/** The whole page. `identity` is the signed token of `person`; `people` are those the visitor may be instead. */
export function demoPage(show: { identity: string; person: DemoPerson; people: readonly DemoPerson[]; language: Language }): string {
  const { identity, person, people, language } = show;
  const words = spoken[language];
  const { t } = words;
  const minutes = silentFor;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${t('title')}</title>
        <link rel="icon" href="data:," />
        ${styles} ${boardStyles} ${narrowStyles}
        <script
          async
          src="/widget.js"
          data-identity="${identity}"
          data-launcher="#support"
          data-capture="console"
          data-language="${language}"
        ></script>
      </head>
      <body>
        <nav class="menu" aria-label="${t('nav.label')}">
          <p class="brand">${logo}<span>Skerry</span></p>
          <ul>
            ${entries.map(
              ([name, path]) =>
                html`<li>
                  <a href="#${name}" ${name === 'hosts' ? here : none}>${icon(path)}<span>${t(`nav.${name}`)}</span></a>
                </li>`,
            )}
          </ul>
          <button id="support" type="button">
            ${icon('M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.3 9.4a2.8 2.8 0 1 1 4 2.6c-.9.4-1.3.9-1.3 1.9M12 17v.2')}<span
              >${t('nav.support')}</span
            >
          </button>
        </nav>
        <main>
          <header class="bar">
            <nav class="crumbs" aria-label="${t('where')}"><span>${t('infrastructure')}</span><span>${t('hosts')}</span><b>web-14</b></nav>
            <details class="who">
              <summary>${t('who.label', { name: person.name })}</summary>
              <div>
                <p>${t('who.switch')}</p>
                ${people.map((p) => html`<a href="/demo?as=${encodeURIComponent(p.sub)}" ${p.sub === person.sub ? current : none}><b>${p.name}</b><span>${p.organization}</span><small>${p.note}</small></a>`)}
              </div>
            </details>
          </header>
          <div class="heading">
            <h1>web-14</h1>
            <span class="pill bad">${t('status.silent', { minutes })}</span>
            <span class="tag">env:production</span><span class="tag">service:checkout</span><span class="tag">zone:eu-west-1b</span>
            <span class="range">${t('range')}</span>
          </div>
          <p class="banner">
            ${icon('M12 4L2.5 20h19zM12 10v5M12 17.5v.2')}<span><b>${t('banner.title')}</b> ${t('banner.text', { minutes })}</span>
          </p>
          <div class="board">${charts.map((c) => chartCard(c, words))} ${agentCard(words)} ${logsCard(words)} ${hostsCard(words)}</div>
          <footer>${t('fictional')}</footer>
        </main>
      </body>
    </html>`.text;
}

const here = html` aria-current="page"`;
const current = html` aria-current="true"`;
const none = html``;

const entries = [
  ['dashboards', 'M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z'],
  ['metrics', 'M4 4v16h16M7 15l4-5 3 3 5-7'],
  ['logs', 'M5 6h14M5 10h14M5 14h9M5 18h11'],
  ['apm', 'M3 12h4l3-8 4 16 3-8h4'],
  ['monitors', 'M12 4a5.5 5.5 0 0 1 5.5 5.5c0 5 2 6.5 2 6.5h-15s2-1.5 2-6.5A5.5 5.5 0 0 1 12 4zM10 19a2 2 0 0 0 4 0'],
  ['hosts', 'M4 4h16v6H4zM4 14h16v6H4zM7.5 7h.1M7.5 17h.1'],
  ['integrations', 'M9 3v5M15 3v5M6 8h12v4a6 6 0 0 1-12 0zM12 18v3'],
] as const;

/** A lighthouse on its rock: a skerry. */
const logo = html`<svg viewBox="0 0 32 32" aria-hidden="true">
  <path fill="#f4b23f" d="M20 7l9-4v9z" />
  <path fill="#fff" d="M13 6h6l2 17h-10z" />
  <path fill="#e4574c" d="M12.3 12h7.4l.5 4h-8.400z" />
  <path fill="#5f7b99" d="M3 27c3-5 6-6 8-4h10c3-2 6 0 8 4z" />
</svg>`;

function icon(path: string): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${path}" /></svg>`;
}

interface Chart {
  title: string;
  series: Series;
  /** A value with its unit. */
  unit: (value: number, language: Language) => string;
}

const percent: Chart['unit'] = (v) => `${Math.round(v)}%`;
const plain: Chart['unit'] = (v, language) => Math.round(v).toLocaleString(language);

const charts: readonly Chart[] = [
  { title: 'cpu', series: { seed: 1, base: 38, swing: 16, noise: 9, top: 100 }, unit: percent },
  { title: 'memory', series: { seed: 2, base: 9.8, swing: 1.1, noise: 0.4, top: 16 }, unit: (v) => `${Number(v.toFixed(1))} GB` },
  { title: 'requests', series: { seed: 3, base: 1240, swing: 380, noise: 170, top: 2000 }, unit: plain },
  { title: 'latency', series: { seed: 4, base: 96, swing: 28, noise: 26, top: 200 }, unit: (v) => `${Math.round(v)} ms` },
];

function chartCard({ title, series, unit }: Chart, { t, language }: Words): Html {
  const name = t(`chart.${title}`);
  const value = unit(values(series).at(-1)!, language);
  const ticks = [3, 2, 1].map((hours) => t('chart.ago', { hours }));
  const label = t('chart.describe', { title: name, value });
  return html`<section class="card">
    <h2>${name}<b>${value}</b></h2>
    ${chart(series, { label, silent: t('chart.silent'), ticks: [...ticks, t('chart.now')], scale: (v) => unit(v, language) })}
  </section>`;
}

function agentCard({ t }: Words): Html {
  const facts: [string, string, string][] = [
    ['version', '7.52.1', ''],
    ['last', t('agent.last_value', { minutes: silentFor }), 'bad'],
    ['system', 'Debian 12 · amd64', ''],
    ['configuration', '/etc/skerry/agent.yaml', 'mono'],
    ['checks', t('agent.checks_value', { running: 0, all: 14 }), 'bad'],
  ];
  return html`<section class="card third">
    <h2>${t('agent.title')}</h2>
    <dl>
      ${facts.map(
        ([key, value, look]) =>
          html`<dt>${t(`agent.${key}`)}</dt>
            <dd class="${look}">${value}</dd>`,
      )}
    </dl>
  </section>`;
}

/** What a log says is never translated. */
const agentLog: readonly [string, string, string][] = [
  ['09:17:58', 'INFO', 'Flushed 1,204 metrics to intake.eu1.skerry.example'],
  ['09:18:13', 'INFO', 'Configuration changed, reloading /etc/skerry/agent.yaml'],
  ['09:18:13', 'ERROR', 'yaml: line 27: mapping values are not allowed in this context'],
  ['09:18:13', 'ERROR', 'logs_enabled: could not read conf.d/nginx.d/conf.yaml'],
  ['09:18:14', 'WARN', 'Agent is stopping: no valid configuration'],
];

function logsCard({ t }: Words): Html {
  return html`<section class="card wide">
    <h2>${t('logs.title')}</h2>
    <pre tabindex="0">
${agentLog.map(([at, level, text]) => html`<span class="${level.toLowerCase()}"><i>${at}</i> <b>${level.padEnd(5)}</b> ${text}</span>`)}</pre>
  </section>`;
}

function hostsCard({ t }: Words): Html {
  const hosts: [string, number][] = [
    ['web-11', 41],
    ['web-12', 36],
    ['web-13', 44],
    ['web-14', 0],
    ['web-15', 39],
  ];
  return html`<section class="card full">
    <h2>${t('hosts.title')}</h2>
    <table>
      <thead>
        <tr>
          <th>${t('hosts.host')}</th>
          <th>${t('hosts.load')}</th>
          <th>${t('hosts.state')}</th>
        </tr>
      </thead>
      <tbody>
        ${hosts.map(
          ([name, load], i) =>
            html`<tr>
              <td><b>${name}</b></td>
              <td>
                <div class="load"><span>${load ? `${load}%` : '–'}</span>${sparkline(i + 11, !load)}</div>
              </td>
              <td><span class="pill ${load ? 'good' : 'bad'}">${t(load ? 'hosts.ok' : 'hosts.silent')}</span></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

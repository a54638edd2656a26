import { html } from './html.ts';

/** Skerry's own looks, on purpose not Fairlead's: the widget must not depend on the page around it. */
export const styles = html`<style>
  :root {
    color-scheme: light dark;
    --bg: #f3f5f9;
    --card: #fff;
    --line: #dfe5ee;
    --text: #152033;
    --dim: #5a6880;
    --curve: #2f6fed;
    --bad: #b4241c;
    --bad-bg: #fdeceb;
    --good: #1b7a43;
    --good-bg: #e5f5eb;
    --warn: #8a5a00;
    --menu: #0d1b2c;
    --menu-on: #1d3350;
    --menu-text: #b9c7da;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --bg: #0c131d;
      --card: #141d2a;
      --line: #263346;
      --text: #e4ebf5;
      --dim: #98a8bf;
      --curve: #6c9dff;
      --bad: #ff9088;
      --bad-bg: #3a1a1b;
      --good: #74d69c;
      --good-bg: #12301f;
      --warn: #f0c15d;
      --menu: #080e17;
      --menu-on: #182a43;
    }
  }
  * {
    box-sizing: border-box;
  }
  body {
    margin: 0;
    display: grid;
    grid-template-columns: 216px minmax(0, 1fr);
    min-height: 100vh;
    background: var(--bg);
    color: var(--text);
    font:
      14px/1.5 system-ui,
      -apple-system,
      'Segoe UI',
      Roboto,
      'Noto Sans',
      'Apple SD Gothic Neo',
      'Malgun Gothic',
      'Noto Sans KR',
      'Hiragino Sans',
      'Yu Gothic UI',
      'Noto Sans JP',
      'Noto Sans CJK KR',
      sans-serif;
  }
  body:lang(ko) {
    word-break: keep-all;
  }
  h1,
  h2,
  p,
  ul,
  dl,
  dd,
  pre {
    margin: 0;
    padding: 0;
  }
  :focus-visible {
    outline: 2px solid var(--curve);
    outline-offset: 2px;
  }
  .icon {
    width: 20px;
    height: 20px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.7;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .menu {
    position: sticky;
    top: 0;
    height: 100vh;
    display: flex;
    flex-direction: column;
    padding: 16px 12px;
    background: var(--menu);
    color: var(--menu-text);
  }
  .menu ul {
    list-style: none;
    flex: 1;
    display: grid;
    align-content: start;
    gap: 2px;
  }
  .brand {
    display: flex;
    align-items: center;
    gap: 10px;
    margin: 0 8px 18px;
    color: #fff;
    font-size: 18px;
    font-weight: 700;
    letter-spacing: 0.2px;
  }
  .brand svg {
    width: 30px;
    height: 30px;
  }
  .menu a,
  .menu button {
    display: flex;
    align-items: center;
    gap: 12px;
    width: 100%;
    padding: 9px 12px;
    border: 0;
    border-radius: 8px;
    background: none;
    color: inherit;
    font: inherit;
    text-decoration: none;
    text-align: left;
    cursor: pointer;
  }
  .menu a:hover,
  .menu button:hover,
  .menu [aria-current],
  .menu [aria-expanded='true'] {
    background: var(--menu-on);
    color: #fff;
  }
  .menu button {
    margin-top: 10px;
  }
  .menu :focus-visible {
    outline-color: #8fb4ff;
  }
  main {
    padding: 0 24px 24px;
  }
  .bar {
    display: flex;
    justify-content: space-between;
    align-items: center;
    gap: 12px;
    height: 56px;
  }
  .crumbs {
    color: var(--dim);
  }
  .crumbs > * + *::before {
    content: '/';
    margin: 0 8px;
    color: var(--dim);
    font-weight: 400;
  }
  .crumbs b {
    color: var(--text);
  }
  .who {
    position: relative;
    font-size: 13px;
  }
  .who summary {
    padding: 6px 12px;
    border: 1px solid var(--line);
    border-radius: 16px;
    color: var(--dim);
    cursor: pointer;
  }
  .who div {
    position: absolute;
    z-index: 5;
    right: 0;
    top: 38px;
    width: 300px;
    padding: 8px;
    border: 1px solid var(--line);
    border-radius: 10px;
    background: var(--card);
    box-shadow: 0 8px 28px rgb(0 0 0/18%);
  }
  .who div p {
    padding: 4px 10px 8px;
    color: var(--dim);
  }
  .who a {
    display: grid;
    padding: 7px 10px;
    border-radius: 7px;
    color: inherit;
    text-decoration: none;
  }
  .who a:hover,
  .who a[aria-current] {
    background: var(--bg);
  }
  .who span,
  .who small {
    color: var(--dim);
  }
  .heading {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    margin: 4px 0 14px;
  }
  h1 {
    font-size: 24px;
    line-height: 1.3;
    margin-right: 6px;
  }
  .tag {
    padding: 1px 9px;
    border: 1px solid var(--line);
    border-radius: 6px;
    color: var(--dim);
    font-size: 12.5px;
  }
  .range {
    margin-left: auto;
    padding: 5px 12px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--card);
  }
  .pill {
    padding: 2px 10px;
    border-radius: 12px;
    font-size: 12.5px;
    font-weight: 600;
    white-space: nowrap;
  }
  .pill.bad {
    background: var(--bad-bg);
    color: var(--bad);
  }
  .pill.good {
    background: var(--good-bg);
    color: var(--good);
  }
  .banner {
    display: flex;
    gap: 10px;
    margin-bottom: 16px;
    padding: 11px 14px;
    border: 1px solid color-mix(in srgb, var(--bad) 35%, transparent);
    border-radius: 10px;
    background: var(--bad-bg);
  }
  .banner .icon {
    color: var(--bad);
  }
</style>`;

/** Rules for narrow screens, which must follow all others. */
export const narrowStyles = html`<style>
  @media (max-width: 1000px) {
    body {
      grid-template-columns: 64px minmax(0, 1fr);
    }
    .menu span {
      position: absolute;
      clip-path: inset(50%);
    }
    .menu #support {
      position: relative;
    }
    .brand {
      margin-inline: 5px;
    }
    .menu a,
    .menu button {
      justify-content: center;
      padding: 11px 0;
    }
    .card,
    .card.third,
    .card.wide {
      grid-column: 1/-1;
    }
  }
  @media (max-width: 600px) {
    body {
      display: block;
      padding-bottom: 64px;
    }
    main {
      padding: 0 14px 16px;
    }
    .menu {
      position: fixed;
      z-index: 4;
      inset: auto 0 0;
      height: 60px;
      flex-direction: row;
      align-items: center;
      padding: 6px 10px;
    }
    .brand {
      display: none;
    }
    .menu ul {
      grid-auto-flow: column;
      grid-auto-columns: 1fr;
      order: 2;
    }
    .menu ul li:nth-child(n + 6) {
      display: none;
    }
    .menu button {
      width: auto;
      margin: 0 8px 0 0;
      padding: 10px 12px;
      background: var(--menu-on);
      color: #fff;
    }
    .menu #support span {
      position: static;
      clip-path: none;
    }
    .crumbs span {
      display: none;
    }
    .crumbs b::before {
      content: none !important;
    }
    .range {
      display: none;
    }
  }
</style>`;

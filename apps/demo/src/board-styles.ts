import { html } from './html.ts';

/** How the board of charts looks; the narrow screens in styles.ts come after it. */
export const boardStyles = html`<style>
  .board {
    display: grid;
    grid-template-columns: repeat(12, minmax(0, 1fr));
    gap: 16px;
  }
  .card {
    grid-column: span 6;
    padding: 14px 16px;
    border: 1px solid var(--line);
    border-radius: 12px;
    background: var(--card);
    min-width: 0;
  }
  .card.third {
    grid-column: span 4;
  }
  .card.wide {
    grid-column: span 8;
  }
  .card.full {
    grid-column: 1/-1;
  }
  h2 {
    display: flex;
    justify-content: space-between;
    margin-bottom: 8px;
    font-size: 14px;
    font-weight: 600;
  }
  h2 b {
    color: var(--dim);
    font-weight: 500;
  }
  svg {
    display: block;
  }
  .card > svg {
    width: 100%;
    height: auto;
  }
  svg text {
    fill: var(--dim);
    font-size: 11.5px;
  }
  .grid {
    stroke: var(--line);
  }
  .curve {
    fill: none;
    stroke: var(--curve);
    stroke-width: 1.8;
    stroke-linejoin: round;
  }
  .hatch {
    stroke: var(--line);
    stroke-width: 3;
  }
  .stop {
    stroke: var(--bad);
    stroke-width: 1.4;
    stroke-dasharray: 4 3;
  }
  svg .silent {
    fill: var(--bad);
    font-weight: 600;
  }
  .fill-top {
    stop-color: var(--curve);
    stop-opacity: 0.26;
  }
  .fill-end {
    stop-color: var(--curve);
    stop-opacity: 0.02;
  }
  .load {
    display: flex;
    align-items: center;
    gap: 16px;
  }
  .load span {
    width: 36px;
  }
  .spark {
    width: 90px;
    height: 20px;
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 6px 16px;
  }
  dt {
    color: var(--dim);
  }
  dd {
    overflow-wrap: anywhere;
  }
  dd.bad {
    color: var(--bad);
    font-weight: 600;
  }
  .mono,
  pre {
    font:
      12.5px/1.65 ui-monospace,
      'SF Mono',
      'Cascadia Mono',
      Menlo,
      Consolas,
      'DejaVu Sans Mono',
      monospace;
  }
  pre {
    overflow-x: auto;
  }
  pre span {
    display: block;
  }
  pre i {
    color: var(--dim);
    font-style: normal;
  }
  pre b {
    color: var(--curve);
  }
  pre .error b {
    color: var(--bad);
  }
  pre .warn b {
    color: var(--warn);
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    color: var(--dim);
    font-weight: 500;
    text-align: left;
  }
  th,
  td {
    padding: 6px 10px 6px 0;
    border-bottom: 1px solid var(--line);
  }
  tbody tr:last-child td {
    border: 0;
  }
  footer {
    margin-top: 18px;
    color: var(--dim);
    font-size: 12.5px;
  }
</style>`;

/** The looks of the dialogs: the project's tokens where the page has them. A constructed sheet, which every content policy allows. */

let isOn = false;

export function putOnStyles(): void {
  if (isOn) return;
  isOn = true;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

const styles = `
.fl-capture {
  --bg: var(--fl-bg, light-dark(#f6f7f9, #10151c));
  --surface: var(--fl-surface, light-dark(#fff, #171e27));
  --raised: var(--fl-raised, light-dark(#fff, #1e2732));
  --line: var(--fl-line, light-dark(#e0e4ea, #2d3845));
  --text: var(--fl-text, light-dark(#17202c, #e6ebf2));
  --dim: var(--fl-dim, light-dark(#566375, #9fadbf));
  --accent: var(--fl-accent, light-dark(#0b6e75, #4fc3c8));
  --accent-hover: var(--fl-accent-hover, light-dark(#095a60, #73d2d6));
  --on-accent: var(--fl-on-accent, light-dark(#fff, #06252a));
  --mine: var(--fl-mine, light-dark(#e3f3f3, #143c40));
  --theirs: var(--fl-theirs, light-dark(#eef1f5, #232d39));
  --danger: var(--fl-danger, light-dark(#b3261e, #ff8a80));
  --focus: var(--fl-focus, light-dark(#0b6e75, #4fc3c8));
  box-sizing: border-box;
  color: var(--text);
  font: 15px/1.5 var(--fl-font, system-ui, sans-serif);
  text-align: start;
}
.fl-capture:lang(ko) { word-break: keep-all; overflow-wrap: anywhere; }
.fl-capture:lang(ja) { line-break: strict; word-break: auto-phrase; }
.fl-capture *, .fl-capture ::before { box-sizing: border-box; }
.fl-capture [hidden] { display: none !important; }
.fl-capture :is(h2, p) { margin: 0; }
.fl-capture h2 { font-size: 17px; font-weight: 650; line-height: 1.3; }
.fl-capture p { overflow-wrap: anywhere; }
.fl-capture :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.fl-capture .icon { flex: none; width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.fl-capture-said { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.fl-capture button {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  gap: 6px;
  min-height: 44px;
  margin: 0;
  padding: 8px 16px;
  border: 1px solid var(--line);
  border-radius: 8px;
  background: var(--surface);
  color: var(--text);
  font: inherit;
  font-weight: 600;
  line-height: 1.3;
  cursor: pointer;
}
.fl-capture button:hover { background: var(--theirs); }
.fl-capture button.primary { border-color: transparent; background: var(--accent); color: var(--on-accent); }
.fl-capture button.primary:hover { background: var(--accent-hover); }
.fl-capture button.soft { border-color: var(--accent); background: var(--mine); color: var(--accent); }
.fl-capture button.danger { border-color: var(--danger); color: var(--danger); }
.fl-capture button[aria-disabled='true'] { opacity: .5; cursor: default; }
.fl-capture .acts { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; }
.fl-capture .problem { color: var(--danger); font-size: 14px; }
.fl-capture .problem:empty { display: none; }

dialog.fl-capture { border: 0; background: var(--surface); }
dialog.fl-capture::backdrop { background: rgb(10 14 20 / 55%); }
.fl-capture-small {
  width: min(540px, calc(100vw - 32px));
  max-height: calc(100dvh - 32px);
  padding: 24px;
  border-radius: 16px;
  box-shadow: var(--fl-shadow, 0 8px 24px rgb(0 0 0 / 20%));
}
.fl-capture-small[open] { display: grid; gap: 14px; }
.fl-capture-small > p { color: var(--dim); }
.fl-capture-small > .why { padding: 10px 14px; border: 1px solid color-mix(in srgb, var(--danger) 40%, transparent); border-radius: 10px; background: color-mix(in srgb, var(--danger) 8%, var(--surface)); color: var(--text); }
.fl-capture-small .acts { margin-top: 6px; }
.fl-capture .voice { display: grid; gap: 4px; }
.fl-capture .voice label { display: flex; align-items: center; gap: 10px; min-height: 44px; cursor: pointer; }
.fl-capture .voice input { flex: none; width: 20px; height: 20px; margin: 0; accent-color: var(--accent); }

.fl-capture-full { width: 100vw; height: 100dvh; max-width: none; max-height: none; margin: 0; padding: 0; }
.fl-capture-full[open] { display: flex; flex-direction: column; }
.fl-capture-full > header, .fl-capture-full > footer { display: flex; flex: none; flex-wrap: wrap; align-items: center; gap: 8px 16px; padding: 10px 16px; }
.fl-capture-full > header { min-height: 64px; border-bottom: 1px solid var(--line); }
.fl-capture-full > header h2 { flex: 1; }
.fl-capture-full > footer { justify-content: flex-end; border-top: 1px solid var(--line); }
.fl-capture .tools { display: flex; gap: 6px; }
.fl-capture .tools button { padding: 8px 14px 8px 10px; font-weight: 500; }
.fl-capture .tools button[aria-pressed='true'] { border-color: var(--accent); background: var(--mine); color: var(--accent); font-weight: 600; }
.fl-capture .tools button:last-child { margin-inline-start: 10px; }
.fl-capture .stage { position: relative; display: grid; flex: 1; place-items: center; min-height: 0; overflow: hidden; background: var(--bg); outline-offset: -3px !important; }
.fl-capture .stage:not([data-tool='']) { cursor: crosshair; touch-action: none; }
.fl-capture .sheet { position: relative; box-shadow: 0 0 0 1px var(--line), 0 4px 20px rgb(0 0 0 / 14%); }
.fl-capture .sheet canvas { display: block; width: 100%; height: 100%; user-select: none; }
.fl-capture .sheet svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; }
.fl-capture .sheet .shade { fill: rgb(10 14 20 / 55%); }
.fl-capture .sheet .outline { fill: none; stroke: #fff; stroke-width: 4; }
.fl-capture .sheet .inline { fill: none; stroke: #0b6e75; stroke-width: 2; stroke-dasharray: 6 4; }
.fl-capture .sheet .inline.blur { fill: rgb(128 128 128 / 55%); }
.fl-capture .sheet .edge, .fl-capture .sheet .arrow { stroke-linecap: round; stroke-linejoin: round; }
.fl-capture .sheet .edge { fill: #fff; stroke: #fff; }
.fl-capture .sheet .arrow { fill: #d92d20; stroke: #d92d20; }
.fl-capture .sheet .handle { fill: #fff; stroke: #0b6e75; stroke-width: 2; }
.fl-capture .hints { display: flex; flex: 1 1 300px; flex-wrap: wrap; align-items: center; gap: 8px 16px; }
.fl-capture .hint { flex: 1 1 240px; color: var(--dim); font-size: 14px; }
.fl-capture .pending { display: flex; gap: 8px; }

.fl-capture .watch { display: grid; flex: 1; place-items: center; min-height: 120px; padding: 16px; background: var(--bg); }
.fl-capture .watch video { max-width: 100%; max-height: 100%; min-width: 0; min-height: 0; border-radius: 8px; background: #000; }
.fl-capture .below { display: grid; flex: none; gap: 10px; width: min(860px, 100%); margin-inline: auto; padding: 14px 16px; }
.fl-capture .below > p { color: var(--dim); font-size: 14px; }
.fl-capture .below > .problem { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; }
.fl-capture .below > .problem:empty, .fl-capture .doing:empty { display: none; }
.fl-capture .doing { display: flex; align-items: center; gap: 12px; color: var(--dim); font-size: 14px; }
.fl-capture progress { flex: 1; height: 8px; accent-color: var(--accent); }
.fl-capture .trim { display: grid; gap: 4px; min-width: 0; margin: 0; padding: 0; border: 0; }
.fl-capture .trim:disabled { opacity: .5; }
.fl-capture .trim legend { padding: 0 0 2px; font-weight: 600; }
.fl-capture .trim .row { display: grid; grid-template-columns: 5em minmax(0, 1fr) 4em auto; align-items: center; gap: 4px 12px; }
.fl-capture .trim output { font-variant-numeric: tabular-nums; text-align: end; }
.fl-capture .trim input { width: 100%; height: 28px; margin: 0; accent-color: var(--accent); cursor: pointer; }
.fl-capture .trim button { min-width: 9em; min-height: 36px; padding: 4px 12px; font-size: 14px; font-weight: 500; }
.fl-capture .trim .kept { color: var(--dim); font-size: 14px; font-variant-numeric: tabular-nums; }

.fl-capture-bar {
  position: fixed;
  z-index: 2147483647;
  inset: auto auto 20px 50%;
  translate: -50% 0;
  display: flex;
  align-items: center;
  gap: 14px;
  width: max-content;
  max-width: calc(100vw - 32px);
  padding: 10px 10px 10px 18px;
  border: 1px solid var(--line);
  border-radius: 14px;
  background: var(--raised);
  box-shadow: 0 8px 32px rgb(0 0 0 / 24%);
}
.fl-capture-bar .dot { flex: none; width: 12px; height: 12px; border-radius: 50%; background: #d92d20; }
.fl-capture-bar .state { display: grid; min-width: 0; line-height: 1.3; }
.fl-capture-bar .state strong { font-size: 14px; font-weight: 600; }
.fl-capture-bar .time { color: var(--dim); font-size: 13px; font-variant-numeric: tabular-nums; }
.fl-capture-bar .icon { fill: currentColor; }
/* A frame that is a strip has room for nothing else. */
@media (max-height: 120px) {
  .fl-capture-bar { inset: 0; translate: none; width: auto; max-width: none; border: 0; border-radius: 0; }
  .fl-capture-bar .state { flex: 1; }
}
@media (hover: none) {
  .fl-capture .keys { display: none; }
}
@media (max-width: 720px) {
  .fl-capture-full > header h2:has(+ .tools) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .fl-capture .tools { display: grid; flex: 1; grid-template-columns: repeat(4, minmax(0, 1fr)); }
  .fl-capture .tools button { flex-direction: column; gap: 2px; padding: 6px 4px; font-size: 13px; }
  .fl-capture .tools button:last-child { margin: 0; }
  .fl-capture .keys { display: none; }
  .fl-capture-full .acts { flex: 1 1 100%; }
  .fl-capture-full .acts > *, .fl-capture .pending > * { flex: 1; }
  .fl-capture .pending { flex: 1 1 100%; }
  .fl-capture .hints:has(.pending:not([hidden])) + .acts { display: none; }
  .fl-capture .hint { min-height: 3em; }
  .fl-capture .trim .row { grid-template-columns: minmax(0, 1fr) auto auto; }
  .fl-capture .trim .row input { grid-column: 1 / -1; grid-row: 2; height: 44px; }
  .fl-capture .trim button { min-height: 44px; }
}
@media (max-width: 480px) {
  .fl-capture-small { padding: 20px; }
  .fl-capture-small .acts { flex-direction: column-reverse; }
  .fl-capture-small .acts :is(button, .instead) { width: 100%; }
}
@media (prefers-reduced-motion: no-preference) {
  .fl-capture-bar .dot { animation: fl-capture-pulse 1.6s ease-in-out infinite; }
  @keyframes fl-capture-pulse { 50% { opacity: .35; } }
}
@media (forced-colors: active) {
  .fl-capture .tools button[aria-pressed='true'] { border-width: 3px; }
}
`;

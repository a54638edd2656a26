import { effect } from '@preact/signals';
import { render } from 'preact';
import '@fairlead/ui/tokens.css';
import './styles.css';
import { App } from './app.tsx';
import { speakTo, t } from './language.ts';
import { meetPage, tell } from './page.ts';
import { begin, connection } from './session.ts';
import { arrive, desk } from './state.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');
const paint = () => document.documentElement.toggleAttribute('data-dark', dark.matches);
dark.addEventListener('change', paint);
paint();

addEventListener('keydown', (event) => {
  // In a dialog Escape closes that dialog only; in an input method it takes back what is being composed.
  if (event.key === 'Escape' && !event.isComposing && !document.querySelector('dialog[open]')) tell({ fairlead: 'close' });
});

const hello = await meetPage();
connection.locale = await speakTo([hello.language, ...navigator.languages]);
begin(hello.identity);
effect(() => {
  document.title = desk.value ? t('panel.title', { vendor: desk.value.vendor }) : t('desk.name');
  tell({ fairlead: 'titled', title: document.title });
});
render(<App />, document.getElementById('app')!);
await arrive();

import { UiRoot } from '@fairlead/ui';
import type { Catalog, Language } from '@fairlead/words';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { router } from './app/router.tsx';
import './portal.css';
import './features/tickets/list.css';
import './features/tickets/form.css';
import './shared/conversation.css';

/** What vite's plugin made of each catalog; a language is loaded when somebody reads it. */
const catalogs: Record<Language, () => Promise<{ default: Catalog }>> = {
  en: () => import('@fairlead/words/catalogs/en/portal.json', { with: { type: 'json' } }),
  ko: () => import('@fairlead/words/catalogs/ko/portal.json', { with: { type: 'json' } }),
  ja: () => import('@fairlead/words/catalogs/ja/portal.json', { with: { type: 'json' } }),
};

async function load(language: Language): Promise<Catalog> {
  return (await catalogs[language]()).default;
}

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <UiRoot load={load}>
      <RouterProvider router={router} />
    </UiRoot>
  </StrictMode>,
);

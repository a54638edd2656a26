import { UiRoot } from '@fairlead/ui';
import type { Catalog, Language } from '@fairlead/words';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { router } from './app/router.tsx';
import './app/console.css';

const catalogs: Record<Language, () => Promise<{ default: unknown }>> = {
  en: () => import('@fairlead/words/catalogs/en/console.json', { with: { type: 'json' } }),
  ko: () => import('@fairlead/words/catalogs/ko/console.json', { with: { type: 'json' } }),
  ja: () => import('@fairlead/words/catalogs/ja/console.json', { with: { type: 'json' } }),
};

/** What the types show as JSON was compiled by the vite plugin, so it is a catalog. */
async function load(language: Language): Promise<Catalog> {
  return (await catalogs[language]()).default as Catalog;
}

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <UiRoot load={load}>
      <RouterProvider router={router} />
    </UiRoot>
  </StrictMode>,
);

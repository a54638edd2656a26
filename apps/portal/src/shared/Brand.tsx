import { useWords } from './words.ts';

export function Brand({ vendor, organization }: { vendor?: string; organization?: string }) {
  const words = useWords();
  return (
    <span className="brand">
      <svg className="brand-mark" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 12a8 8 0 0 1 16 0v5a2.5 2.5 0 0 1-2.5 2.5H16V13h4M4 13h4v6.5H6.5A2.5 2.5 0 0 1 4 17z" />
      </svg>
      <span className="brand-words">
        <span className="brand-vendor">{vendor ?? words.t('desk.name')}</span>
        <span className="brand-organization">{organization ?? words.t('portal.name')}</span>
      </span>
    </span>
  );
}

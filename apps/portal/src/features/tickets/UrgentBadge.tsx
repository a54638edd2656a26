import { useWords } from '../../shared/words.ts';

export function UrgentBadge() {
  return <span className="urgent-badge">{useWords().t('urgent.badge')}</span>;
}

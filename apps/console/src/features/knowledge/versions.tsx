import type { Article, ArticleVersion, Locale } from '@fairlead/contract';
import { useAct, useWords } from '@fairlead/ui';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Changes } from '../../shared/changes.tsx';
import { RefusedNote } from '../../shared/refused.tsx';
import { useStaff } from '../../shared/staff.ts';

/** Who wrote and published what, newest first, each with what it changed. */
export function Versions({ article, language, versions }: { article: Article; language: Locale; versions: readonly ArticleVersion[] }) {
  const words = useWords();
  const { staff } = useStaff();
  const [opened, setOpened] = useState<number | null>(null);
  const withdraw = useAct('DELETE /articles/{id}/published/{language}');
  const past = versions.filter((v) => v.state !== 'draft' && v.state !== 'review');
  if (past.length === 0) return null;
  const leads = staff.role === 'lead' || staff.role === 'administrator';
  return (
    <section className="article-versions" aria-label={words.t('article.versions')}>
      <h2>{words.t('article.versions')}</h2>
      <ul>
        {past.map((version, index) => (
          <li key={version.number}>
            <div>
              <b>{words.t('article.version', { number: version.number })}</b>
              <span className="fl-dim">
                {words.t(`article.is.${version.state === 'replaced' || version.state === 'withdrawn' ? version.state : 'published'}`)} ·{' '}
                {words.t('article.written', {
                  by: version.by,
                  reviewer: version.reviewer ?? '',
                  when: words.time(version.published ?? version.changed),
                })}
              </span>
            </div>
            <Button
              size="xs"
              variant="default"
              aria-expanded={opened === version.number}
              onClick={() => setOpened(opened === version.number ? null : version.number)}
            >
              {words.t('article.changed')}
            </Button>
            {opened === version.number && <Changes from={past[index + 1]?.markdown ?? ''} to={version.markdown} />}
          </li>
        ))}
      </ul>
      {leads && past.some((v) => v.state === 'published') && (
        <Button
          size="xs"
          variant="subtle"
          color="red"
          loading={withdraw.isPending}
          onClick={() => withdraw.mutate({ params: { id: article.id, language } })}
        >
          {words.t('article.withdraw')}
        </Button>
      )}
      <RefusedNote error={withdraw.error} />
    </section>
  );
}

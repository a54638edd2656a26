import type { Article } from '@fairlead/contract';
import { useAct, useCall, useWords } from '@fairlead/ui';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { RefusedNote } from '../../shared/refused.tsx';

/** Where an article is found: its address and category. */
export function Place({ article }: { article: Article }) {
  const words = useWords();
  const { data } = useCall('GET /articles', { query: { q: article.slug, limit: 1 } });
  const [slug, setSlug] = useState(article.slug);
  const [category, setCategory] = useState(article.category ?? '');
  const save = useAct('PUT /articles/{id}');
  const isDirty = slug !== article.slug || category !== (article.category ?? '');
  return (
    <details className="article-place">
      <summary>{words.t('article.place')}</summary>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (isDirty) save.mutate({ params: { id: article.id }, body: { slug, category: category || null, source: article.source } });
        }}
      >
        <TextInput
          label={words.t('article.address')}
          description={words.t('article.address_moves')}
          value={slug}
          onChange={(event) => setSlug(event.currentTarget.value)}
        />
        <NativeSelect
          label={words.t('article.category')}
          value={category}
          onChange={(event) => setCategory(event.currentTarget.value)}
          data={[
            { value: '', label: words.t('article.no_category') },
            ...(data?.categories ?? []).map((c) => ({ value: c.id, label: words.named(c.name) })),
          ]}
        />
        <RefusedNote error={save.error} />
        <Button type="submit" variant="default" disabled={!isDirty} loading={save.isPending}>
          {words.t('article.save')}
        </Button>
      </form>
    </details>
  );
}

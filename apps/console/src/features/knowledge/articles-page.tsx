import { newId } from '@fairlead/client';
import type { ArticleRow, Locale } from '@fairlead/contract';
import { ProblemNote, useAct, useCall, useLanguage, useWords } from '@fairlead/ui';
import { Button, Modal, NativeSelect, SegmentedControl, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { DialogEnd } from '../../shared/dialog-end.tsx';
import { Nothing } from '../../shared/nothing.tsx';
import { useStaff } from '../../shared/staff.ts';
import { BringFolder } from './bring-folder.tsx';
import './knowledge.css';

const filters = ['all', 'review', 'drafts', 'behind'] as const;

/** The articles of the help center, with what is to be done: to review, to finish, to translate anew. */
export function ArticlesPage() {
  const words = useWords();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed, 150);
  const [only, setOnly] = useState<(typeof filters)[number]>('all');
  const [before, setBefore] = useState<string>();
  const [beginning, setBeginning] = useState(false);
  const [bringing, setBringing] = useState(false);
  const { staff } = useStaff();
  const leads = staff.role === 'lead' || staff.role === 'administrator';
  const { data, error, refetch } = useCall(
    'GET /articles',
    { query: { q, only, limit: 50, ...(before ? { before } : {}) } },
    { placeholderData: keepPreviousData },
  );
  return (
    <div className="articles">
      <header>
        <h1>{words.t('nav.articles')}</h1>
        <a href="/help" target="_blank" rel="noreferrer">
          {words.t('article.center')}
        </a>
        {leads && (
          <Button variant="default" onClick={() => setBringing(true)}>
            {words.t('folder.import')}
          </Button>
        )}
        <Button onClick={() => setBeginning(true)}>{words.t('article.new')}</Button>
      </header>
      <div className="article-tools">
        <TextInput
          type="search"
          aria-label={words.t('article.find')}
          placeholder={words.t('article.find')}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setBefore(undefined);
          }}
        />
        <SegmentedControl
          size="xs"
          aria-label={words.t('article.which')}
          value={only}
          onChange={(value) => {
            setOnly(value);
            setBefore(undefined);
          }}
          data={filters.map((value) => ({ value, label: words.t(`article.only.${value}`) }))}
        />
      </div>
      {!data && (error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={320} />)}
      {data?.articles.length === 0 && (
        <Nothing title={words.t(q || only !== 'all' ? 'article.none_found' : 'article.none')} text={words.t('article.none_text')} />
      )}
      <ul>
        {data?.articles.map((article) => (
          <Row key={article.id} article={article} />
        ))}
      </ul>
      <div className="article-pages">
        {before && (
          <Button variant="default" size="xs" onClick={() => setBefore(undefined)}>
            {words.t('article.first')}
          </Button>
        )}
        {data?.next && (
          <Button variant="default" size="xs" onClick={() => setBefore(data.next!)}>
            {words.t('article.more')}
          </Button>
        )}
      </div>
      <Modal
        opened={beginning}
        onClose={() => setBeginning(false)}
        title={words.t('article.new')}
        closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
      >
        {beginning && data && <Begin categories={data.categories} close={() => setBeginning(false)} />}
      </Modal>
      <Modal
        opened={bringing}
        onClose={() => setBringing(false)}
        title={words.t('folder.import')}
        closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
      >
        {bringing && <BringFolder close={() => setBringing(false)} />}
      </Modal>
    </div>
  );
}

function Row({ article }: { article: ArticleRow }) {
  const words = useWords();
  const first = article.languages.find((l) => l.language === article.source) ?? article.languages[0];
  return (
    <li>
      <div>
        <Link to="/articles/$article" params={{ article: article.id }}>
          {first?.title ?? article.slug}
        </Link>
        <span>/{article.slug}</span>
      </div>
      <ul className="article-languages" aria-label={words.t('article.languages')}>
        {article.languages.map((l) => (
          <li key={l.language} data-behind={l.behind || undefined} data-draft={l.draft ?? undefined}>
            {l.language.toUpperCase()} ·{' '}
            {words.t(
              l.draft
                ? `article.is.${l.draft}`
                : l.behind
                  ? 'article.is.behind'
                  : l.published
                    ? 'article.is.published'
                    : 'article.is.withdrawn',
            )}
          </li>
        ))}
      </ul>
      <span className="article-counts">
        {words.t('article.counts', { helpful: article.helpful, of: article.helpful + article.unhelpful, solved: article.solved })}
      </span>
    </li>
  );
}

const slugOf = (title: string) =>
  title
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 80);

function Begin({ categories, close }: { categories: readonly { id: string; name: Record<string, string> }[]; close: () => void }) {
  const words = useWords();
  const [spoken] = useLanguage();
  const navigate = useNavigate();
  const [id] = useState(() => newId());
  const [title, setTitle] = useState('');
  const [slug, setSlug] = useState<string>();
  const [category, setCategory] = useState('');
  const [source, setSource] = useState<Locale>(spoken);
  const [tried, setTried] = useState(false);
  const save = useAct('PUT /articles/{id}');
  const draft = useAct('PUT /articles/{id}/drafts/{language}');
  const address = slug ?? slugOf(title);
  const wrong = { title: title.trim() === '', slug: !/^[a-z0-9][a-z0-9_-]*(\/[a-z0-9][a-z0-9_-]*)*$/.test(address) };
  const submit = async () => {
    setTried(true);
    if (wrong.title || wrong.slug) return;
    const made = await save.mutateAsync({ params: { id }, body: { slug: address, category: category || null, source } }).catch(() => null);
    if (!made) return;
    const drafted = await draft
      .mutateAsync({ params: { id, language: source }, body: { title: title.trim(), markdown: '', was: null } })
      .catch(() => null);
    if (drafted) await navigate({ to: '/articles/$article', params: { article: id } });
  };
  return (
    <form
      className="dialog"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextInput
        data-autofocus
        required
        maxLength={200}
        label={words.t('article.title')}
        value={title}
        error={tried && wrong.title ? words.t('settings.missing') : null}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <TextInput
        required
        label={words.t('article.address')}
        description={words.t('article.address_hint')}
        value={address}
        error={tried && wrong.slug ? words.t('article.address_wrong') : null}
        onChange={(event) => setSlug(event.currentTarget.value)}
      />
      <NativeSelect
        label={words.t('article.category')}
        value={category}
        onChange={(event) => setCategory(event.currentTarget.value)}
        data={[
          { value: '', label: words.t('article.no_category') },
          ...categories.map((c) => ({ value: c.id, label: words.named(c.name) })),
        ]}
      />
      <NativeSelect
        label={words.t('article.source')}
        value={source}
        onChange={(event) => setSource(event.currentTarget.value as Locale)}
        data={(['en', 'ko', 'ja'] as const).map((value) => ({ value, label: words.t(`language.${value}`) }))}
      />
      <DialogEnd
        error={save.error ?? draft.error}
        busy={save.isPending || draft.isPending}
        action={words.t('article.begin')}
        close={close}
      />
    </form>
  );
}

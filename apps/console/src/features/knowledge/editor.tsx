import { callWithBytes, newId } from '@fairlead/client';
import type { Article, ArticleVersion, Locale } from '@fairlead/contract';
import { useAct, useDesk, useWords } from '@fairlead/ui';
import { Button, FileButton, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Changes } from '../../shared/changes.tsx';
import { RefusedNote } from '../../shared/refused.tsx';
import { useStaff } from '../../shared/staff.ts';

type Beside = 'preview' | 'source' | 'changes';

/** The draft of one language, beside how it will look, what it translates, or what it changes. */
export function Editor({
  article,
  language,
  versions,
  source,
}: {
  article: Article;
  language: Locale;
  versions: readonly ArticleVersion[];
  /** What this is a translation of. */
  source: ArticleVersion | undefined;
}) {
  const words = useWords();
  const { staff } = useStaff();
  const draft = versions.find((v) => v.state === 'draft' || v.state === 'review');
  const published = versions.find((v) => v.state === 'published');
  const base = draft ?? published;
  const [title, setTitle] = useState(base?.title ?? '');
  const [markdown, setMarkdown] = useState(base?.markdown ?? '');
  const [beside, setBeside] = useState<Beside>(source ? 'source' : 'preview');
  const save = useAct('PUT /articles/{id}/drafts/{language}');
  const drop = useAct('DELETE /articles/{id}/drafts/{language}');
  const review = useAct('PUT /articles/{id}/drafts/{language}/review');
  const publish = useAct('PUT /articles/{id}/published/{language}');
  const params = { id: article.id, language };
  const isDirty = title !== (base?.title ?? '') || markdown !== (base?.markdown ?? '');
  const keep = () => {
    if (title.trim() === '' || save.isPending) return;
    save.mutate({ params, body: { title: title.trim(), markdown, was: draft?.changed ?? null } });
  };
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => isDirty && event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isDirty]);
  const mine = draft?.author === staff.id;
  const leads = staff.role === 'lead' || staff.role === 'administrator';
  const shown: Beside[] = [...(source ? (['source'] as const) : []), 'preview', ...(published && draft ? (['changes'] as const) : [])];
  const error = save.error ?? drop.error ?? review.error ?? publish.error;
  return (
    <div className="article-bench">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          keep();
        }}
        onKeyDown={(event) => {
          if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          keep();
        }}
      >
        <TextInput
          label={words.t('article.title')}
          lang={language}
          maxLength={200}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <Textarea
          className="article-text"
          label={words.t('article.text')}
          description={words.t('article.text_hint')}
          lang={language}
          minRows={18}
          maxRows={34}
          autosize
          spellCheck
          value={markdown}
          onChange={(event) => setMarkdown(event.currentTarget.value)}
        />
        <RefusedNote error={error} />
        <div className="article-acts">
          <Button type="submit" disabled={!isDirty || title.trim() === ''} loading={save.isPending}>
            {words.t('article.save')}
          </Button>
          {draft?.state === 'draft' && (
            <Button
              variant="default"
              disabled={isDirty}
              loading={review.isPending}
              onClick={() => review.mutate({ params, body: { asked: true } })}
            >
              {words.t('article.ask_review')}
            </Button>
          )}
          {draft?.state === 'review' && (
            <Button
              variant="default"
              disabled={isDirty}
              loading={review.isPending}
              onClick={() => review.mutate({ params, body: { asked: false } })}
            >
              {words.t('article.take_back')}
            </Button>
          )}
          {draft && (!mine || leads) && (
            <Button
              variant={draft.state === 'review' ? 'filled' : 'default'}
              disabled={isDirty}
              loading={publish.isPending}
              onClick={() => publish.mutate({ params, body: { was: draft.changed } })}
            >
              {words.t('article.publish')}
            </Button>
          )}
          {draft && (
            <Button
              variant="subtle"
              color="gray"
              loading={drop.isPending}
              onClick={() =>
                drop.mutate(
                  { params },
                  {
                    onSuccess: () => {
                      setTitle(published?.title ?? '');
                      setMarkdown(published?.markdown ?? '');
                    },
                  },
                )
              }
            >
              {words.t('article.drop')}
            </Button>
          )}
          <AddFile article={article.id} add={(line) => setMarkdown((text) => `${text.replace(/\n*$/, '')}\n\n${line}\n`)} />
          <span role="status" className="fl-dim">
            {isDirty
              ? words.t('article.unsaved')
              : draft
                ? mine && !leads
                  ? words.t('article.others_publish')
                  : words.t('article.saved', { by: draft.by, when: words.time(draft.changed) })
                : ''}
          </span>
        </div>
      </form>
      <section aria-label={words.t('article.beside')}>
        <SegmentedControl
          size="xs"
          aria-label={words.t('article.beside')}
          value={beside}
          onChange={setBeside}
          data={shown.map((value) => ({ value, label: words.t(`article.beside.${value}`) }))}
        />
        {beside === 'preview' && <Preview article={article.id} language={language} title={title} markdown={markdown} />}
        {beside === 'source' && source && (
          <pre className="article-source" lang={source.language} tabIndex={0}>
            {`# ${source.title}\n\n${source.markdown}`}
          </pre>
        )}
        {beside === 'changes' && published && <Changes from={published.markdown} to={markdown} />}
      </section>
    </div>
  );
}

/** A picture or file goes to the desk, and a line for it to the end of the text. */
function AddFile({ article, add }: { article: string; add: (line: string) => void }) {
  const words = useWords();
  const { connection } = useDesk();
  const send = useMutation({
    mutationFn: async (file: File) => {
      const query = { file: newId(), name: file.name };
      const said = await callWithBytes(connection, 'POST /articles/{id}/files', { params: { id: article }, query }, file);
      return `${said.picture ? '!' : ''}[${said.name.replaceAll(/[[\]]/g, '')}](${said.url})`;
    },
    onSuccess: add,
  });
  return (
    <>
      <FileButton onChange={(file) => file && send.mutate(file)}>
        {(props) => (
          <Button {...props} variant="default" loading={send.isPending}>
            {words.t('article.add_file')}
          </Button>
        )}
      </FileButton>
      <RefusedNote error={send.error} />
    </>
  );
}

const look =
  '<style>body{margin:0;padding:16px 20px;font:15px/1.6 system-ui,sans-serif;color:#17202c;background:#fff;overflow-wrap:anywhere}pre{padding:12px;background:#f0f2f6;border-radius:8px;overflow-x:auto}code{font-family:ui-monospace,monospace;font-size:.92em}table{border-collapse:collapse}td,th{border:1px solid #e0e4ea;padding:4px 10px}img{max-width:100%}.callout,.alert{padding:10px 14px;border-left:4px solid #e6c45a;background:#fff5d6}.tabs{display:flex;flex-wrap:wrap}.tab-switch{position:absolute;opacity:0}.tab-name{padding:6px 12px;border-bottom:2px solid #e0e4ea}.tab{display:contents}.tab-body{order:1;display:none;width:100%}.tab-switch:checked+.tab-name{border-color:#0b6e75;font-weight:600}.tab-switch:checked~.tab-body{display:block}</style>';

/** As readers see it, in a frame of its own: what was written is nobody's code here. */
function Preview({ article, language, title, markdown }: { article: string; language: Locale; title: string; markdown: string }) {
  const words = useWords();
  const [asked] = useDebouncedValue(markdown, 300);
  const preview = useAct('POST /articles/preview');
  const { mutate } = preview;
  useEffect(() => mutate({ body: { markdown: asked, article, language } }), [asked, article, language, mutate]);
  return (
    <iframe
      className="article-preview"
      sandbox=""
      title={words.t('article.beside.preview')}
      srcDoc={`${look}<h1>${escaped(title)}</h1>${preview.data?.html ?? ''}`}
    />
  );
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

import { Refused, Unanswered } from '@fairlead/client';
import { type RefusalCode, refusals } from '@fairlead/contract';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { LanguageMenu } from './people.tsx';
import { ProblemNote } from './problem.tsx';
import { useLanguage, useWords } from './root.tsx';

async function signIn(credentials: { email: string; password: string }): Promise<void> {
  const response = await fetch('/api/auth/sign-in/email', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  }).catch((cause: unknown) => {
    throw new Unanswered('no answer', { cause });
  });
  if (response.ok) return;
  if (response.status >= 500) throw new Unanswered(`status ${response.status}`);
  const code: RefusalCode = response.status === 429 ? 'too_many' : 'wrong_password';
  throw new Refused({ type: `/docs/refusals#${code}`, title: code, status: refusals[code], code });
}

/** E-mail and password, answered by a session cookie. `done` is called once signed in; without it the page is loaded again. */
export function SignIn({ title, done = () => location.reload(), children }: { title: string; done?: () => void; children?: ReactNode }) {
  const words = useWords();
  const [language, setLanguage] = useLanguage();
  const signing = useMutation({ mutationFn: signIn, onSuccess: done });
  return (
    <div className="fl-sign-in">
      <form
        className="fl-card"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          signing.mutate({ email: String(form.get('email')).trim(), password: String(form.get('password')) });
        }}
      >
        <h1>{title}</h1>
        <TextInput
          name="email"
          type="email"
          label={words.t('sign_in.email')}
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
          size="md"
        />
        <PasswordInput
          name="password"
          label={words.t('sign_in.password')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          size="md"
          visibilityToggleButtonProps={{ 'aria-label': words.t('sign_in.show_password') }}
        />
        <ProblemNote error={signing.error} />
        <Button type="submit" size="md" fullWidth loading={signing.isPending}>
          {words.t('sign_in.do')}
        </Button>
        {children}
      </form>
      <LanguageMenu value={language} onChange={setLanguage} />
    </div>
  );
}

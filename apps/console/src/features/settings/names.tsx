import type { Named } from '@fairlead/contract';
import { useWords } from '@fairlead/ui';
import { TextInput } from '@mantine/core';

const languages = ['en', 'ko', 'ja'] as const;

export const isNamed = (name: Named) => languages.every((language) => name[language].trim() !== '');

/** A name in every language of the desk. */
export function Names({ value, tried, change }: { value: Named; tried: boolean; change: (value: Named) => void }) {
  const words = useWords();
  return languages.map((language, i) => (
    <TextInput
      key={language}
      data-autofocus={i === 0 || undefined}
      label={words.t('settings.name_in', { language: words.t(`language.${language}`) })}
      required
      maxLength={200}
      value={value[language]}
      error={tried && value[language].trim() === '' && words.t('settings.missing')}
      onChange={(event) => change({ ...value, [language]: event.currentTarget.value })}
    />
  ));
}

/** By what rules, addresses and programs name it; it stays what it is. */
export function Key({ value, fixed, tried, change }: { value: string; fixed: boolean; tried: boolean; change: (value: string) => void }) {
  const words = useWords();
  return (
    <TextInput
      label={words.t('settings.key')}
      description={words.t('settings.key_hint')}
      required
      disabled={fixed}
      maxLength={40}
      value={value}
      error={tried && !/^[a-z][a-z0-9_-]*$/.test(value) && words.t('settings.key_wrong')}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

export const isKey = (key: string) => /^[a-z][a-z0-9_-]{0,39}$/.test(key);

import { ChatScreen } from './chat.tsx';
import { Close, Icon } from './parts.tsx';
import { refusal, t } from './language.ts';
import { Start } from './start.tsx';
import { arrive, chat, me, trouble } from './state.ts';

/** One of: trouble, loading, the start, the chat. */
export function App() {
  if (trouble.value) return <Trouble />;
  if (!me.value) {
    return (
      <main class="screen">
        <Header />
        <p class="centre" role="status">
          <span class="spinner" aria-hidden="true" />
          {t('panel.loading')}
        </p>
      </main>
    );
  }
  return chat.value ? <ChatScreen key={chat.value.thread} /> : <Start />;
}

function Header() {
  return (
    <header class="top">
      <h1>{t('desk.name')}</h1>
      <Close />
    </header>
  );
}

function Trouble() {
  const now = trouble.value!;
  const again = () => {
    trouble.value = null;
    void arrive();
  };
  return (
    <main class="screen">
      <Header />
      <div class="centre" role="alert">
        <Icon name="alert" />
        <p>{now.is === 'unreachable' ? t('trouble.unreachable') : refusal(now.code)}</p>
        {now.is === 'unreachable' ? (
          <p class="dim">{t('trouble.retrying')}</p>
        ) : (
          <button type="button" class="plain" onClick={again}>
            {t('trouble.again')}
          </button>
        )}
      </div>
    </main>
  );
}

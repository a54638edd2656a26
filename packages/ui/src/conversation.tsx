import { type ComponentProps, type Ref, useRef, useState } from 'react';
import { Composer, type ComposerHandle } from './composer.tsx';
import { useThread } from './desk.tsx';
import { useWords } from './root.tsx';
import { ThreadView } from './thread-view.tsx';

/** A whole thread: what was said, and where to say more. Files dropped anywhere on it are attached. */
export function Conversation({
  thread,
  audience,
  closed = false,
  handle,
  under,
  ...writing
}: {
  thread: string;
  audience: 'member' | 'staff';
  /** Nothing more can be said here. */
  closed?: boolean;
  handle?: Ref<ComposerHandle>;
} & Pick<ComponentProps<typeof ThreadView>, 'under'> &
  Pick<ComponentProps<typeof Composer>, 'people' | 'tools' | 'onSent'>) {
  const words = useWords();
  const { follower, state } = useThread(thread);
  const composer = useRef<ComposerHandle>(null);
  const [over, setOver] = useState(false);
  const share = (made: ComposerHandle | null) => {
    composer.current = made;
    if (typeof handle === 'function') handle(made);
    else if (handle) handle.current = made;
  };
  return (
    <div
      className="fl-conversation"
      onDragOver={(event) => {
        if (closed || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(!isTaken(event.target));
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        if (closed || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(false);
        if (!isTaken(event.target)) composer.current?.attach([...event.dataTransfer.files]);
      }}
    >
      <ThreadView
        key={thread}
        follower={follower}
        state={state}
        audience={audience}
        closed={closed}
        under={under}
        onTakeBack={closed ? undefined : (taken) => composer.current?.takeUp(taken)}
      />
      {!closed && !state.failed && (
        <Composer
          key={`${thread} composer`}
          thread={thread}
          follower={follower}
          draftKey={thread}
          kind={audience === 'staff' ? 'message_or_note' : 'message'}
          handle={share}
          {...writing}
        />
      )}
      {over && <div className="fl-drop">{words.t('composer.drop')}</div>}
    </div>
  );
}

/** Whether a field of a card takes what is dropped there. */
const isTaken = (target: EventTarget) => target instanceof Element && target.closest('[data-files]') !== null;

import { FlareView, searchOf, spotIn } from '@fairlead/ui';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';

/** One flare; where in it one is stands in the address, so that a line can be linked to. */
export function FlarePage() {
  const { flare: id } = useParams({ from: '/flares/$flare' });
  const search = useSearch({ from: '/flares/$flare' });
  const navigate = useNavigate();
  return (
    <div className="flare-page">
      <FlareView
        id={id}
        spot={spotIn(search)}
        go={(to) => void navigate({ to: '/flares/$flare', params: { flare: id }, search: searchOf(to), resetScroll: false })}
      />
    </div>
  );
}

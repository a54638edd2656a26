import { MailPreferences } from '@fairlead/ui';
import './tokens-page.css';

export function MyMailPage() {
  return (
    <div className="tokens-page">
      <MailPreferences />
    </div>
  );
}

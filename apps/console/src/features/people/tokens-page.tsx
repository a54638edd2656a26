import { scopes } from '@fairlead/contract';
import { AccessTokens } from '@fairlead/ui';
import { useStaff } from '../../shared/staff.ts';
import './tokens-page.css';

export function TokensPage() {
  const { staff } = useStaff();
  return (
    <div className="tokens-page">
      <AccessTokens offered={scopes} services={staff.role === 'administrator'} />
    </div>
  );
}

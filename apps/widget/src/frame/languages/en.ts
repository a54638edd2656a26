import shared from '@fairlead/words/catalogs/en/shared.json';
import widget from '@fairlead/words/catalogs/en/widget.json';

export default { ...shared, ...widget };

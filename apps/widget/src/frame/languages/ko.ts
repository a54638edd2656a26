import shared from '@fairlead/words/catalogs/ko/shared.json';
import widget from '@fairlead/words/catalogs/ko/widget.json';

export default { ...shared, ...widget };

import shared from '@fairlead/words/catalogs/ja/shared.json';
import widget from '@fairlead/words/catalogs/ja/widget.json';

export default { ...shared, ...widget };

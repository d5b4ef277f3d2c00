import { DecimalType, type MetadataStorage } from '@mikro-orm/postgresql';
import { decimalText } from './identity/canonical-number.ts';

/**
 * Makes decimals that are strings be compared digit by digit. MikroORM compares them as numbers, to which an
 * edit of the last of many digits is no edit.
 */
export function compareDecimalsExactly(metadata: MetadataStorage): void {
  for (const meta of metadata)
    for (const { customType } of meta.props)
      if (customType instanceof DecimalType && customType.compareAsType() === 'string')
        customType.compareValues = (one, other) => digitsOf(one) === digitsOf(other);
}

function digitsOf(value: string | number): string {
  return decimalText(value) ?? String(value);
}

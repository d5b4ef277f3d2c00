const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });

/** `€9.50`, from cents. */
export function money(cents: number): string {
  return euros.format(cents / 100);
}

/** Cents, from `9.50`. */
export function centsOf(amount: string): number {
  const [whole = '0', fraction = ''] = amount.split('.');
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
}

import { type Customer, type Seat } from '../entities/index.ts';
import { type ChangeReport, type ChangesJson, type UpdatedJson } from '../src/index.ts';
import { stateOf } from './seat-state.ts';

type Change = UpdatedJson['fields'][string];

/** What has changed of a show and its seats, in the form of the change report. */
export type ShowChanges = Pick<ChangesJson, 'updated'>;

/**
 * What `changes` has of what the page of a show tells `viewer`. Nothing of customers and tickets, nor whose a
 * seat is: only what it is to the viewer, as `state`. Seats that are `noLongerYours` have not changed, but who looks has.
 */
export function showChanges(
  changes: ChangeReport,
  viewer: Customer | null,
  noLongerYours: readonly Seat[] = [],
): ShowChanges {
  const state = { from: 'yours', to: 'taken' };
  const taken = noLongerYours.map(({ id }) => ({ entity: 'Seat', key: id, fields: { state } }));
  const shown = changes.toJSON().updated.map(row => ({ ...row, fields: shownFields(row, viewer) }));
  return { updated: [...taken, ...shown.filter(({ fields }) => Object.keys(fields).length > 0)] };
}

function shownFields({ entity, fields }: UpdatedJson, viewer: Customer | null): UpdatedJson['fields'] {
  const { listPrice, seatsLeft, price, holder } = fields;
  if (entity === 'Show') return { ...(listPrice && { listPrice }), ...(seatsLeft && { seatsLeft }) };
  if (entity === 'Seat')
    return { ...(price && { price }), ...(holder && { state: stateIn(holder, viewer) }) };
  return {};
}

function stateIn({ from, to }: Change, viewer: Customer | null): Change {
  return { from: stateOf(from, viewer), to: stateOf(to, viewer) };
}

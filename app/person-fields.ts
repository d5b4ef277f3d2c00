import { html } from 'hono/html';
import { type Customer } from '../entities/index.ts';
import { type Html } from './layout.ts';

/** Who books; `known` fills the fields in. */
export function personFields(known: Customer | null = null): Html {
  return html`<label>
      <span>Name</span>
      <input name="name" required maxlength="100" autocomplete="name" value="${known?.name ?? ''}" />
    </label>
    <label>
      <span>E-mail address</span>
      <input
        name="email"
        type="email"
        required
        maxlength="200"
        autocomplete="email"
        value="${known?.email ?? ''}"
      />
    </label>`;
}

/** A value that JSON can hold and give back unchanged. Declare what is made of it with `type`, not `interface`. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

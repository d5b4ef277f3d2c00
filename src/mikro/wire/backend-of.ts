import { type Client } from 'pg';

/** The process id of the server process behind `client`. pg knows it from the start-up packet; its types leave it out. */
export function backendOf(client: Client): number {
  return (client as unknown as { readonly processID: number }).processID;
}

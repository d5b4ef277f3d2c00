import { secureHeaders } from 'hono/secure-headers';

/** Tells browsers to load and send nothing but from and to this origin, and to run no script from a page's text. */
export const securityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    objectSrc: ["'none'"],
  },
  referrerPolicy: 'same-origin',
  // The server speaks plain HTTP on the loopback, where a promise of HTTPS would lock people out.
  strictTransportSecurity: false,
  xFrameOptions: 'DENY',
});

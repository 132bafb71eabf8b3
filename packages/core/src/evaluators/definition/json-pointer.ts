import { z } from 'zod'

/** A place in a JSON document, as RFC 6901 writes it: `/items/0/price`; '' is the whole document. */
export const jsonPointerSchema = z
  .string()
  .max(1000)
  .regex(/^(?:\/(?:[^~/]|~[01])*)*$/, 'a JSON pointer is empty or starts with "/", as in /items/0/price (RFC 6901)')

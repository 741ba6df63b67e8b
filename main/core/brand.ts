declare const brand: unique symbol

/** A string that has been checked to be an `Of`; nothing but the function that checks it makes one. */
export type Brand<Of extends string> = string & { readonly [brand]: Of }

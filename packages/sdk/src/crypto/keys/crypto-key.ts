/**
 * WebCrypto's key type, derived from whichever types the program has (DOM, Workers or Node), since none is guaranteed.
 */
export type CryptoKey = Awaited<ReturnType<typeof globalThis.crypto.subtle.importKey>>

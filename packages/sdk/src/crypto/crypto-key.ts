/** WebCrypto's key, under whichever types the program has (DOM, Workers or Node), since none of them is sure to be there. */
export type CryptoKey = Awaited<ReturnType<typeof globalThis.crypto.subtle.importKey>>

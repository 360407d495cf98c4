/** 32 characters of `[0-9A-F]`, 122 random bits: what every WeChat Pay nonce field accepts. */
export function nonce(): string {
  return globalThis.crypto.randomUUID().replaceAll('-', '').toUpperCase()
}

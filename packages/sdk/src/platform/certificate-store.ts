/**
 * Where the processes of a merchant share one download of the platform certificates: a row, a Redis key, a file. What is
 * kept is WeChat Pay's answer as it came, encrypted under the APIv3 key. Whoever reads it decrypts it again, so a store
 * that somebody has tampered with cannot bring in a key.
 *
 * @example
 * const store: CertificateStore = {
 *   read: async (mchid) => (await redis.get(`wechatpay:certificates:${mchid}`)) ?? undefined,
 *   write: async (mchid, text) => void (await redis.set(`wechatpay:certificates:${mchid}`, text)),
 * }
 */
export interface CertificateStore {
  /** @returns what `write` was last given for this merchant, undefined when there is nothing */
  read(mchid: string): Promise<string | undefined>
  /** Replaces what is there. The text is a few KiB. */
  write(mchid: string, text: string): Promise<void>
}

/** A download, as the store keeps it. */
export interface StoredDownload {
  /** Milliseconds since the epoch, by the clock of whoever fetched it. */
  readonly fetchedAt: number
  /** The body of `GET /v3/certificates`. */
  readonly body: string
}

export function storedText(download: StoredDownload): string {
  return JSON.stringify(download)
}

/** @returns undefined for anything that is not a download: another program's text, or half of one */
export function readStored(text: string | undefined): StoredDownload | undefined {
  if (text === undefined) return undefined
  try {
    const { fetchedAt, body } = JSON.parse(text) as Partial<StoredDownload>
    return typeof fetchedAt === 'number' && typeof body === 'string' ? { fetchedAt, body } : undefined
  } catch {
    // Not JSON is as good as nothing: it is written anew after the next download.
    return undefined
  }
}

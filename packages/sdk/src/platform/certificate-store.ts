/**
 * Shares one download of the platform certificates between a merchant's processes: a row, a Redis key, a file. It holds
 * WeChat Pay's answer unchanged, encrypted under the APIv3 key. Every reader decrypts it again, so tampering with the
 * store cannot introduce a key.
 *
 * @example
 * const store: CertificateStore = {
 *   read: async (mchid) => (await redis.get(`wechatpay:certificates:${mchid}`)) ?? undefined,
 *   write: async (mchid, text) => void (await redis.set(`wechatpay:certificates:${mchid}`, text)),
 * }
 */
export interface CertificateStore {
  /** @returns the text last written for this merchant; undefined when there is none */
  read(mchid: string): Promise<string | undefined>
  /** Replaces the stored text. The text is a few KiB long. */
  write(mchid: string, text: string): Promise<void>
}

/** A download in the form in which the store keeps it. */
export interface StoredDownload {
  /** Milliseconds since the epoch, by the clock of the process that downloaded it. */
  readonly fetchedAt: number
  /** The body of `GET /v3/certificates`. */
  readonly body: string
}

export function storedText(download: StoredDownload): string {
  return JSON.stringify(download)
}

/** @returns undefined for anything that is not a download, such as another program's text or a truncated one */
export function readStored(text: string | undefined): StoredDownload | undefined {
  if (text === undefined) return undefined
  try {
    const { fetchedAt, body } = JSON.parse(text) as Partial<StoredDownload>
    return typeof fetchedAt === 'number' && typeof body === 'string' ? { fetchedAt, body } : undefined
  } catch {
    // Invalid JSON counts as empty: the next download replaces it.
    return undefined
  }
}

import type { ParsedCertificate } from '../crypto/keys/key-material.ts'
import { readStored, storedText, type CertificateStore, type StoredDownload } from '../platform/certificate-store.ts'
import { KeyList, type PlatformKey } from '../platform/platform-keys.ts'

/** How a keyring downloads, decrypts and shares its certificates. */
export interface CertificateSource {
  readonly mchid: string
  /** Keys from the caller's configuration. The first, if any, encrypts fields. */
  readonly given: readonly PlatformKey[]
  /** Downloads the body of `GET /v3/certificates`. */
  download(): Promise<string>
  /** Returns the certificates in such a body that are trusted now, the newest first. */
  open(body: string): Promise<readonly ParsedCertificate[]>
  keyOf(certificate: ParsedCertificate): PlatformKey
  readonly store: CertificateStore | undefined
  /** Receives errors that no call can report. */
  onError(error: unknown): void
  now(): number
}

/** WeChat Pay asks to check for new certificates within twelve hours; a successor is listed ten days before its use. */
const REFRESH_MS = 10 * 3_600_000
/** Pause after a refresh without result. It doubles each time… */
const FIRST_PAUSE_MS = 1_000
/** …up to this limit, so that nobody can make us download more often by inventing serials. */
const LONGEST_PAUSE_MS = 60_000

interface Held {
  readonly fetchedAt: number
  /** Keys, the newest first. */
  readonly certificates: readonly { readonly key: PlatformKey; readonly notAfter: number }[]
}

/**
 * Platform certificates that update themselves. They are downloaded at first use, shared through a store, refreshed
 * before they expire, and downloaded again for an unknown serial. There is no timer: a process without calls does not
 * download certificates.
 */
export class DownloadedKeys extends KeyList {
  readonly #source: CertificateSource
  #held: Held | undefined
  #refreshing: Promise<void> | undefined
  #pauseMs = 0
  #quietSince = -Infinity
  #failure: Error | undefined

  constructor(source: CertificateSource) {
    super()
    this.#source = source
  }

  get all(): readonly PlatformKey[] {
    const now = this.#source.now()
    const downloaded = this.#held?.certificates.filter(({ notAfter }) => now < notAfter) ?? []
    return [...this.#source.given, ...downloaded.map(({ key }) => key)]
  }

  ready(): Promise<void> | undefined {
    const now = this.#source.now()
    if (this.all.length === 0) {
      if (this.#failure && this.#isQuiet()) return Promise.reject(this.#failure)
      return this.#refresh()
    }
    // Calls do not wait for new certificates while the current ones are valid.
    const due = this.#held !== undefined && !isRecent(this.#held.fetchedAt, now)
    if (due && !this.#isQuiet()) this.#refresh().catch((error: unknown) => this.#source.onError(error))
    return undefined
  }

  /**
   * Runs one refresh for all simultaneous callers, and none during the pause after a refresh without result, so it
   * cannot loop.
   */
  async learn(serial: string): Promise<PlatformKey | undefined> {
    // A public key cannot be downloaded.
    if (!/^[0-9A-F]{8,40}$/.test(serial)) return undefined
    const joined = this.#refreshing !== undefined
    if (!joined && this.#isQuiet()) return undefined
    try {
      await this.#refresh(serial)
    } catch (error) {
      // The caller will refuse an answer or a notification, and that error says more than this one.
      this.#source.onError(error)
      return undefined
    }
    const found = this.find(serial)
    // A running refresh may have read the store, which was not searched for this serial.
    if (!found && joined && !this.#isQuiet()) return this.learn(serial)
    if (!found) this.#bePatient()
    return found
  }

  #refresh(wanted?: string): Promise<void> {
    this.#refreshing ??= this.#load(wanted).finally(() => (this.#refreshing = undefined))
    return this.#refreshing
  }

  async #load(wanted: string | undefined): Promise<void> {
    try {
      const shared = await this.#shared()
      if (shared && (wanted === undefined || shared.certificates.some(({ key }) => key.serial === wanted))) {
        this.#held = shared
      } else {
        const fetched = { fetchedAt: this.#source.now(), body: await this.#source.download() }
        this.#held = await this.#open(fetched)
        await this.#share(fetched)
      }
      this.#failure = undefined
      if (wanted === undefined || this.find(wanted)) this.#pauseMs = 0
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error))
      this.#bePatient()
      throw error
    }
  }

  async #open({ fetchedAt, body }: StoredDownload): Promise<Held> {
    const certificates = await this.#source.open(body)
    return {
      fetchedAt,
      certificates: certificates.map((one) => ({ key: this.#source.keyOf(one), notAfter: one.notAfter })),
    }
  }

  /** Returns another process's download if it is recent and new here. A failing store is not a reason to fail. */
  async #shared(): Promise<Held | undefined> {
    const { store, mchid } = this.#source
    try {
      const stored = readStored(await store?.read(mchid))
      if (!stored || !isRecent(stored.fetchedAt, this.#source.now())) return undefined
      return stored.fetchedAt > (this.#held?.fetchedAt ?? -Infinity) ? await this.#open(stored) : undefined
    } catch (error) {
      this.#source.onError(error)
      return undefined
    }
  }

  async #share(download: StoredDownload): Promise<void> {
    try {
      await this.#source.store?.write(this.#source.mchid, storedText(download))
    } catch (error) {
      this.#source.onError(error)
    }
  }

  #bePatient(): void {
    this.#pauseMs = Math.min(Math.max(FIRST_PAUSE_MS, this.#pauseMs * 2), LONGEST_PAUSE_MS)
    this.#quietSince = this.#source.now()
  }

  #isQuiet(): boolean {
    return isWithin(this.#pauseMs, this.#quietSince, this.#source.now())
  }
}

function isRecent(fetchedAt: number, now: number): boolean {
  return isWithin(REFRESH_MS, fetchedAt, now)
}

/**
 * Compares both directions: a clock that was set back, or another machine's fast clock, must not extend the period by
 * years.
 */
function isWithin(ms: number, since: number, now: number): boolean {
  return Math.abs(now - since) < ms
}

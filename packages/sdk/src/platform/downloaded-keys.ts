import type { ParsedCertificate } from '../crypto/key-material.ts'
import { readStored, storedText, type CertificateStore, type StoredDownload } from './certificate-store.ts'
import { KeyList, type PlatformKey } from './platform-keys.ts'

/** How a ring gets, opens and shares its certificates. */
export interface CertificateSource {
  readonly mchid: string
  /** Keys the caller gave beside. The first of them, if any, is the one to encrypt with. */
  readonly given: readonly PlatformKey[]
  /** The body of `GET /v3/certificates`. */
  download(): Promise<string>
  /** The certificates in such a body that may be trusted now, the newest first. */
  open(body: string): Promise<readonly ParsedCertificate[]>
  keyOf(certificate: ParsedCertificate): PlatformKey
  readonly store: CertificateStore | undefined
  /** Hears what went wrong where no call could be told. */
  onError(error: unknown): void
  now(): number
}

/** WeChat Pay asks to look for new certificates within twelve hours; a successor is there ten days before it is used. */
const REFRESH_MS = 10 * 3_600_000
/** What brought nothing is not repeated before this, doubled each time… */
const FIRST_PAUSE_MS = 1_000
/** …up to this: nobody who makes up serials can make us ask more often. */
const LONGEST_PAUSE_MS = 60_000

interface Held {
  readonly fetchedAt: number
  /** Newest first. */
  readonly certificates: readonly { readonly key: PlatformKey; readonly notAfter: number }[]
}

/**
 * Platform certificates that look after themselves: fetched at first use, shared through a store, refreshed while the
 * ones at hand still hold, and once more for a serial that nobody has seen yet. There is no timer: a process that makes
 * no calls makes none for certificates either.
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
    // Whoever calls while the keys at hand hold does not wait for their successors.
    const due = this.#held !== undefined && !isRecent(this.#held.fetchedAt, now)
    if (due && !this.#isQuiet()) this.#refresh().catch((error: unknown) => this.#source.onError(error))
    return undefined
  }

  /** One refresh for all who ask at once, and none within the pause after one that brought nothing: never a loop. */
  async learn(serial: string): Promise<PlatformKey | undefined> {
    // A public key cannot be downloaded.
    if (!/^[0-9A-F]{8,40}$/.test(serial)) return undefined
    const joined = this.#refreshing !== undefined
    if (!joined && this.#isQuiet()) return undefined
    try {
      await this.#refresh(serial)
    } catch (error) {
      // Whoever asked has an answer or a notification to refuse, which says more to its caller than this.
      this.#source.onError(error)
      return undefined
    }
    const found = this.find(serial)
    // A refresh that was under way may have come from the store, where this serial was not looked for.
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

  /** What another process has fetched, when it is recent and news here. A store that fails is no reason to fail. */
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

/** Either way: a clock that was set back, or another machine's that is ahead, must not make a while last for years. */
function isWithin(ms: number, since: number, now: number): boolean {
  return Math.abs(now - since) < ms
}

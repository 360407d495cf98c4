import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { FolderInUseError, lockFolder } from '../store/folder/folder-lock.ts'
import { ignoreInGit } from '../store/folder/git-ignore.ts'
import type { MerchantCredentials } from './credentials.ts'

/** A merchant's keys cannot be written to the requested folder. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError'
}

/** A file in the folder that lists the sandbox's files with the digests of their content. */
const RECORD = 'wechatpay-sandbox.json'

/** Digests by file name. */
type Written = Readonly<Record<string, string>>

/**
 * Writes a merchant's keys in the files of the merchant platform, for SDKs of other languages: `apiclient_key.pem`,
 * `apiclient_cert.pem`, `pub_key.pem`, and each platform certificate as `wechatpay_<serial>.pem`. Only their owner can
 * read them. A file that the sandbox did not write, or that a user changed, is never touched.
 *
 * @param folder a folder for this merchant only
 * @throws {KeyFileError} names the file and says what to do
 */
export async function writeKeyFiles(folder: string, merchant: MerchantCredentials): Promise<void> {
  const files = keyFilesOf(merchant)
  try {
    const isNew = (await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined
    if (isNew) await ignoreInGit(folder)
    await using _lock = await lockAgainstOthers(folder)
    const written = await readRecord(folder)
    for (const [name, text] of files) {
      const existing = await readIfThere(join(folder, name))
      const isOurs = existing === undefined || existing === text || digest(existing) === written[name]
      if (!isOurs) throw notOurs(join(folder, name))
    }
    // Written first: the sandbox would never update a file without a record.
    const record = { ...written, ...Object.fromEntries(files.map(([name, text]) => [name, digest(text)])) }
    await replace(join(folder, RECORD), `${JSON.stringify(record, undefined, 2)}\n`)
    for (const [name, text] of files) await replace(join(folder, name), text)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new KeyFileError(`--keys：无法写入 ${folder} · cannot write ${folder}: ${error.message}`, { cause: error })
  }
}

const LOCK_PATIENCE_MS = 20_000
const LOCK_RETRY_MS = 25

/**
 * Lets one sandbox write at a time: files of two simultaneous starts would not fit together, and their record would be
 * incomplete. The lock is beside the folder, which holds keys only.
 */
async function lockAgainstOthers(folder: string): Promise<AsyncDisposable> {
  const path = resolve(folder)
  const lockedFolder = join(dirname(path), `.${basename(path)}.lock`)
  const deadline = performance.now() + LOCK_PATIENCE_MS
  for (;;) {
    try {
      const lock = await lockFolder(lockedFolder)
      return { [Symbol.asyncDispose]: () => lock.release() }
    } catch (error) {
      if (!(error instanceof FolderInUseError)) throw error
      if (performance.now() > deadline) {
        throw new KeyFileError(
          `--keys：进程 ${error.pid} 正在写 ${folder}，请用 --keys 换一个目录 · process ${error.pid} is writing ${folder}. Choose another folder with --keys.`,
          { cause: error },
        )
      }
      await setTimeout(LOCK_RETRY_MS)
    }
  }
}

function keyFilesOf(merchant: MerchantCredentials): readonly (readonly [name: string, text: string])[] {
  const { platformCertificates, platformSerials } = merchant
  return [
    ['apiclient_key.pem', merchant.privateKey],
    ['apiclient_cert.pem', merchant.certificate],
    ['pub_key.pem', merchant.publicKey],
    ...platformCertificates.map((pem, index) => [`wechatpay_${platformSerials[index]}.pem`, pem] as const),
  ]
}

/** Replaces a file in one step, so that nobody reads half a key. It does not follow links. */
async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' })
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
}

async function readRecord(folder: string): Promise<Written> {
  const file = join(folder, RECORD)
  const text = await readIfThere(file)
  if (text === undefined) return {}
  try {
    const record: unknown = JSON.parse(text)
    if (typeof record === 'object' && record !== null) return record as Written
  } catch {
    // A file with unknown content is refused below.
  }
  throw notOurs(file)
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function notOurs(file: string): KeyFileError {
  return new KeyFileError(
    `--keys：${file} 不是沙箱写的，或者改过了，没有动它。请先移走它，或用 --keys 换一个目录 · ${file} was not written by the sandbox, or was changed since; it was left alone. Move it away, or choose another folder with --keys.`,
  )
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

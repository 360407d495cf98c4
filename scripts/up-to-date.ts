import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** A build: files that a program makes from other files. All paths are absolute, to files or folders. */
export interface Build {
  /** The file that records the inputs of the last build. */
  readonly record: string
  /** Everything that decides the result: sources, the program itself, versions of its dependencies. */
  readonly inputs: readonly string[]
  /** The files that the build writes, and no others. */
  readonly outputs: readonly string[]
}

interface Remembered {
  /** Further inputs that the build itself reported. */
  readonly found: readonly string[]
  readonly from: string
  readonly made: string
}

/**
 * Runs a build unless its outputs exist and were made from the same inputs. The files' contents decide, not their
 * times: a checkout changes times without contents, and two edits within one tick change contents without times.
 *
 * @param make may return further inputs, such as files that it read
 * @returns whether the build ran
 */
export async function makeUnlessUpToDate(
  build: Build,
  make: () => Promise<readonly string[] | void> | readonly string[] | void,
): Promise<boolean> {
  const { inputs, outputs } = build
  const last = readRecord(build.record)
  // Fingerprint before the build: a file edited during the build causes another one next time.
  const from = fingerprint(inputs)
  if (
    last !== undefined &&
    last.from === combine(from, fingerprint(last.found)) &&
    last.made === fingerprint(outputs)
  ) {
    return false
  }
  const found = (await make()) ?? []
  writeRecord(build.record, { found, from: combine(from, fingerprint(found)), made: fingerprint(outputs) })
  return true
}

/** A digest of names and contents of all files in these places. A missing place counts as empty. */
function fingerprint(places: readonly string[]): string {
  const hash = createHash('sha256')
  for (const place of places) {
    hash.update(`\n${place}\n`)
    for (const file of filesOf(place)) {
      const content = readFileSync(file)
      hash.update(`${relative(place, file)}\0${content.length}\0`).update(content)
    }
  }
  return hash.digest('hex')
}

function filesOf(place: string): string[] {
  const found = statSync(place, { throwIfNoEntry: false })
  if (!found) return []
  if (!found.isDirectory()) return [place]
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

function combine(...digests: readonly string[]): string {
  return digests.join(' ')
}

function readRecord(file: string): Remembered | undefined {
  try {
    const { found, from, made } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Remembered>
    if (Array.isArray(found) && typeof from === 'string' && typeof made === 'string') return { found, from, made }
  } catch {
    // The record is missing or incomplete, so the build runs again.
  }
  return undefined
}

/** If nothing can be written, the only loss is time. */
function writeRecord(file: string, remembered: Remembered): void {
  const partial = `${file}.${process.pid}`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(partial, JSON.stringify(remembered))
    renameSync(partial, file)
  } catch {
    // A record that cannot be written is no error.
  }
}

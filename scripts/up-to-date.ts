import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** Something that is made from files. All paths are files or folders, absolute. */
export interface Build {
  /** Where it is remembered what was made from what. */
  readonly record: string
  /** Everything that decides what is made: sources, the program that makes it, versions of what it uses. */
  readonly inputs: readonly string[]
  /** The files that are made, and nothing else. */
  readonly outputs: readonly string[]
}

interface Remembered {
  /** Inputs that only making it has shown. */
  readonly found: readonly string[]
  readonly from: string
  readonly made: string
}

/**
 * Makes something unless it is there already, made from the same inputs. The content of all files decides, never their
 * times: a checkout or a copy changes these and not that, and an edit within one tick the other way round.
 *
 * @param make may return further inputs: files that it has read
 * @returns whether it was made
 */
export async function makeUnlessUpToDate(
  build: Build,
  make: () => Promise<readonly string[] | void> | readonly string[] | void,
): Promise<boolean> {
  const { inputs, outputs } = build
  const last = readRecord(build.record)
  // Before anything is made: what is edited meanwhile makes it again the next time.
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

/** A digest of names and contents of all files in these places; a place that is not there counts as empty. */
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
    // Not there, or cut off: then it is made again.
  }
  return undefined
}

/** Where nothing can be written the only loss is the time. */
function writeRecord(file: string, remembered: Remembered): void {
  const partial = `${file}.${process.pid}`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(partial, JSON.stringify(remembered))
    renameSync(partial, file)
  } catch {
    // A record that cannot be kept is no error.
  }
}

import { closeSync, openSync } from 'node:fs'

/**
 * Checks that this number of additional files can be open at a time. Otherwise a database would still open, but fail
 * later in the middle of some work, with an error that names another cause.
 *
 * @throws {Error} the system's EMFILE
 */
export function requireDescriptors(count: number): void {
  const opened: number[] = []
  try {
    while (opened.length < count) opened.push(openSync(process.execPath, 'r'))
  } finally {
    for (const descriptor of opened) closeSync(descriptor)
  }
}

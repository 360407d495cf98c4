import { closeSync, openSync } from 'node:fs'

/**
 * Makes sure that so many more files can be open at a time. Where they cannot, a database opens all the same and fails
 * later, in the middle of something and with words that name another cause.
 *
 * @throws {Error} EMFILE, as the system puts it
 */
export function requireDescriptors(count: number): void {
  const opened: number[] = []
  try {
    while (opened.length < count) opened.push(openSync(process.execPath, 'r'))
  } finally {
    for (const descriptor of opened) closeSync(descriptor)
  }
}

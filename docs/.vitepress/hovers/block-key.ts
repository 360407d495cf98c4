import { createHash } from 'node:crypto'

/**
 * Names a block of code. Comments do not count: they differ between the languages of a guide, and names stand at the
 * same places in both.
 */
export function blockKey(code: string): string {
  const bare = code.replaceAll(/\/\/ .*$/gm, '').trim()
  return createHash('sha256').update(bare).digest('base64url').slice(0, 12)
}

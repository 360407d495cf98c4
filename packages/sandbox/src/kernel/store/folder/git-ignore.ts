import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Makes Git ignore a folder that the sandbox has just created: its database and keys belong in no repository.
 *
 * @param folder a folder without files of anybody else
 */
export async function ignoreInGit(folder: string): Promise<void> {
  await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx', mode: 0o600 }).catch(() => {
    // Somebody else has written one, or the folder takes no files, which its next file tells better.
  })
}

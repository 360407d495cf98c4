import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ENVIRONMENT_HEADER, type MerchantEnvironment, environmentFile } from './env.ts'

/** The merchant's parameters cannot be written to the requested file. */
export class EnvironmentFileError extends Error {
  override readonly name = 'EnvironmentFileError'
}

/**
 * Writes a `.env` that its owner alone can read. A file from an earlier start is updated and keeps lines that a user
 * added. Any other file is left alone, because it may hold the only copy of a production key.
 *
 * @throws {EnvironmentFileError} names the file and says what to do
 */
export async function writeEnvironmentFile(file: string, environment: MerchantEnvironment): Promise<void> {
  try {
    const added = linesOfOthers(await existing(file), file, environment)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, environmentFile(environment) + added, { mode: 0o600 })
    // Sets the mode even if the file existed with another one.
    await chmod(file, 0o600)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new EnvironmentFileError(`--env：无法写入 ${file} · cannot write ${file}: ${error.message}`, { cause: error })
  }
}

async function existing(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

function linesOfOthers(text: string, file: string, environment: MerchantEnvironment): string {
  if (text.trim() === '') return ''
  const [first, ...lines] = text.split('\n')
  if (first !== ENVIRONMENT_HEADER) {
    throw new EnvironmentFileError(
      `--env：${file} 已经存在，而且不是沙箱写的，没有改动它。请换一个文件名，或先移走它 · ${file} exists and was not written by the sandbox; it was left alone. Choose another name, or move it away first.`,
    )
  }
  const names = new Set(Object.keys(environment))
  return lines.filter((line) => !names.has(line.slice(0, Math.max(line.indexOf('='), 0)))).join('\n')
}

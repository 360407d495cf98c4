import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The TypeScript compiler of this workspace. */
export const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')

const compilerOptions = {
  target: 'es2024',
  module: 'nodenext',
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
}

/**
 * Calls the function with a folder below this workspace, where imports find the packages, and removes the folder
 * afterwards.
 */
export async function withFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const cache = fileURLToPath(new URL('../../.cache/', import.meta.url))
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'types-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Writes a program of one file, `consumer.ts`. */
export async function writeConsumer(folder: string, code: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'consumer.ts'), code)
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }))
}

import { writeHovers } from '../.vitepress/hovers/write-hovers.ts'
import type { Spec } from '../../packages/codegen/src/index.ts'
import { writeReference } from './packages/reference.ts'

/** Writes what TypeScript knows: the reference of the packages, and the types of names in programs. */
export async function writeTypes(spec: Spec): Promise<void> {
  await writeReference()
  await writeHovers(spec)
}

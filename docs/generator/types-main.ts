import { loadSpec } from '../../packages/codegen/src/index.ts'
import { writeTypes } from './write-types.ts'

await writeTypes(loadSpec())

import { expect, test } from 'vitest'
import { circleAmong, importsWithin } from '../../../scripts/test-setup/imports.ts'
import { join } from 'node:path'
import { codegenFolder } from '../src/folders.ts'

test('no files import one another in a circle, not even types', () => {
  const imports = importsWithin(join(codegenFolder, 'src'))
  expect(imports.length).toBeGreaterThan(200)
  expect(circleAmong(imports)).toBeUndefined()
})

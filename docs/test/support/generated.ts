import { wholeSpec } from '../../../packages/codegen/test/support/whole-spec.ts'
import { pages } from '../../generator/pages.ts'

/** The project's own spec. Test files that share a process read it once. */
export const spec = wholeSpec

let made: ReadonlyMap<string, string> | undefined

/** Every generated file by its path below the docs folder. Test files that share a process make them once. */
export function generated(): ReadonlyMap<string, string> {
  made ??= pages(spec)
  return made
}

/** The generated pages of one language. */
export function generatedPages(language: 'zh' | 'en'): ReadonlyMap<string, string> {
  return new Map(
    [...generated()].filter(([file]) => {
      const isEnglish = file.startsWith('en/')
      return file.endsWith('.md') && !file.includes('/_parts/') && isEnglish === (language === 'en')
    }),
  )
}

import type { DefaultTheme } from 'vitepress'
import { untranslatedGuides } from './guides.ts'
import { hasEnglishReference } from './locale-en.ts'

/** Read by `i18nRouting` in the browser, where it may refer to nothing else. */
export interface LanguageSwitchConfig extends DefaultTheme.Config {
  /** Pages that stand in Chinese alone: `/guide/bills`; a slash at the end stands for all that is below. */
  readonly untranslated: readonly string[]
}

/**
 * The language switch stays on the page, its query and its anchor; from a page without a twin it leads to the home of
 * the other language.
 */
export const languageSwitch: Pick<LanguageSwitchConfig, 'i18nRouting' | 'untranslated'> = {
  untranslated: [...untranslatedGuides(), ...(hasEnglishReference ? [] : ['/api/'])],
  // VitePress ships it to the browser as text.
  i18nRouting({ theme }, { data, query, hash }, target) {
    const { untranslated } = theme.value as LanguageSwitchConfig
    const page = `/${data.relativePath.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}`
    const isMissing = untranslated.some((one) => page === one || (one.endsWith('/') && page.startsWith(one)))
    if (page === '/404' || isMissing) return target === 'root' ? '/' : '/en/'
    return `${target === 'root' ? page.slice('/en'.length) : `/en${page}`}${query}${hash}`
  },
}

import type { DefaultTheme } from 'vitepress'
import { untranslatedGuides } from './guides.ts'

/** Read by `i18nRouting` in the browser, where it may refer to nothing else. */
export interface LanguageSwitchConfig extends DefaultTheme.Config {
  /** Pages that stand in one language alone, without `/en`: `/guide/bills`; a slash at the end stands for all below. */
  readonly untranslated: readonly string[]
}

/**
 * The language switch stays on the page, its query and its anchor; from a page without a twin it leads to the home of
 * the other language.
 */
export const languageSwitch: Pick<LanguageSwitchConfig, 'i18nRouting' | 'untranslated'> = {
  // The packages' comments are in English.
  untranslated: [...untranslatedGuides(), '/reference/'],
  // VitePress ships it to the browser as text.
  i18nRouting({ theme }, { data, query, hash }, target) {
    const { untranslated } = theme.value as LanguageSwitchConfig
    const page = `/${data.relativePath.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}`
    const chinese = target === 'root' ? page.slice('/en'.length) : page
    const isMissing = untranslated.some((one) => chinese === one || (one.endsWith('/') && chinese.startsWith(one)))
    if (page === '/404' || isMissing) return target === 'root' ? '/' : '/en/'
    return `${target === 'root' ? '' : '/en'}${chinese}${query}${hash}`
  },
}

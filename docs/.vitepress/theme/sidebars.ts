import type { DefaultTheme, EnhanceAppContext } from 'vitepress'
import { markRaw } from 'vue'

/** One file per product and language, loaded when a page of the product is opened: all of them weigh as much as a page. */
const files = import.meta.glob<DefaultTheme.SidebarItem[]>(
  ['../../api/sidebars/*.json', '../../en/api/sidebars/*.json'],
  { import: 'default' },
)

/** Names the sidebar by the beginning of a page's address; the generator writes it. */
const [addresses = {}] = Object.values(
  import.meta.glob<Readonly<Record<string, string>>>('../../api/products.json', { import: 'default', eager: true }),
)
const loaded = new Map<string, DefaultTheme.SidebarItem[]>()

/** Gives each page of the reference the sidebar of its product. */
export function lazySidebars({ router, siteData }: Pick<EnhanceAppContext, 'router' | 'siteData'>): void {
  const before = router.onBeforePageLoad
  router.onBeforePageLoad = async (address) => {
    await loadSidebar(fileOf(new URL(address, 'http://site').pathname))
    return before?.(address)
  }
  siteData.value = {
    ...siteData.value,
    additionalConfig: (page) => {
      const sidebar = loaded.get(fileOf(`/${page}`) ?? '')
      return sidebar ? [{ themeConfig: { sidebar } }] : []
    },
  }
}

/** Every page of the reference in one language. */
export async function allSidebars(language: 'zh' | 'en'): Promise<DefaultTheme.SidebarItem[]> {
  const names = Object.keys(files).filter((file) => file.includes('/en/api/') === (language === 'en'))
  const sidebars = await Promise.all(names.map(loadSidebar))
  return sidebars.flat()
}

/** Waits for a sidebar; a page can be read without one. */
async function loadSidebar(file: string | undefined): Promise<DefaultTheme.SidebarItem[]> {
  if (file === undefined) return []
  const known = loaded.get(file)
  if (known) return known
  try {
    const sidebar = (await files[file]?.()) ?? []
    // The theme watches sidebars deeply, which takes longer than to render them.
    loaded.set(file, markRaw(sidebar))
    return sidebar
  } catch {
    return []
  }
}

/** The file with the sidebar of a page: of the longest address that the page stands below. */
function fileOf(path: string): string | undefined {
  const [, language = '', rest = ''] = /^\/(en\/)?(api\/.*)$/.exec(path.replace(/\.(?:html|md)$/, '')) ?? []
  for (let address = rest; address !== ''; address = address.slice(0, Math.max(0, address.lastIndexOf('/')))) {
    const product = addresses[address]
    if (product !== undefined) return `../../${language}api/sidebars/${product}.json`
  }
  return undefined
}

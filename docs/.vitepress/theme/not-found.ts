import { useData, useRoute, withBase } from 'vitepress'
import { defineComponent, h, ref, watch } from 'vue'
import { nearestPages } from './nearest-pages.ts'
import { allSidebars } from './sidebars.ts'

interface Link {
  readonly text: string
  readonly link: string
}

interface Item extends Partial<Link> {
  readonly items?: readonly Item[]
}

const words = {
  zh: {
    title: '没有这一页',
    text: '地址可能写错了，也可能这个接口改了名字。',
    near: '你要找的也许是',
    home: '回到首页',
    api: '全部接口',
  },
  en: {
    title: 'No such page',
    text: 'The address may be mistyped, or the operation has another name now.',
    near: 'You may be looking for',
    home: 'Home',
    api: 'All operations',
  },
} as const

/** The page of an address that leads nowhere: names the pages whose addresses are most like it. */
export const NotFound = defineComponent(() => {
  const route = useRoute()
  const { theme } = useData()
  const near = ref<readonly Link[]>([])
  // In the browser alone: the file is the same for all addresses.
  if (!import.meta.env.SSR)
    watch(
      () => route.path,
      async (address) => {
        const sidebars = await allSidebars(languageOf(address))
        const guides = Object.values((theme.value as { sidebar?: Record<string, Item[]> }).sidebar ?? {}).flat()
        near.value = nearestPages(address, linksOf([...guides, ...sidebars]))
      },
      { immediate: true },
    )
  return () => {
    const language = languageOf(route.path)
    const { title, text, near: heading, home, api } = words[language]
    const root = language === 'en' ? '/en' : ''
    return h('main', { class: 'not-found vp-doc' }, [
      h('h1', title),
      h('p', text),
      near.value.length > 0 && [
        h('h2', heading),
        h(
          'ul',
          near.value.map((page) => h('li', [h('a', { href: withBase(page.link) }, page.text), h('code', page.link)])),
        ),
      ],
      h('p', { class: 'ways' }, [
        h('a', { href: withBase(`${root}/`) }, home),
        h('a', { href: withBase(`${root}/api/`) }, api),
      ]),
    ])
  }
})

function languageOf(address: string): 'zh' | 'en' {
  return address.startsWith('/en/') ? 'en' : 'zh'
}

function linksOf(items: readonly Item[]): Link[] {
  return items.flatMap(({ text, link, items: below = [] }) => [
    ...(text !== undefined && link !== undefined ? [{ text, link }] : []),
    ...linksOf(below),
  ])
}

import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { isAbout } from '../data/connection.ts'
import { type Glance, newsBetween } from '../text/news.ts'
import { useRead } from '../data/sandbox.ts'

const HAPPENINGS = 60
const DELIVERIES = 20
const NOTHING: Glance = { happenings: [], deliveries: [] }

/** Kinds of things with timelines. */
const tellers = ['orders', 'payments', 'refunds', 'coupons'] as const

/** The latest events, and the newest of them as one sentence for screen readers. */
export function useGlance(): { glance: Glance; news: string } {
  const happenings = useRead(
    'happenings',
    (api) => api.happenings(HAPPENINGS),
    (change) => tellers.some((part) => isAbout(change, part)),
  )
  const deliveries = useRead(
    'latest deliveries',
    async (api) => (await api.deliveries({ limit: DELIVERIES })).items,
    (change) => isAbout(change, 'deliveries'),
  )
  // Waits for both reads: everything already on the page then is old, and only later events are news.
  const glance = useMemo(() => happenings && deliveries && { happenings, deliveries }, [happenings, deliveries])
  const [news, setNews] = useState('')
  const before = useRef<Glance | undefined>(undefined)
  useEffect(() => {
    if (glance === undefined) return
    const happened = newsBetween(before.current, glance)
    if (happened !== undefined) setNews(happened)
    before.current = glance
  }, [glance])
  return { glance: glance ?? NOTHING, news }
}

import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { isAbout } from './connection.ts'
import { type Glance, newsBetween } from './news.ts'
import { useRead } from './sandbox.ts'

const HAPPENINGS = 60
const DELIVERIES = 20
const NOTHING: Glance = { happenings: [], deliveries: [] }

/** What happened last, and the latest of it in one sentence, for screen readers. */
export function useGlance(): { glance: Glance; news: string } {
  const happenings = useRead(
    'happenings',
    (api) => api.happenings(HAPPENINGS),
    (change) => isAbout(change, 'orders') || isAbout(change, 'payments') || isAbout(change, 'refunds'),
  )
  const deliveries = useRead(
    'latest deliveries',
    async (api) => (await api.deliveries({ limit: DELIVERIES })).items,
    (change) => isAbout(change, 'deliveries'),
  )
  // Nothing is shown before both are there: what is on the page by then is old, and only what follows is news.
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

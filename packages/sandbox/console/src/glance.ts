import { useEffect, useRef, useState } from 'preact/hooks'
import { isAbout } from './connection.ts'
import { type Glance, newsBetween } from './news.ts'
import { useRead } from './sandbox.ts'

const HAPPENINGS = 60
const DELIVERIES = 20

/** What happened last, and the latest of it in one sentence, for screen readers. */
export function useGlance(): { glance: Glance; news: string } {
  const happenings = useRead(
    'happenings',
    (api) => api.happenings(HAPPENINGS),
    (change) => isAbout(change, 'orders'),
  )
  const deliveries = useRead(
    'latest deliveries',
    async (api) => (await api.deliveries({ limit: DELIVERIES })).items,
    (change) => isAbout(change, 'deliveries'),
  )
  const [news, setNews] = useState('')
  const before = useRef<Glance | undefined>(undefined)
  useEffect(() => {
    if (happenings === undefined || deliveries === undefined) return
    const now = { happenings, deliveries }
    const happened = newsBetween(before.current, now)
    if (happened !== undefined) setNews(happened)
    before.current = now
  }, [happenings, deliveries])
  return { glance: { happenings: happenings ?? [], deliveries: deliveries ?? [] }, news }
}

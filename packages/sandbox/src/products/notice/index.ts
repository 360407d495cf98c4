import { defineProduct } from '../../kernel/product.ts'
import { type NoticesControl, noticeControl } from './control.ts'
import { notices } from './entity.ts'

/** Notifications that people send by hand: any documented type, without an event. */
export const notice = defineProduct<object, NoticesControl>({
  name: notices.product,
  collection: 'notices',
  policy: {},
  routes: {},
  jobs: {},
  notifications: {},
  control: noticeControl,
})

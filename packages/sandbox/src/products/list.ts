/** Lists the products that the sandbox plays. A new product is a folder beside these and a line here. */
export { bill } from './bill/index.ts'
export { coupon, couponStock } from './coupon/index.ts'
export { fund } from './fund/index.ts'
export { notice } from './notice/index.ts'
export { payafter } from './payafter/index.ts'
export { combined, payment } from './payment/index.ts'
export { refund } from './refund/index.ts'
export { sharing } from './sharing/index.ts'

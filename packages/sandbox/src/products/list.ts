/** Every product the sandbox plays. A new one is a folder beside these and a line here. */
export { payafter } from './payafter/index.ts'
export { payment } from './payment/index.ts'

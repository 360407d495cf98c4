import type { Channels } from './channels.ts'

const nobody = { hasSubscribers: false, publish: () => undefined }

/** Without `node:diagnostics_channel` nobody can subscribe. */
export const channels: Channels = { request: nobody, response: nobody, retry: nobody }

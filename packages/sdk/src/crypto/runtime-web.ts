export const runtime = 'web' as 'node' | 'web'

/** Which of the two implementations of cryptography and transport is in use. */
export const runtime = 'node' as 'node' | 'web'

/** TESTING KEY. */
export const apiV2Key = 'fedcba9876543210FEDCBA9876543210'

/** The merchant whose counterpart the test platform is. */
export const TEST_MCHID = '1900000109'
export const TEST_APPID = 'wxd678efh567hg6787'
export const TEST_CERTIFICATE_SERIAL = '3775B6A45ACD588826D15E583A95F5DD00000001'

import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { Tabs, findBrowser } from '../../packages/sandbox/test/console/browser.ts'
import { picture, pictureFile, takePictures } from '../picture.ts'

const executablePath = findBrowser()

/** The panels on the pictures of the home page. A page with others needs new pictures, and then a new list. */
const panels = ['订单', '账户资金', '代金券', 'PB20260301000003', '通知投递', '接口请求', '订单']

/** In the browser: both pictures drawn small, and how far they are apart, from 0 to 255. */
const compare = `async ([one, other]) => {
  const pixels = async (source) => {
    const image = new Image()
    image.src = source
    await image.decode()
    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width: 64, height: 40 })
    const context = canvas.getContext('2d')
    context.drawImage(image, 0, 0, 64, 40)
    return { size: [image.naturalWidth, image.naturalHeight], data: context.getImageData(0, 0, 64, 40).data }
  }
  const [first, second] = [await pixels(one), await pixels(other)]
  const apart = first.data.reduce((sum, value, index) => sum + Math.abs(value - second.data[index]), 0)
  return { size: first.size, apart: apart / first.data.length }
}`

test.skipIf(executablePath === undefined)(
  'the pictures on the home page show the sandbox’s page as it is; if not: npm run picture -w @wechatpay-ts/docs',
  async () => {
    const taken = await takePictures(executablePath!)
    await using tabs = await Tabs.launch(executablePath!)
    const page = await tabs.open()
    for (const scheme of picture.schemes) {
      const shown = (await readFile(pictureFile(scheme))).toString('base64')
      const present = taken.get(scheme)!.image.toString('base64')
      const pair = [shown, present].map((image) => `data:image/png;base64,${image}`)
      const { size, apart } = await page.evaluate<{ size: number[]; apart: number }>(
        `(${compare})(${JSON.stringify(pair)})`,
      )
      expect(taken.get(scheme)!.panels).toEqual(panels)
      expect(size).toEqual([picture.width, picture.height])
      // Numbers and fonts differ between runs and machines; another layout is further apart.
      expect(apart).toBeLessThan(6)
    }
  },
)

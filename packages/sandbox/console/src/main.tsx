import { render } from 'preact'
import { App } from './app.tsx'
import { takeTokenFromLink } from './data/token.ts'
import './style/main.css'

takeTokenFromLink()
render(<App />, document.querySelector('#root') ?? document.body)

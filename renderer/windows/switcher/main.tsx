import { render } from '../../render.tsx'
import { SwitcherWindow } from './SwitcherWindow.tsx'

render(<SwitcherWindow />)

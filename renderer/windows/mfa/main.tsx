import { render } from '../../render.tsx'
import { MfaWindow } from './MfaWindow.tsx'

render(<MfaWindow />)

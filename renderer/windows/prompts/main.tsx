import { render } from '../../render.tsx'
import { PromptsWindow } from './PromptsWindow.tsx'

render(<PromptsWindow />)

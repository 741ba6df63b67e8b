import { render } from '../../render.tsx'
import { Manager } from './Manager.tsx'

render(<Manager />)

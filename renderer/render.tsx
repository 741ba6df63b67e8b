import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { SnapshotProvider } from './store.tsx'
import './styles/tokens.css'
import './styles/base.css'

export function render(content: ReactNode): void {
  const root = document.getElementById('root')
  if (root === null) throw new Error('The page has no root element.')
  // For the style sheets.
  document.documentElement.dataset['platform'] = window.understudy.platform
  createRoot(root).render(
    <StrictMode>
      <SnapshotProvider>{content}</SnapshotProvider>
    </StrictMode>,
  )
}

import type { Session } from '../../../main/core/session.ts'
import { FormDialog } from '../../components/FormDialog.tsx'

interface Props {
  readonly session: Session
  readonly onClose: () => void
}

/** For a browser that can't be started from here. */
export function SignInLinkDialog({ session: { id, name }, onClose }: Props) {
  return (
    <FormDialog
      title={`Copy a sign-in link of ${name}?`}
      verb="Copy Link"
      busyVerb="Asking AWS…"
      submit={() => window.understudy.run.copyConsoleLink({ id })}
      onClose={onClose}
    >
      {() => (
        <>
          <p>Whoever has the link can sign in to the console as {name}, for 15 minutes. Send it to nobody.</p>
          <p>It is taken out of the clipboard after a minute. A clipboard manager may keep it for longer.</p>
        </>
      )}
    </FormDialog>
  )
}

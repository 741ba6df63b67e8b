import type { Locator, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { until } from '../support/desktop-wait.ts'
import { setScene } from '../support/scene.ts'

let scene: Awaited<ReturnType<typeof setScene>>

beforeAll(async () => {
  scene = await setScene()
})
afterAll(() => scene?.close())
// What went wrong in one form is not to keep the next from being opened.
afterEach(async () => (await scene.person.manager()).keyboard.press('Escape'))

const roleArn = 'arn:aws:iam::444455556666:role/team/Admin'
const policy = '{"Statement":[]}'
const untouched = {
  durationSeconds: null,
  minimumSessionTokenSize: null,
  production: false,
  consent: 'off',
}

async function openForm(): Promise<{ readonly page: Page; readonly form: Locator }> {
  const page = await scene.person.show('Sessions')
  await page.getByRole('button', { name: 'Add Session' }).click()
  return { page, form: page.getByRole('dialog') }
}

/** Opens what few need, unless it is open. */
async function openMore(form: Locator): Promise<void> {
  const more = form.locator('details')
  if ((await more.getAttribute('open')) === null) await more.locator('summary').click()
}

async function submit(form: Locator): Promise<void> {
  await form.getByRole('button', { name: 'Add Session' }).click()
  await form.waitFor({ state: 'detached' })
}

const kept = async (name: string) => {
  const { sessions } = await scene.person.snapshot()
  return sessions.find(each => each.session.name === name)?.session
}

const identityId = async (name: string) => {
  const { identities } = await scene.person.snapshot()
  return identities.find(each => each.name === name)?.id
}

test('an operation whose provider is missing says where to add one', async () => {
  const { page, form } = await openForm()
  await form.getByLabel('STS operation').selectOption('AssumeRoleWithSAML')
  expect(await form.getByLabel('Source', { exact: true }).innerText()).toBe(
    'None yet: add a SAML provider under Identities',
  )
  await form.getByLabel('Name', { exact: true }).fill('too-early')
  await form.getByRole('button', { name: 'Add Session' }).click()
  await form.getByText('There is nothing yet that this operation can start from.').waitFor()
  await page.keyboard.press('Escape')
})

test('providers are added, edited and removed beside the keys', async () => {
  const page = await scene.person.show('Identities')
  const form = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Add SAML Provider' }).click()
  await form.getByLabel('Name').fill('Example Corp')
  await form.getByLabel('Sign-in URL').fill('http://portal.example.com/aws')
  await form.getByRole('button', { name: 'Add SAML Provider' }).click()
  await form.getByText('The sign-in URL starts with https://').waitFor()
  await form.getByLabel('Sign-in URL').fill('https://portal.example.com/aws')
  await form.getByLabel('STS endpoint').selectOption('global')
  await form.getByText('Its tokens may not hold in Regions that an account must opt in to.').waitFor()
  await form.getByRole('button', { name: 'Add SAML Provider' }).click()
  await form.waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'Add OIDC Provider' }).click()
  await form.getByLabel('Name').fill('cluster')
  await form.getByLabel('Token from').selectOption('command')
  await form.getByLabel('Command').fill('"/opt/my tool" print "id token')
  await form.getByRole('button', { name: 'Add OIDC Provider' }).click()
  await form.getByText('A quotation mark (") is not closed.').waitFor()
  await form.getByLabel('Command').fill('"/opt/my tool" print "id token"')
  await form.getByRole('button', { name: 'Add OIDC Provider' }).click()
  await form.waitFor({ state: 'detached' })
  const row = page.getByRole('listitem', { name: 'cluster' })
  await row.getByRole('button', { name: 'Edit' }).click()
  expect(await form.getByLabel('Command').inputValue()).toBe('"/opt/my tool" print "id token"')
  await form.getByLabel('Fallback Region').fill('eu-west-1')
  await form.getByRole('button', { name: 'Save' }).click()
  await form.waitFor({ state: 'detached' })

  const { identities } = await scene.person.snapshot()
  expect(identities.filter(each => each.kind !== 'iam-user')).toMatchObject([
    {
      kind: 'saml-provider',
      name: 'Example Corp',
      signInUrl: 'https://portal.example.com/aws',
      region: 'us-east-1',
      fallbackRegion: null,
      globalSts: true,
      stsUrl: null,
    },
    {
      kind: 'oidc-provider',
      name: 'cluster',
      token: { kind: 'command', program: '/opt/my tool', arguments: ['print', 'id token'] },
      fallbackRegion: 'eu-west-1',
      globalSts: false,
    },
  ])

  await page.getByRole('button', { name: 'Add SAML Provider' }).click()
  await form.getByLabel('Name').fill('Another')
  await form.getByLabel('Sign-in URL').fill('https://other.example.com')
  await form.getByRole('button', { name: 'Add SAML Provider' }).click()
  await form.waitFor({ state: 'detached' })
  await page.getByRole('listitem', { name: 'Another' }).getByRole('button', { name: 'Remove' }).click()
  await form.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('listitem', { name: 'Another' }).waitFor({ state: 'detached' })
})

test('AssumeRole with all that AWS takes', async () => {
  const { form } = await openForm()
  expect(await form.locator('details').getAttribute('open')).toBeNull()
  await form.getByLabel('Name', { exact: true }).fill('whole')
  await form.getByLabel('Role ARN').fill(roleArn)
  await form.getByLabel('MFA', { exact: true }).selectOption('own-code')
  await form.getByLabel('Role session name').fill('on-call')
  await form.getByLabel('External ID').fill('external')
  await form.getByLabel('Duration (optional)', { exact: true }).fill('30m')
  await openMore(form)
  await form.getByLabel('Session policy').fill(policy)
  await form.getByLabel('ARNs of managed policies').fill('arn:aws:iam::aws:policy/ReadOnlyAccess\n')
  await form.getByLabel('Tags').fill('team=payments\nstage=dev')
  await form.getByLabel('Transitive tag keys').fill('team')
  await form.getByLabel('Source identity').fill('alice')
  await form.getByRole('button', { name: 'Add Context' }).click()
  await form.getByLabel('ARN of the context provider').fill('arn:aws:iam::aws:contextProvider/IdentityCenter')
  await form.getByLabel('File').fill('/run/assertion')
  await form.getByLabel('Smallest size of the session token').fill('1024')
  await submit(form)
  expect(await kept('whole')).toMatchObject({
    ...untouched,
    operation: 'AssumeRole',
    source: { kind: 'identity', id: await identityId('alice') },
    roleArn,
    mfa: 'own-code',
    roleSessionName: 'on-call',
    externalId: 'external',
    durationSeconds: 1_800,
    sessionPolicies: { policy, policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
    tags: [
      { key: 'team', value: 'payments' },
      { key: 'stage', value: 'dev' },
    ],
    transitiveTagKeys: ['team'],
    sourceIdentity: 'alice',
    providedContexts: [
      {
        providerArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter',
        assertion: { kind: 'file', path: '/run/assertion' },
      },
    ],
    minimumSessionTokenSize: 1_024,
  })
})

test('an edited session has open what is set in it, and saved as it is it stays so', async () => {
  const before = await kept('whole')
  await scene.person.click('whole', 'Edit')
  const form = (await scene.person.manager()).getByRole('dialog')
  await form.getByLabel('Tags').waitFor()
  await form.getByRole('button', { name: 'Save' }).click()
  await form.waitFor({ state: 'detached' })
  expect(await kept('whole')).toEqual(before)
})

test.each([
  [
    'AssumeRoleWithSAML',
    {
      'Role ARN': roleArn,
      'ARN of the SAML provider in IAM': 'arn:aws:iam::444455556666:saml-provider/corp',
    },
    { roleArn, principalArn: 'arn:aws:iam::444455556666:saml-provider/corp', sessionPolicies: null },
    'Example Corp',
    'Role team/Admin in 444455556666 · through Example Corp',
  ],
  [
    'AssumeRoleWithWebIdentity',
    { 'Role ARN': roleArn, 'Role session name (optional)': 'ci', 'Provider ID (optional)': 'www.amazon.com' },
    { roleArn, roleSessionName: 'ci', providerId: 'www.amazon.com', sessionPolicies: null },
    'cluster',
    'Role team/Admin in 444455556666 · through cluster',
  ],
  [
    'GetFederationToken',
    {
      'Federated user (optional)': 'guest',
      'Session policy (optional)': policy,
      'Tags (optional)': 'team=payments',
    },
    {
      federatedUserName: 'guest',
      sessionPolicies: { policy, policyArns: [] },
      tags: [{ key: 'team', value: 'payments' }],
    },
    'alice',
    'Federated user guest in 111122223333 · from alice',
  ],
  [
    'AssumeRoot',
    { 'Member account': '444455556666', 'Duration (optional)': '600' },
    { targetPrincipal: '444455556666', task: 'IAMAuditRootUserCredentials', durationSeconds: 600 },
    'alice',
    'Root user for IAMAuditRootUserCredentials in 444455556666 · from alice',
  ],
  [
    'GetSessionToken',
    { 'Smallest size of the session token (optional)': '0' },
    { mfa: true, minimumSessionTokenSize: 0 },
    'alice',
    'Session token in 111122223333 · from alice',
  ],
])('%s', async (operation, typed, parameters, source, facts) => {
  const { form } = await openForm()
  await form.getByLabel('Name', { exact: true }).fill(operation)
  await form.getByLabel('STS operation').selectOption(operation)
  await openMore(form)
  for (const [label, text] of Object.entries(typed)) await form.getByLabel(label, { exact: true }).fill(text)
  await submit(form)
  expect(await kept(operation)).toMatchObject({
    ...untouched,
    operation,
    source: { kind: 'identity', id: await identityId(source) },
    ...parameters,
  })
  await (await scene.person.session(operation)).getByText(facts).waitFor()
})

test('what is wrong behind More opens it, says so beside the field, and has the keyboard', async () => {
  const { page, form } = await openForm()
  await form.getByLabel('Name', { exact: true }).fill('wrong')
  await form.getByLabel('Role ARN').fill(roleArn)
  await openMore(form)
  const tags = form.getByLabel('Tags')
  const isFocused = (field: Locator) => field.evaluate(each => each === document.activeElement)
  for (const [typed, sentence] of [
    ['team payments', '“team payments” is no tag: a line is key=value'],
    ['team=a\nTeam=b', 'The tag “Team” is there twice'],
  ] as const) {
    await tags.fill(typed)
    await form.locator('summary').click()
    await tags.waitFor({ state: 'hidden' })
    await form.getByRole('button', { name: 'Add Session' }).click()
    await form.getByText(sentence).waitFor()
    expect(await tags.getAttribute('aria-invalid')).toBe('true')
    await until('the field has the focus', () => isFocused(tags))
    expect(await form.getByRole('alert').count()).toBe(0)
  }
  await tags.fill('team=a')
  await form.getByLabel('Transitive tag keys').fill('stage')
  await form.getByRole('button', { name: 'Add Context' }).click()
  await form.getByRole('button', { name: 'Add Session' }).click()
  await form.getByText('“stage” is no key of this session’s tags').waitFor()
  await form.getByText('is no context provider’s ARN').waitFor()
  await form.getByLabel('Transitive tag keys').fill('')
  await form.getByRole('button', { name: 'Add Session' }).click()
  const contexts = form.getByRole('group', { name: 'Provided contexts' })
  await form.getByText('“stage” is no key').waitFor({ state: 'detached' })
  await until('the contexts have the focus', () => isFocused(contexts))
  await page.keyboard.press('Escape')
  expect(await kept('wrong')).toBeUndefined()
})

test('what is allowed and seldom meant is said while it is typed, and beside the session', async () => {
  const { form } = await openForm()
  const warning = 'Without a session policy these credentials may do nothing'
  await form.getByLabel('Name', { exact: true }).fill('for-nothing')
  await form.getByLabel('STS operation').selectOption('GetFederationToken')
  await form.getByRole('status').getByText(warning).waitFor()
  await form.getByLabel('Session policy').fill(policy)
  await form.getByText(warning).waitFor({ state: 'detached' })
  await form.getByLabel('Session policy').fill('')
  await submit(form)
  await (await scene.person.session('for-nothing')).getByText(warning).waitFor()
  // A provider with the global STS.
  const other = await scene.person.session('AssumeRoleWithSAML')
  await other.getByText('Credentials of the global STS').waitFor()
  expect(scene.app.pageErrors()).toEqual([])
})

// What a developer's own program does: it names no credentials and leaves finding them to the SDK.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'

const [, , endpoint = ''] = process.argv
const { Arn } = await new STSClient({ endpoint }).send(new GetCallerIdentityCommand({}))
process.stdout.write(JSON.stringify({ Arn }))

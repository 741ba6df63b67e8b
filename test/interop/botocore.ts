import { runProgram } from '../support/debian-clients.ts'
import { MOTO_ENVIRONMENT, motoPython } from './moto.ts'

/** A shape of AWS's own model of a service, as botocore has it; as much as the tests read. */
export interface Shape {
  readonly type: string
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly documentation?: string
  readonly required?: readonly string[]
  readonly member?: { readonly shape: string }
  readonly members?: Readonly<Record<string, { readonly shape: string; readonly documentation?: string }>>
  /** What an error is called in an answer. */
  readonly error?: { readonly code: string; readonly httpStatusCode: number }
}

export interface Model {
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly input?: { readonly shape: string }
        readonly errors?: readonly { readonly shape: string }[]
      }
    >
  >
  readonly shapes: Readonly<Record<string, Shape>>
}

export type Parameters = Readonly<Record<string, unknown>>

/** What botocore would send. */
export interface Serialized {
  readonly body: Readonly<Record<string, string>>
  readonly signed: boolean
}

const MODEL = `
import json, botocore.loaders
print(json.dumps(botocore.loaders.Loader().load_service_model('sts', 'service-2')))
`

// With its validation: a parameter that is missing, of another kind or out of bounds is an error.
const SERIALIZE = `
import json, sys
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.serialize import create_serializer
model = ServiceModel(Loader().load_service_model('sts', 'service-2'))
def serialized(name, parameters):
    operation = model.operation_model(name)
    body = create_serializer('query').serialize_to_request(parameters, operation)['body']
    return {'body': {key: str(value) for key, value in body.items()}, 'signed': operation.auth_type != 'none'}
print(json.dumps([serialized(*each) for each in json.loads(sys.argv[1])]))
`

export async function stsModel(): Promise<Model> {
  return JSON.parse(await botocore(MODEL))
}

/** @param asked each operation with its parameters, under AWS's names */
export async function serializedByBotocore(
  asked: readonly (readonly [operation: string, parameters: Parameters])[],
): Promise<readonly Serialized[]> {
  return JSON.parse(await botocore(SERIALIZE, JSON.stringify(asked)))
}

async function botocore(program: string, ...args: readonly string[]): Promise<string> {
  const ran = await runProgram(motoPython(), ['-c', program, ...args], MOTO_ENVIRONMENT)
  if (ran.exitCode !== 0) throw new Error(`botocore says no:\n${ran.stderr}`)
  return ran.stdout
}

import type { Service } from '../../operations/operation.ts'
import { renderXml, xml } from '../../xml.ts'
import { stopInstances } from './stop-instances.ts'

/** Here for its refusals alone: they carry what only DecodeAuthorizationMessage can read. */
export const EC2: Service = {
  name: 'ec2',
  version: '2016-11-15',
  namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  operations: new Map([[stopInstances.name, stopInstances]]),
  refusalXml: ({ code, message }, requestId) => {
    const error = xml('Error', [xml('Code', code), xml('Message', message)])
    return renderXml(xml('Response', [xml('Errors', [error]), xml('RequestID', requestId)]))
  },
}

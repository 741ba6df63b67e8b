import type { ToolProcess } from '../../core/tools/tool.ts'

export interface WindowsProcess {
  readonly tool: ToolProcess
  readonly parent: number
  /** The user's SID; null where the system does not tell. */
  readonly user: string | null
}

export interface WindowsTable {
  /** The SID of the user whose app this is. */
  readonly user: string
  /** By the client's port. 0: closed, and no process has it any more. */
  readonly owners: ReadonlyMap<number, number>
  readonly processes: ReadonlyMap<number, WindowsProcess>
}

/**
 * What PowerShell runs: it prints the connections to a port of ours, and their processes with those that started them.
 * The owners of all processes would take seconds. No command line is asked for: it may hold secrets.
 * @see https://learn.microsoft.com/en-us/powershell/module/nettcpip/get-nettcpconnection
 * @see https://learn.microsoft.com/en-us/windows/win32/cimwin32prov/win32-process
 */
export function windowsScript(serverPort: number): string {
  return `
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false
$loopback = '127.0.0.1', '::ffff:127.0.0.1'
try { $found = @(Get-NetTCPConnection -RemotePort ${Math.trunc(serverPort)}) }
catch { if ($_.CategoryInfo.Category -ne 'ObjectNotFound') { throw }; $found = @() }
$found = @($found | Where-Object { $loopback -contains $_.LocalAddress -and $loopback -contains $_.RemoteAddress })
$all = @{}
$properties = 'ProcessId', 'ParentProcessId', 'Name', 'ExecutablePath', 'CreationDate', 'Handle'
foreach ($each in Get-CimInstance Win32_Process -Property $properties) { $all[[int]$each.ProcessId] = $each }
$kept = @{}
foreach ($connection in $found) {
  $id = [int]$connection.OwningProcess
  while ($id -ne 0 -and $all.ContainsKey($id) -and -not $kept.ContainsKey($id)) {
    $each = $all[$id]
    $sid = $null
    try { $sid = (Invoke-CimMethod -InputObject $each -MethodName GetOwnerSid).Sid } catch { }
    $created = $null
    if ($each.CreationDate) { $created = $each.CreationDate.ToFileTimeUtc().ToString() }
    $kept[$id] = @{ pid = $id; parent = [int]$each.ParentProcessId; name = $each.Name
      path = $each.ExecutablePath; created = $created; user = $sid }
    $id = [int]$each.ParentProcessId
  }
}
ConvertTo-Json -Compress -Depth 4 @{
  user = [System.Security.Principal.WindowsIdentity]::GetCurrent().User.Value
  connections = @($found | ForEach-Object { @{ port = [int]$_.LocalPort; pid = [int]$_.OwningProcess } })
  processes = @($kept.Values)
}
`
}

/** Null for anything but what the script prints. */
export function parseWindows(output: string): WindowsTable | null {
  const whole = objectIn(output)
  if (whole === null || !isText(whole['user'])) return null
  const { connections, processes } = whole
  if (!Array.isArray(connections) || !Array.isArray(processes)) return null
  const owners = new Map<number, number>()
  for (const each of connections as readonly unknown[]) {
    if (!isRecord(each) || !isCount(each['port']) || !isCount(each['pid'])) return null
    // A connection that has just ended may be listed beside its successor.
    if (each['pid'] !== 0 || !owners.has(each['port'])) owners.set(each['port'], each['pid'])
  }
  const known = new Map<number, WindowsProcess>()
  for (const each of processes as readonly unknown[]) {
    const process = processIn(each)
    if (process !== null) known.set(process.tool.pid, process)
  }
  return { user: whole['user'], owners, processes: known }
}

function processIn(each: unknown): WindowsProcess | null {
  if (!isRecord(each)) return null
  const { pid, parent, name, path, created, user } = each
  if (!isCount(pid) || !isCount(parent) || !isText(name)) return null
  // Without the time of its start a process can't be told from a later one with its number.
  if (!isText(created) || !/^\d+$/.test(created)) return null
  const tool = {
    pid,
    startedAt: created,
    name: name.replace(/\.exe$/i, ''),
    executable: isText(path) ? path : null,
    script: null,
    folder: null,
  }
  return { tool, parent, user: isText(user) ? user : null }
}

function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

/** Numbers of system calls on one kind of processor. */
interface Calls {
  /** AUDIT_ARCH_* of the kernel. */
  architecture: number;
  refused: readonly number[];
  missing: readonly number[];
  /** Calls whose first argument holds the CLONE_* flags. */
  cloning: readonly number[];
  /** Calls whose first argument is a family of sockets. */
  connecting: readonly number[];
  ptrace: number;
}

/**
 * Refused: add_key, request_key, keyctl (the keyring of the person's login is inherited by every process), bpf,
 * perf_event_open, userfaultfd. Missing, so that programs fall back to something older: clone3 (its flags cannot be read
 * here), io_uring_* (what it does passes no filter). Cloning: clone, unshare. Connecting: socket, socketpair.
 */
const CALLS: Partial<Record<string, Calls>> = {
  x64: {
    architecture: 0xc000003e,
    refused: [248, 249, 250, 321, 298, 323],
    missing: [435, 425, 426, 427],
    cloning: [56, 272],
    connecting: [41, 53],
    ptrace: 101,
  },
  arm64: {
    architecture: 0xc00000b7,
    refused: [217, 218, 219, 280, 241, 282],
    missing: [435, 425, 426, 427],
    cloning: [220, 97],
    connecting: [198, 199],
    ptrace: 117,
  },
};

/**
 * AF_UNIX, AF_INET, AF_INET6, AF_NETLINK: what a namespace of the network holds. AF_VSOCK passes it and leads to the
 * hypervisor; others lead into drivers.
 */
const FAMILIES = [1, 2, 10, 16];
const CLONE_NEWUSER = 0x10000000;
/** Calls of the x32 form carry this bit beside the number. */
const X32 = 0x40000000;
const [LOAD, EQUALS, AT_LEAST, HAS, RETURN] = [0x20, 0x15, 0x35, 0x45, 0x06];
const [NUMBER, ARCHITECTURE, FIRST_ARGUMENT, SECOND_ARGUMENT] = [0, 4, 16, 24];
const ALLOWED = 0x7fff0000;
const failsWith = (errno: number): number => 0x00050000 | errno;
const [EPERM, ENOSYS, EAFNOSUPPORT] = [1, 38, 97];

type Step = readonly [code: number, ifTrue: number, ifFalse: number, value: number];

/**
 * The filter of system calls that a confined command runs under, as the kernel reads it: no way to the person's keyring,
 * no user namespace in which it would be root again, none of the calls that weaknesses of kernels were mostly found in, no
 * family of sockets that no namespace holds. Debugging stays: LeakSanitizer and debuggers' tests need it, and what a command
 * does to its own processes changes nothing (namespace.ts); only the first process is left alone.
 * Null where the numbers are not known. Pure.
 */
export function systemCallFilter(processor: string): Buffer | null {
  const calls = CALLS[processor];
  if (!calls) return null;
  const steps: Step[] = [
    [LOAD, 0, 0, ARCHITECTURE],
    [EQUALS, 1, 0, calls.architecture],
    [RETURN, 0, 0, failsWith(ENOSYS)],
    [LOAD, 0, 0, NUMBER],
    [AT_LEAST, 0, 1, X32],
    [RETURN, 0, 0, failsWith(ENOSYS)],
    ...calls.refused.flatMap((call): Step[] => when(call, [[RETURN, 0, 0, failsWith(EPERM)]])),
    ...calls.missing.flatMap((call): Step[] => when(call, [[RETURN, 0, 0, failsWith(ENOSYS)]])),
    ...calls.cloning.flatMap((call): Step[] =>
      when(call, [
        [LOAD, 0, 0, FIRST_ARGUMENT],
        [HAS, 0, 1, CLONE_NEWUSER],
        [RETURN, 0, 0, failsWith(EPERM)],
        [RETURN, 0, 0, ALLOWED],
      ]),
    ),
    ...calls.connecting.flatMap((call): Step[] =>
      when(call, [
        [LOAD, 0, 0, FIRST_ARGUMENT],
        ...FAMILIES.flatMap((family): Step[] => when(family, [[RETURN, 0, 0, ALLOWED]])),
        [RETURN, 0, 0, failsWith(EAFNOSUPPORT)],
      ]),
    ),
    ...when(calls.ptrace, [
      [LOAD, 0, 0, SECOND_ARGUMENT],
      ...when(1, [[RETURN, 0, 0, failsWith(EPERM)]]),
      [RETURN, 0, 0, ALLOWED],
    ]),
    [RETURN, 0, 0, ALLOWED],
  ];
  return Buffer.concat(steps.map(encoded));
}

const when = (call: number, then: Step[]): Step[] => [[EQUALS, 0, then.length, call], ...then];

function encoded([code, ifTrue, ifFalse, value]: Step): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(ifTrue, 2);
  bytes.writeUInt8(ifFalse, 3);
  bytes.writeUInt32LE(value >>> 0, 4);
  return bytes;
}

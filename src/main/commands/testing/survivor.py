# Shared by the escapes: a child that nothing of the command's surroundings names any more, and that goes on in the clone.
import os
import time


def leave_survivor():
    if os.fork() != 0:
        return
    os.setsid()
    if os.fork() != 0:
        os._exit(0)
    for descriptor in range(64):
        try:
            os.close(descriptor)
        except OSError:
            pass
    code = "import time\nwhile True:\n open('/checkout/BEAT', 'a').write('x')\n time.sleep(0.02)"
    os.execve("/usr/bin/python3", ["python3", "-c", code], {})


def wipe_environment():
    fields = open("/proc/1/stat").read().rsplit(")", 1)[1].split()
    start, end = int(fields[47]), int(fields[48])
    with open("/proc/1/mem", "r+b", buffering=0) as memory:
        memory.seek(start)
        memory.write(b"\0" * (end - start))


def wait_until(done):
    deadline = time.time() + 10
    while not done():
        if time.time() > deadline:
            raise SystemExit("the escape did not get that far")
        time.sleep(0.005)

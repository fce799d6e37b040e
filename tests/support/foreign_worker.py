"""What the tests of the worker pool start in the place of a worker: it greets and answers the first
request with the bytes of a file and as many descriptors as told.

foreign_worker.py ANSWER DESCRIPTORS [late]: `late` sends the descriptors behind the length."""

import array
import pathlib
import socket
import struct
import sys


def main():
    answer = pathlib.Path(sys.argv[1]).read_bytes()
    descriptors = [0] * int(sys.argv[2])
    late = sys.argv[3:] == ["late"]
    other = socket.socket(fileno=3)
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
    greeting = b'{"missing":[]}'
    other.sendall(struct.pack("<I", len(greeting)) + greeting)
    while other.recv(1 << 20):
        length = struct.pack("<I", len(answer))
        if late:
            other.sendall(length)
        other.sendmsg([answer if late else length + answer], rights if descriptors else [])


main()

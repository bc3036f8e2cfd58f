"""An HTTP server for one PUT that takes what comes slowly, with next to nothing of it in its kernel, and answers late.

slow-taker.py BYTES_PER_SECOND ANSWER_AFTER_SECONDS: prints its port, and answers with how many bytes came.
"""

import socket
import sys
import time

rate, pause = float(sys.argv[1]), float(sys.argv[2])
# Whoever sends has what is not read yet in its own kernel: Node cannot ask for so small a buffer.
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
server.bind(("127.0.0.1", 0))
server.listen(1)
print(server.getsockname()[1], flush=True)

connection, _ = server.accept()
head = b""
while b"\r\n\r\n" not in head:
    head += connection.recv(1)
length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
taken = 0
begun = time.monotonic()
while taken < length:
    chunk = connection.recv(65536)
    if not chunk:
        break
    taken += len(chunk)
    time.sleep(max(0.0, begun + taken / rate - time.monotonic()))
time.sleep(pause)
body = str(taken).encode()
connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))
connection.close()

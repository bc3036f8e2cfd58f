"""
A listener of libsrt itself, for what `srt-live-transmit` cannot do: it refuses callers with a reason of its choice, and says who
called with which stream id. Writes what it takes to a file, and one line of JSON for each event to its standard output.
"""
import argparse
import ctypes
import json
import sys

args = argparse.ArgumentParser()
args.add_argument("--port", type=int, required=True)
args.add_argument("--file", default="")
args.add_argument("--passphrase", default="")
args.add_argument("--reject", type=int, default=0, help="SRT's reason, 1000 and more being the server's own")
args.add_argument("--latency", type=int, default=0, help="milliseconds")
options = args.parse_args()

srt = ctypes.CDLL("libsrt-gnutls.so.1.5")
PASSPHRASE, RCVLATENCY = 26, 43
INVALID = -1


class Address(ctypes.Structure):
    _fields_ = [("family", ctypes.c_uint16), ("port", ctypes.c_uint16), ("host", ctypes.c_uint32), ("zero", ctypes.c_uint64)]


def say(event, **more):
    print(json.dumps({"event": event, **more}), flush=True)


@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p)
def called(_opaque, caller, _version, _peer, stream_id):
    say("caller", streamId=(stream_id or b"").decode(errors="replace"))
    if options.reject == 0:
        return 0
    srt.srt_setrejectreason(caller, options.reject)
    return -1


srt.srt_startup()
listener = srt.srt_create_socket()
if options.passphrase:
    secret = options.passphrase.encode()
    srt.srt_setsockflag(listener, PASSPHRASE, secret, len(secret))
if options.latency:
    latency = ctypes.c_int32(options.latency)
    srt.srt_setsockflag(listener, RCVLATENCY, ctypes.byref(latency), 4)
address = Address(2, int.from_bytes(options.port.to_bytes(2, "big"), sys.byteorder), int.from_bytes(b"\x7f\0\0\1", sys.byteorder), 0)
if srt.srt_bind(listener, ctypes.byref(address), 16) < 0:
    sys.exit("cannot bind")
srt.srt_listen_callback(listener, called, None)
srt.srt_listen(listener, 5)
say("listening")
buffer = ctypes.create_string_buffer(1500)
while True:
    caller = srt.srt_accept(listener, None, None)
    if caller == INVALID:
        continue
    say("accepted")
    taken = 0
    with open(options.file or "/dev/null", "ab") as kept:
        while (count := srt.srt_recvmsg(caller, buffer, 1500)) > 0:
            kept.write(buffer.raw[:count])
            kept.flush()
            taken += count
    srt.srt_close(caller)
    say("ended", bytes=taken)

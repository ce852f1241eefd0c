"""Runs one server in this process until standard input closes, so that none outlives the test that started it.

A test that is killed cannot stop its servers; the system closes the pipe for it.

Nothing here may change the environment: libfaketime reads it at every look at the clock, from every thread.
"""

import os
import sys
import threading


def end_with_the_test():
    sys.stdin.buffer.read()
    os._exit(0)


def main():
    name, *more = sys.argv[1:]
    port = os.environ["GATEWAY_PORT"]
    threading.Thread(target=end_with_the_test, daemon=True).start()
    if name == "moto":
        from moto.server import main as serve

        serve(["-H", "127.0.0.1", "-p", port])
    elif name == "ministack":
        from ministack.app import main as serve

        sys.argv = ["ministack"]
        serve()
    elif name == "microburst":
        from microburst.cli import main as serve

        sys.argv = ["microburst", "--port", port, "--upstream", *more]
        sys.exit(serve())
    else:
        sys.exit(f"no server is called {name}")


if __name__ == "__main__":
    main()

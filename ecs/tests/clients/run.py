"""Runs the functions of a file that are called test_..., each in an account of its own.

    ENDPOINT=http://127.0.0.1:4567 python run.py waiters
"""

import importlib
import sys
import time
import traceback

import clients


def main():
    module = importlib.import_module(sys.argv[1])
    tests = [(name, test) for name, test in vars(module).items() if name.startswith("test_")]
    assert tests, "there are no tests"
    failed = []
    for number, (name, test) in enumerate(tests):
        begun = time.monotonic()
        try:
            test(clients.Account(100000000000 + number))
            print(f"ok      {name} ({time.monotonic() - begun:.2f} s)")
        except Exception:
            failed.append(name)
            print(f"failed  {name}\n{traceback.format_exc()}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

"""Start the service of an image, and print after how many seconds it was ready."""

import http.client
import subprocess
import sys
import time

PORT = int(sys.argv[1])


def is_ready():
    """Ask as a balancer would."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=1)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


begun = time.monotonic()
service = subprocess.Popen(["app", "serve"], stdout=subprocess.DEVNULL)
while not is_ready():
    if service.poll() is not None:
        sys.exit("the service ended")
    time.sleep(0.01)
print(time.monotonic() - begun)
service.terminate()
service.wait()

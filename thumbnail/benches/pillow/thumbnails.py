# What is measured against: Pillow's own way. Arguments: size, quality, how often, files. Prints the seconds on the core that
# each thumbnail took on average, and the most memory in KiB.
import io
import sys
import time

from PIL import Image

size, quality, times, files = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]


def thumbnail(file):
    with Image.open(file) as image:
        image.thumbnail((size, size))
        image.save(io.BytesIO(), "JPEG", quality=quality)


thumbnail(files[0])
begin = time.process_time()
for _ in range(times):
    for file in files:
        thumbnail(file)
seconds = (time.process_time() - begin) / (times * len(files))
# Not ru_maxrss: that begins with what the process had that started this one.
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(seconds, status["VmHWM"].split()[0])

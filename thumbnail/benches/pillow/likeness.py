# How alike thumbnails are to the whole photograph resampled with Lanczos' filter: the structural similarity of the luminance.
# Arguments: quality, the photograph, and thumbnails of it. Prints one number for each, and one for Pillow's own of the size
# of the last.
import io
import sys

import numpy as np
from PIL import Image
from skimage.metrics import structural_similarity


def likeness(thumbnail, whole):
    reference = whole.resize(thumbnail.size, Image.Resampling.LANCZOS).convert("L")
    return structural_similarity(np.asarray(thumbnail.convert("L")), np.asarray(reference))


quality, photograph, *thumbnails = sys.argv[1:]
whole = Image.open(photograph).convert("RGB")
for thumbnail in map(Image.open, thumbnails):
    print(likeness(thumbnail, whole))
pillows = Image.open(photograph)
pillows.thumbnail((max(thumbnail.size),) * 2)
encoded = io.BytesIO()
pillows.save(encoded, "JPEG", quality=int(quality))
print(likeness(Image.open(encoded), whole))

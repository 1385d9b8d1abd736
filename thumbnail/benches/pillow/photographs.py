# Makes photographs of twelve megapixels of the pictures in scikit-image: beside each other, as a large photograph has more
# in it than a small one, and with the noise of a sensor. Argument: the folder.
import sys

import numpy as np
from PIL import Image
from skimage import data

KINDS = {
    "baseline-420": dict(quality=90),
    "baseline-444": dict(quality=92, subsampling=0),
    "progressive-420": dict(quality=90, progressive=True),
}
random = np.random.default_rng(7)
for name in ("astronaut", "coffee", "chelsea"):
    picture = np.asarray(Image.fromarray(getattr(data, name)()).convert("RGB"))
    picture = np.concatenate([picture, picture[:, ::-1]], 1)
    picture = np.concatenate([picture, picture[::-1]], 0)
    picture = np.tile(picture, (3, 3, 1))[:1500, :2000]
    picture = Image.fromarray(picture).resize((4000, 3000), Image.Resampling.LANCZOS)
    noise = random.normal(0, 3, (3000, 4000, 1)).astype(np.int16)
    picture = Image.fromarray(np.clip(np.asarray(picture).astype(np.int16) + noise, 0, 255).astype(np.uint8))
    for kind, options in KINDS.items():
        picture.save(f"{sys.argv[1]}/{kind}-{name}.jpg", **options)
